import {
  type Consent,
  type ConsentRule,
  type DesiredConsent,
  type KeyConsent,
  type SourceConsents,
  stricterConsent,
} from '../contact/consent.ts';
import type { DesiredContact } from '../contact/desired.ts';
import { matchesGroup } from '../contact/matches-group.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Warning } from '../contact/rejection.ts';
import { withoutYes } from '../table/consent-agreement.ts';
import type { NumberTable, Table, Tables } from '../table/tables.ts';
import type { GroupNames } from './group-names.ts';

/** Takes what the records of one source say of consent. */
export interface SourceConsentIntake {
  /** Of a record that is a contact. */
  contact(msisdn: string, consent: Consent): void;
  /**
   * Of a record that is none, though a number can be read in it: it is left out, or rejected.
   *
   * @param asked the groups that it would ask for; of a no alone
   */
  aside(numbers: readonly string[], consent: Consent, asked?: readonly string[]): void;
  /** Of a record whose key alone says whose it is. */
  ofKeys(keys: readonly RecordKey[], consent: Consent): void;
}

/** What the sources of a pipeline say of consent. */
export interface Consents {
  /** @param column what messages call what says it */
  source(rule: ConsentRule, names: { readonly shown: string; readonly column: string }): SourceConsentIntake;
  /** Takes from every contact without a yes the groups that need one. Called once, at the end. */
  finish(contacts: Table<DesiredContact>): DesiredConsent | undefined;
  warnings(): Warning[];
}

interface Gathered extends ConsentRule {
  readonly shown: string;
  readonly column: string;
  readonly of: Table<Consent>;
  readonly beside: Table<Consent>;
  records: number;
  values: number;
  odd: number;
}

/**
 * Gathers consent, number by number (C1). Of several records of a number the stricter counts (C3), whatever `duplicates` says of names
 * and groups. A record that is no contact has the say of a number alone where no other has; but its no counts in any case.
 */
export function createConsents(
  { list, all }: Pick<GroupNames, 'list' | 'all'>,
  tables: Pick<Tables, 'consents' | 'lists' | 'numbers'>,
): Consents {
  const sources: Gathered[] = [];
  const byKey: KeyConsent[] = [];
  const disagreeing = tables.numbers();
  /** What records ask for that are no contacts and say no: it is withheld, whoever else asks for it (C5). */
  const refused = tables.lists();

  const intakeOf = (gathered: Gathered): SourceConsentIntake => ({
    contact: (msisdn, consent) => {
      const { of } = gathered;
      gathered.records++;
      if (consent.value !== '') gathered.values++;
      if (consent.state === 'odd' || consent.state === 'undated') gathered.odd++;
      const known = of.get(msisdn);
      if (known && isYes(known) !== isYes(consent)) disagreeing.add(msisdn);
      of.set(msisdn, known ? stricterConsent(known, consent) : consent);
    },
    aside: (numbers, consent, asked = []) => {
      const taken = asked.filter(gathered.groups ? matchesGroup(gathered.groups) : () => true);
      for (const msisdn of numbers) {
        const known = gathered.beside.get(msisdn);
        gathered.beside.set(msisdn, known ? stricterConsent(known, consent) : consent);
        if (taken.length > 0) refused.set(msisdn, list([...(refused.get(msisdn) ?? []), ...taken]));
      }
    },
    ofKeys: (keys, consent) => {
      for (const key of keys) byKey.push({ source: gathered.source, key, consent });
    },
  });

  return {
    source: (rule, { shown, column }) => {
      const empty = { records: 0, values: 0, odd: 0 };
      const [of, beside] = [tables.consents(), tables.consents()];
      const gathered = { ...rule, shown, column, of, beside, ...empty };
      sources.push(gathered);
      return intakeOf(gathered);
    },
    finish: (contacts) => {
      if (sources.length === 0) return undefined;
      for (const source of sources) settle(source, disagreeing);
      const withheld = withhold(sources, contacts, tables.lists(), list);
      for (const [msisdn, groups] of refused)
        withheld.set(msisdn, list([...(withheld.get(msisdn) ?? []), ...groups]));
      return {
        sources: sources.map(({ source, groups, maxAge, of }) => ({ source, groups, maxAge, of })),
        byKey,
        withheld,
        counts: {
          values: sources.reduce((sum, { values }) => sum + values, 0),
          odd: sources.reduce((sum, { odd }) => sum + odd, 0),
        },
      };
    },
    warnings: () => [
      ...sources.flatMap(emptyWarning),
      ...sources.flatMap((source) => groupsWarning(source, all)),
      ...disagreeingWarning(disagreeing),
    ],
  };
}

/** An older yes is one, too. */
function isYes({ state }: Consent): boolean {
  return state === 'yes' || state === 'expired';
}

/** What records say that are no contacts. */
function settle({ of, beside }: Gathered, disagreeing: NumberTable): void {
  for (const [msisdn, consent] of beside) {
    const known = of.get(msisdn);
    if (!known) of.set(msisdn, consent);
    else if (consent.state === 'no') {
      if (isYes(known)) disagreeing.add(msisdn);
      of.set(msisdn, stricterConsent(known, consent));
    }
  }
}

/** @returns what was taken, by number */
function withhold(
  sources: readonly SourceConsents[],
  contacts: Table<DesiredContact>,
  withheld: Table<readonly string[]>,
  list: GroupNames['list'],
): Table<readonly string[]> {
  for (const { of, groups } of sources) {
    const needsYes = groups ? matchesGroup(groups) : () => true;
    for (const msisdn of withoutYes(of)) {
      const contact = contacts.get(msisdn);
      const taken = contact?.groups.filter(needsYes) ?? [];
      if (!contact || taken.length === 0) continue;
      withheld.set(msisdn, list([...(withheld.get(msisdn) ?? []), ...taken]));
      contacts.set(msisdn, { ...contact, groups: list(contact.groups.filter((group) => !needsYes(group))) });
    }
  }
  return withheld;
}

/** A column that says nothing of anybody is broken, or another one is meant. */
function emptyWarning({ shown, column, records, values }: Gathered): Warning[] {
  if (records === 0 || values > 0) return [];
  return [{ code: 'empty-consent', figures: { source: shown, column, records } }];
}

/** A name that no group has protects nobody. */
function groupsWarning({ shown, groups = [], records }: Gathered, all: GroupNames['all']): Warning[] {
  if (records === 0) return [];
  const unmet = groups.filter((pattern) => {
    const needsYes = matchesGroup([pattern]);
    for (const name of all()) if (needsYes(name)) return false;
    return true;
  });
  return unmet.length === 0 ? [] : [{ code: 'consent-groups', figures: { source: shown, groups: unmet } }];
}

function disagreeingWarning(numbers: NumberTable): Warning[] {
  if (numbers.size === 0) return [];
  return [{ code: 'consent-disagrees', figures: { numbers: numbers.size } }];
}
