import type { Places, Warning } from '../contact/rejection.ts';

/** How many places a warning names. */
const most = 10;

/** Warnings that name the places where something was found. */
export type PlaceWarning =
  | 'unreadable-first-phone'
  | 'unreadable-opt-out'
  | 'opt-out-without-number'
  | 'short-opt-out'
  | 'unsplit-groups'
  | 'html-cells'
  | 'json-cells'
  | 'group-is-column';

/** Collects places by what was found there. */
export function createPlaces(): { add(kind: PlaceWarning, place: string): void; warnings(): Warning[] } {
  const found = new Map<PlaceWarning, { total: number; examples: string[] }>();
  return {
    add: (kind, place) => {
      const known = found.get(kind) ?? { total: 0, examples: [] };
      known.total++;
      if (known.examples.length < most) known.examples.push(place);
      found.set(kind, known);
    },
    warnings: () =>
      [...found].map(([code, { total, examples }]): Warning => {
        const figures: Places = { total, examples, more: total - examples.length };
        return { code, figures };
      }),
  };
}
