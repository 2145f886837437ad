import type { KnownConsent } from '../contact/consent.ts';
import type { DesiredContact } from '../contact/desired.ts';
import type { Want } from '../contact/ledger.ts';
import { isSameList } from '../contact/same-list.ts';
import { beyond } from '../table/consent-agreement.ts';
import type { ConsentInput, ConsentJudge, JudgedRule, Status } from './consent.ts';
import type { HeldContacts } from './held.ts';

/** What the ledger is to learn of one number's consent by one source (C4). */
export interface ConsentEntry extends KnownConsent {
  readonly source: string;
  readonly msisdn: string;
  /** The cell and the line that say so; left out where no record does tonight. */
  readonly value?: string;
  readonly line?: number;
}

/** What sources say of consent that they did not say last time, and of whom they speak no more. */
export interface ConsentDelta {
  readonly upserts: readonly ConsentEntry[];
  readonly drops: readonly (readonly [source: string, msisdn: string])[];
}

/**
 * What is new of consent: what records say, what time has done, and who is nobody's concern any more. Of whom the pipeline neither
 * asks for nor wants nothing is kept.
 *
 * @param ended numbers that the pipeline wants no more from tonight on
 */
export function consentDelta(
  input: ConsentInput,
  judge: ConsentJudge,
  held: Pick<HeldContacts, 'present'>,
  ended: Iterable<string>,
): ConsentDelta {
  const { desired, ledger, policy, createdAt } = input;
  const wants: ReadonlyMap<string, Want> = ledger.wants.get(policy.name) ?? new Map();
  const gone = new Set(ended);
  const isKept = (msisdn: string) => desired.contacts.has(msisdn) || (wants.has(msisdn) && !gone.has(msisdn));
  const upserts: ConsentEntry[] = [];
  const drops: (readonly [string, string])[] = [];

  const groupsOf = (rule: JudgedRule, msisdn: string): readonly string[] => {
    const contact = desired.contacts.get(msisdn);
    const groups = contact
      ? [...contact.groups, ...(desired.consent?.withheld.get(msisdn) ?? [])]
      : [...(rule.known.get(msisdn)?.groups ?? []), ...(wants.get(msisdn)?.groups ?? [])];
    return [...new Set(groups)].filter(rule.needsYes).sort();
  };
  const see = (rule: JudgedRule, msisdn: string, status: Status): void => {
    const known = rule.known.get(msisdn);
    const { state, at, said } = status;
    const groups = groupsOf(rule, msisdn);
    const isSame = known?.state === state && known.at === at;
    if (isSame && isSameList(known.groups, groups)) return;
    upserts.push({
      source: rule.source,
      msisdn,
      state,
      ...(at !== undefined && { at }),
      since: isSame ? known.since : createdAt,
      groups,
      ...(said && { value: said.value, line: said.line }),
    });
  };

  for (const rule of judge.rules)
    for (const msisdn of numbersOf(rule, wants)) {
      const status = isKept(msisdn) ? judge.statusOf(rule, msisdn) : undefined;
      if (status) see(rule, msisdn, status);
      else if (rule.known.has(msisdn)) drops.push([rule.source, msisdn]);
    }
  drops.push(...formerDrops(input, judge, held, isKept));
  return { upserts, drops };
}

/** Everybody of whom a source speaks, spoke, or may have spoken; but those of whom it says what it said. */
function* numbersOf(
  { of, known, asBefore }: JudgedRule,
  wants: ReadonlyMap<string, Want>,
): Generator<string> {
  for (const [msisdn] of asBefore.others(of)) yield msisdn;
  yield* beyond(known, [of]);
  yield* beyond(wants, [of, known]);
}

/** What sources said that are none of the pipeline's now: until a record of another one speaks of the person. */
function* formerDrops(
  { desired, ledger, policy }: ConsentInput,
  { rules }: ConsentJudge,
  held: Pick<HeldContacts, 'present'>,
  isKept: (msisdn: string) => boolean,
): Generator<readonly [string, string]> {
  const isSettled = (contact: DesiredContact | undefined) =>
    contact !== undefined && held.present(contact.msisdn, contact.keys) === 'no';
  for (const [source, known] of ledger.consents.get(policy.name) ?? []) {
    if (rules.some((rule) => rule.source === source)) continue;
    for (const msisdn of known.keys())
      if (rules.length === 0 || !isKept(msisdn) || isSettled(desired.contacts.get(msisdn)))
        yield [source, msisdn];
  }
}
