import type { Contact } from '../../contact/contact.ts';
import type { ChangeKind, ContactState } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { blockReason } from '../block-reason.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { outcomeCodes, type TableData } from './table-format.ts';

/** Puts a plan's changes into columns; those of a run with their outcomes. */
export function tableData(
  plan: Plan,
  run: Pick<RunReport, 'outcomes' | 'heldBack'> | undefined,
  unmanaged: readonly Contact[],
  words: Catalogue,
): TableData {
  const { titles } = words.changes;
  const kinds = Object.keys(titles) as ChangeKind[];
  const groups = createIndex();
  const reasons = createIndex();
  const contacts = new Map<string, number>();
  const columns = {
    msisdn: [] as string[],
    before: [] as (string | 0)[],
    after: [] as (string | 0)[],
    groupsBefore: [] as (readonly number[])[],
    groupsAfter: [] as (readonly number[])[],
  };
  const add = (msisdn: string, before: ContactState | null, after: ContactState | null): number => {
    const index = columns.msisdn.push(msisdn) - 1;
    columns.before.push(before ? before.name : 0);
    columns.after.push(after ? after.name : 0);
    columns.groupsBefore.push(before ? before.groups.map(groups.of) : []);
    columns.groupsAfter.push(after ? after.groups.map(groups.of) : []);
    return index;
  };
  for (const { msisdn, before, after } of plan.contacts) contacts.set(msisdn, add(msisdn, before, after));
  const contactOf = (msisdn: string): number => {
    let index = contacts.get(msisdn);
    if (index === undefined) {
      index = add(msisdn, null, null);
      contacts.set(msisdn, index);
    }
    return index;
  };
  const { changes } = plan;
  const states = run?.outcomes;
  const alone = unmanaged.map(({ msisdn, name, groups: own }) =>
    add(msisdn, { name, groups: own }, { name, groups: own }),
  );
  const besides = <T>(value: T): T[] => alone.map(() => value);
  return {
    kind: [...changes.map(({ kind }) => kinds.indexOf(kind)), ...besides(kinds.length)],
    contact: [...changes.map(({ msisdn }) => contactOf(msisdn)), ...alone],
    group: [...changes.map((change) => ('group' in change ? groups.of(change.group) : -1)), ...besides(-1)],
    reason: [
      ...changes.map((change) => (change.kind === 'block' ? reasons.of(blockReason(change, words)) : -1)),
      ...besides(-1),
    ],
    outcome: states
      ? [...changes.map((_, index) => outcomeCodes.indexOf(states[index] ?? 'pending')), ...besides(-1)]
      : [],
    kinds: [...kinds.map((kind) => titles[kind]), ...(alone.length > 0 ? [words.page.unmanaged] : [])],
    changes: changes.length,
    groups: groups.all,
    outcomes: outcomeCodes.map((outcome) =>
      run?.heldBack && outcome === 'pending' ? words.heldBack.outcome : words.changes.outcomes[outcome],
    ),
    ...(run?.heldBack && { isHeld: true as const }),
    reasons: reasons.all,
    ...columns,
  };
}

/** Gives each text a number, the first one 0. */
function createIndex(): { readonly all: string[]; of(text: string): number } {
  const all: string[] = [];
  const known = new Map<string, number>();
  return {
    all,
    of: (text) => {
      let index = known.get(text);
      if (index === undefined) {
        index = all.push(text) - 1;
        known.set(text, index);
      }
      return index;
    },
  };
}
