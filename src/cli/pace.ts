import type { Catalogue } from '../report/language/catalogue.ts';
import { wordsOf } from '../report/language/words.ts';

/** So long a step is watched before anything is said of its pace. */
const leastMs = 2000;

/** How far a step is, with its rate and the time left as soon as they can be told. */
export interface Pace {
  /** @param total may be unknown */
  text(step: string, done: number | undefined, total: number | undefined): string;
}

/** @param now milliseconds of a clock that only goes forward */
export function createPace(now: () => number, words = wordsOf(undefined).terminal): Pace {
  let step: string | undefined;
  let first = { at: 0, done: 0 };
  let last = 0;
  return {
    text: (name, done, total) => {
      if (done === undefined) return '';
      if (name !== step || done < last) first = { at: now(), done };
      step = name;
      last = done;
      const far = words.far(done, total);
      const ms = now() - first.at;
      const perSecond = ((done - first.done) / ms) * 1000;
      if (ms < leastMs || perSecond <= 0) return ` ${far}`;
      const left = total === undefined || total <= done ? '' : `, ${words.left((total - done) / perSecond)}`;
      return ` ${far}, ${rate(perSecond, words)}${left}`;
    },
  };
}

function rate(perSecond: number, words: Catalogue['terminal']): string {
  return perSecond >= 1
    ? words.perSecond(Math.round(perSecond))
    : words.perMinute(Math.max(1, Math.round(perSecond * 60)));
}
