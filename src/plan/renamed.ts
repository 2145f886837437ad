import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import { sourceOfKey } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import type { KnownWants } from './whose-record.ts';

/** Another pipeline of the account, which may be what this one was called before (P10). */
export interface FormerName {
  readonly other: string;
  /** Contacts that it wants, and this one too. */
  readonly contacts: number;
  /** Contacts that it wants. */
  readonly wants: number;
  /** Most of what this one wants it wants too. */
  readonly isMost: boolean;
}

/**
 * What a pipeline may have been called before, of which nothing is known yet (P10): what its former name wants would stay for
 * ever. The one that shares most contacts with it comes first.
 */
export function formerNames({ contacts }: Desired, { wants }: Ledger, pipeline: string): FormerName[] {
  if ((wants.get(pipeline)?.size ?? 0) > 0) return [];
  const names = [...wants].map(([other, known]): FormerName => {
    let shared = 0;
    for (const msisdn of contacts.keys()) if (known.has(msisdn)) shared++;
    const wanted = [...known.values()].filter(({ optedOut }) => !optedOut).length;
    return { other, contacts: shared, wants: wanted, isMost: shared > contacts.size / 2 };
  });
  return names.sort((a, b) => b.contacts - a.contacts);
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

/** Fewer contacts whose keys are others are records that somebody has merged. */
const fewestRewritten = 3;

/**
 * Most contacts have other keys than they had, and the numbers that they had (T7): a CRM that writes its keys otherwise, or another one. Who
 * changed numbers that night is not seen to have (P7b), and what he opted out of does not follow him.
 */
export function rewrittenKeyWarnings(
  desired: Desired,
  wants: KnownWants = new Map(),
  wantedAsBefore: Agreement = noAgreement,
): Warning[] {
  const tonight = new Set(desired.keyed);
  let contacts = 0;
  for (const [msisdn, want] of wantedAsBefore.others(wants)) {
    const before = want.keys.filter((key) => tonight.has(sourceOfKey(key)));
    const now = before.length > 0 ? desired.contacts.get(msisdn)?.keys : undefined;
    if (now && now.length > 0 && !before.some((key) => now.includes(key))) contacts++;
  }
  if (contacts < fewestRewritten || contacts <= desired.contacts.size / 2) return [];
  return [{ code: 'keys-rewritten', figures: { contacts } }];
}
