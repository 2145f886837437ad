import { folded } from '../contact/folded.ts';
import { traceOf } from '../contact/key-trace.ts';
import type { Ledger, Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import { keyHolders } from '../table/key-holders.ts';
import type { KnownWants } from './whose-record.ts';

/**
 * What the ledger is to know of people who have opted out after they had left: their keys, as of who had opted out before (P7). A key that
 * another number has by now is a trace, which leads an opt-out there (P7b), unless that is blocked already, or he is called otherwise: then it
 * is a neighbour's.
 *
 * @param ledger.since ISO 8601, UTC
 */
export function rememberedWants(
  former: readonly { readonly msisdn: string; readonly keys: readonly RecordKey[]; readonly name: string }[],
  { wants, blocks, since }: { readonly wants: KnownWants; readonly since: string } & Pick<Ledger, 'blocks'>,
): [msisdn: string, want: Want][] {
  const holders = keyHolders(wants, new Set(former.flatMap(({ keys }) => keys)));
  return former.flatMap(({ msisdn, keys: all, name }): [string, Want][] => {
    const isCalledOtherwise = (holder: string) => {
      const now = wants.get(holder)?.name ?? '';
      return now !== '' && name !== '' && folded(now) !== folded(name);
    };
    const keys = all.flatMap((key) => {
      const now = holders.get(key) ?? [];
      if (now.length === 0) return [key];
      return now.every((holder) => blocks.has(holder)) || now.some(isCalledOtherwise) ? [] : [traceOf(key)];
    });
    return keys.length === 0
      ? []
      : [[msisdn, { name, groups: [], keys, absentRuns: 0, since, optedOut: true }]];
  });
}
