import type { Contact } from '../../src/contact/contact.ts';
import type { Desired, DesiredContact, HeldRecord } from '../../src/contact/desired.ts';
import type { BlockDoubt, BlockOrigin, Ledger, LedgerContact, Want } from '../../src/contact/ledger.ts';
import type { GuardLimits } from '../../src/plan/guard.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { noReplies, type PlanInput, type PlanPolicy, type ReplyFacts } from '../../src/plan/plan-input.ts';
import type { Subset } from '../../src/plan/subset.ts';
import { noCounts } from '../../src/transform/gathering.ts';

/** Fictitious numbers: 070-174 06 05 to 99. */
export function number(index: number): string {
  return `467017406${String(5 + index).padStart(2, '0')}`;
}

export function contact(msisdn: string, name: string, ...groups: string[]): Contact {
  return { msisdn, name, groups };
}

export function contacts(...list: Contact[]): Map<string, Contact> {
  return new Map(list.map((one) => [one.msisdn, one]));
}

type DesiredInput = Partial<Omit<Desired, 'contacts'>>;

/** What the sources ask for; keys are given as `crm\tK<msisdn>` unless the contact brings its own. */
export function desired(
  list: readonly (Contact & { keys?: readonly string[] })[],
  rest: DesiredInput = {},
): Desired {
  const wished = list.map((one, index): [string, DesiredContact] => [
    one.msisdn,
    { ...one, keys: one.keys ?? [`crm\tK${one.msisdn}`], source: 'crm', line: index + 2 },
  ]);
  return {
    contacts: new Map(wished),
    optOuts: new Set(),
    oddOptOuts: new Set(),
    optOutsByKey: [],
    held: [],
    keyed: [],
    strayOptOuts: [],
    lostOptOuts: 0,
    optedIn: new Set(),
    rejections: [],
    warnings: [],
    duplicates: [],
    counts: noCounts(),
    ...rest,
  };
}

/** A rejected record of the source `crm`. */
export function heldRecord(keys: readonly string[], numbers: readonly string[] = []): HeldRecord {
  return { source: 'crm', keys, numbers };
}

export function want(name: string, groups: readonly string[], rest: Partial<Want> = {}): Want {
  return { name, groups, keys: [], absentRuns: 0, since: '2026-11-01T00:00:00.000Z', ...rest };
}

export function ledger(
  rest: {
    contacts?: Record<string, LedgerContact>;
    wants?: Record<string, Record<string, Want>>;
    blocks?: Record<string, readonly BlockOrigin[]>;
    /** Pipelines whose source opted a number out; `nightly`, where left out. */
    blockedBy?: Record<string, readonly string[]>;
    doubts?: Record<string, BlockDoubt>;
  } = {},
): Ledger {
  return {
    contacts: new Map(Object.entries(rest.contacts ?? {})),
    wants: new Map(
      Object.entries(rest.wants ?? {}).map(([pipeline, wants]) => [pipeline, new Map(Object.entries(wants))]),
    ),
    consents: new Map(),
    blocks: new Map(Object.entries(rest.blocks ?? {})),
    doubts: new Map(Object.entries(rest.doubts ?? {})),
    blockedBy: new Map(
      Object.entries(rest.blocks ?? {}).flatMap(([msisdn, origins]) =>
        origins.includes('source') ? [[msisdn, rest.blockedBy?.[msisdn] ?? ['nightly']] as const] : [],
      ),
    ),
  };
}

export function created(...groups: string[]): LedgerContact {
  return { managed: 'created', pipeline: 'nightly', groups };
}

/** What a pipeline has that says nothing of guards. */
export const defaultGuards: GuardLimits = {
  removals: '5%',
  memberships: '5%',
  renames: '30%',
  blocks: '5%',
  unblocks: '5%',
  rejections: '10%',
  optOutValues: '5%',
  creates: '25%',
  joins: '50%',
  moves: '5%',
  consentValues: '5%',
  consents: '5%',
  missing: '20%',
  floor: 10,
};

type PolicyInput = {
  name?: string;
  contacts?: Partial<PlanPolicy['contacts']>;
  groups?: Partial<PlanPolicy['groups']>;
  load?: Partial<PlanPolicy['load']>;
  guards?: Partial<PlanPolicy['guards']>;
  blocklist?: Partial<PlanPolicy['blocklist']>;
};

/** A pipeline's policy: what it says, and the contract's defaults. */
export function defaultPolicy(rest: PolicyInput = {}): PlanPolicy {
  return {
    name: rest.name ?? 'nightly',
    contacts: {
      absent: 'remove-managed',
      absentRuns: 1,
      absentHours: 12,
      names: 'overwrite',
      optedOut: 'keep',
      ...rest.contacts,
    },
    groups: { mode: 'mirror', managedGroups: [], ...rest.groups },
    load: { importRows: 1000, singleAdds: 50, requestsPerSecond: 10, ...rest.load },
    blocklist: { unblock: 'never', ...rest.blocklist },
    guards: { ...defaultGuards, ...rest.guards },
  };
}

export function plan(
  input: Pick<PlanInput, 'desired' | 'existing'> & {
    ledger?: Ledger;
    policy?: PolicyInput;
    id?: string;
    replies?: Partial<ReplyFacts>;
    subset?: Subset;
  },
): Plan {
  return makePlan({
    id: input.id ?? '20261123-030000-test',
    createdAt: '2026-11-23T03:00:00.000Z',
    account: 'default',
    url: 'https://www.jojka.nu/websms/api',
    keyMark: '0123456789ab',
    policy: defaultPolicy(input.policy),
    desired: input.desired,
    existing: input.existing,
    ledger: input.ledger ?? ledger(),
    replies: { ...noReplies, ...input.replies },
    subset: input.subset,
  });
}
