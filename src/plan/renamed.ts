import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import { sourceOfKey } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import type { KnownWants } from './whose-record.ts';

/**
 * A pipeline of which nothing is known, while another one wants most of its contacts (P10): it was probably renamed, and
 * what its former name wants would stay for ever.
 */
export function renamedPipelineWarnings(
  { contacts }: Desired,
  { wants }: Ledger,
  pipeline: string,
): Warning[] {
  if ((wants.get(pipeline)?.size ?? 0) > 0 || contacts.size === 0) return [];
  for (const [other, known] of wants) {
    let shared = 0;
    for (const msisdn of contacts.keys()) if (known.has(msisdn)) shared++;
    if (shared > contacts.size / 2)
      return [{ code: 'pipeline-renamed', figures: { other, contacts: shared } }];
  }
  return [];
}

/**
 * Keys of sources that no source is called by tonight (T7): a dated path, a new label. By them nobody is known any more.
 */
export function renamedSourceWarnings(
  desired: Desired,
  wants: KnownWants = new Map(),
  wantedAsBefore: Agreement = noAgreement,
): Warning[] {
  const tonight = new Set(desired.keyed);
  if (tonight.size === 0) return [];
  const before = new Set<string>();
  let contacts = 0;
  for (const [, { keys }] of wantedAsBefore.others(wants)) {
    const gone = keys.map(sourceOfKey).filter((source) => !tonight.has(source));
    if (gone.length === 0) continue;
    for (const source of gone) before.add(source);
    if (gone.length === keys.length) contacts++;
  }
  return contacts === 0
    ? []
    : [{ code: 'source-renamed', figures: { before: [...before].slice(0, 5), contacts } }];
}
