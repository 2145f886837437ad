import type { RecordKey, SourceRecord } from '../contact/record.ts';
import type { MalformedParts, MalformedRows } from './malformed-rows.ts';
import { numbersAnywhere, numbersOfTorn } from './phone-columns.ts';
import { rowText } from './row-text.ts';
import { brokenOf, joinedRows } from './torn-rows.ts';

/** Takes a record that a line break has torn (E3). @returns whether a number can be read in it */
export type TakeTorn = (pieces: readonly SourceRecord[]) => boolean;

/**
 * Such a record is rejected once, with all of its rows. It is whose its first row says (T7); what stands behind the break
 * names nobody by a key. Its opt-out counts for those whom the first row names, or, where that has no number column, for
 * the number that stands in one of the record put together (T8).
 */
export function createTakeTorn(
  { source, columns, parser, phones, optOut, consent, gathering, counts, desk }: MalformedParts,
  { addOptOut, holdCut }: MalformedRows,
): TakeTorn {
  const keysOf = (record: SourceRecord): RecordKey[] => {
    const key = desk.keyOf(record);
    return key === undefined ? [] : [key];
  };

  const addOptOutOfTorn = (
    whole: SourceRecord,
    broken: number,
    others: readonly SourceRecord[],
    { numbers, keys }: { readonly numbers: readonly string[]; readonly keys: readonly RecordKey[] },
  ): void => {
    const reading = optOut?.readTorn(whole, broken) ?? 'none';
    const last = others.at(-1);
    const keysOfLast = last && !last.malformed ? keysOf(last) : [];
    // A full row with a key is who opted out, whether the number before it is his or not.
    if (keysOfLast.length > 0 && (reading === 'yes' || reading === 'date')) addOptOut(whole, [], keysOfLast);
    else if (reading === 'yes' || reading === 'date') addOptOut(whole, numbers, keys);
    else if (reading === 'odd' && optOut && optOut.index < broken) addOptOut(whole, numbers, keys, 'odd');
    else if (reading === 'odd') desk.stray(whole, [], false);
    else {
      const piece = others.find((other) => optOut?.readShifted(other) === 'yes');
      if (piece) desk.stray(piece, [], false);
    }
  };

  return (pieces) => {
    const [first, ...others] = pieces as readonly [SourceRecord, ...SourceRecord[]];
    const { line } = first;
    const broken = brokenOf(pieces);
    const whole = joinedRows(pieces, columns);
    /** What stands before the value that is broken. */
    const head = { line, fields: first.fields.slice(0, broken) };
    const keys = keysOf(head);
    const numbers = numbersOfTorn(whole, broken, phones, parser);
    counts.rejected++;
    counts.unusable++;
    const ofHead = numbersAnywhere(first, parser);
    gathering.hold({ source, keys, numbers: ofHead });
    // Whoever a piece would be of as a row keeps all too: it is no more than a guess that it is none.
    const ofOthers = others.flatMap((piece) => {
      const found = numbersAnywhere(piece, parser);
      gathering.hold({ source, keys: keysOf(piece), numbers: found });
      holdCut(piece);
      return found;
    });
    if (numbers.some((number) => !ofHead.includes(number) && !ofOthers.includes(number)))
      gathering.hold({ source, keys: [], numbers });
    desk.reject(whole, keys[0], 'line-break', { field: '', value: rowText(whole) });
    consent?.shifted(whole, numbers, keys);
    addOptOutOfTorn(whole, broken, others, { numbers, keys });
    return ofHead.length > 0 || ofOthers.length > 0 || numbers.length > 0;
  };
}
