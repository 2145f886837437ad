import { fold } from '../transform/fold.ts';
import type { ColumnLook } from './column-look.ts';
import { groupNames, plainName } from './column-names.ts';
import { saysYesOrNo, yesWords } from './opt-out-words.ts';

/** A column that gives groups (T5). */
export interface GroupProposal {
  readonly column: string;
  /** What its values are split by. */
  readonly separator?: string;
  /** Words for yes of a column that stands for one group. */
  readonly is?: readonly string[];
  /** Groups of the first rows. */
  readonly examples: readonly string[];
}

/** A column with more different groups than this is none of groups. */
const mostGroups = 60;

/** Columns that are called like groups and hold few enough of them. */
export function groupCandidates(columns: readonly ColumnLook[]): ColumnLook[] {
  return columns.filter(
    (look) =>
      groupNames.includes(plainName(look.name)) &&
      !saysYesOrNo(look) &&
      !look.values.some(([value]) => isId(value)) &&
      partsOf(look).length <= mostGroups,
  );
}

/** How a column gives groups, by what is in it. */
export function proposeGroup(look: ColumnLook): GroupProposal {
  const { name: column } = look;
  if (saysYesOrNo(look)) return { column, is: [...yesWords, 'x'], examples: [column] };
  const separator = separatorOf(look);
  return { column, ...(separator && { separator }), examples: partsOf(look).slice(0, 8) };
}

/** In the order in which they win: a comma is often a part of a name. */
const separators = ['|', ';', ','] as const;

function separatorOf({ isList, values }: ColumnLook): string | undefined {
  if (isList) return undefined;
  return separators.find((sign) => values.some(([value]) => value.includes(sign)));
}

function partsOf(look: ColumnLook): string[] {
  const separator = look.isList ? ', ' : separatorOf(look);
  const parts = look.values.flatMap(([value]) => (separator ? value.split(separator) : [value]));
  const seen = new Map(parts.map((part) => [fold(part), part.trim()]));
  seen.delete('');
  return [...seen.values()];
}

/** A reference to another table, which is no group's name. */
function isId(value: string): boolean {
  return /^\d+$/.test(value) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(value);
}
