import type { Desired, DesiredContact } from '../contact/desired.ts';
import { holds } from '../contact/holds.ts';
import { isTrace, withoutTraces } from '../contact/key-trace.ts';
import type { Want } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';
import { isSameList } from '../contact/same-list.ts';
import { type Agreement, noAgreement } from '../table/agreement.ts';
import { collect } from '../table/collect.ts';
import { keyHolders } from '../table/key-holders.ts';
import { absentNow } from './absent.ts';
import type { HeldContacts } from './held.ts';
import { createIsOut, createKeyTraces, type KeyTraces } from './key-traces.ts';
import type { Move } from './moves.ts';
import type { PlanInput, WantsDelta } from './plan-input.ts';
import type { Targets } from './target.ts';
import type { KnownWants } from './whose-record.ts';

/** What decides by which keys numbers are known. */
interface KeysBy {
  readonly traces: KeyTraces;
  readonly wantedAsBefore: Agreement;
}

type WantEntry = readonly [msisdn: string, want: Want];

/**
 * What the ledger is to record of this pipeline's wants (P10): what is new or different, and what is no longer
 * wanted. A want outlives its record while the contact is held or waits for `absentRuns`: other pipelines must not
 * remove meanwhile what this one may still ask for. It ends only in a pipeline that takes away: under `keep` the contact
 * stays wanted, under `add` the membership.
 */
export function planWants(
  input: PlanInput,
  targets: Targets,
  {
    moves,
    carriers,
    held,
  }: {
    readonly moves: readonly Move[];
    readonly carriers: readonly Move[];
    readonly held: Pick<HeldContacts, 'lost'>;
  },
  wantedAsBefore: Agreement = noAgreement,
): WantsDelta {
  const { policy, ledger } = input;
  const known: KnownWants = ledger.wants.get(policy.name) ?? new Map();
  const movedFrom = new Set(moves.map(({ from }) => from));
  const traces = createKeyTraces(input, known, { carriers, held }, wantedAsBefore);
  const { waiting, drops } = absentWants(input, targets, known, { movedFrom, traces, wantedAsBefore });
  const keysBy = { traces, wantedAsBefore };
  function* upserts(): Generator<WantEntry> {
    yield* desiredWants(input, targets, known, keysBy);
    yield* waiting;
    yield* optedOutWants(input, targets, known, keysBy);
    const waits = new Set<string>();
    yield* unwantedWaiting(input, targets, known, waits);
    yield* outsideWants(input, known, waits);
  }
  return { upserts: collect(upserts(), input.tables?.wants), drops };
}

function* desiredWants(
  { desired, createdAt, policy }: PlanInput,
  targets: Targets,
  known: KnownWants,
  { traces, wantedAsBefore }: KeysBy,
): Generator<WantEntry> {
  const keysOf = createKeysOf(desired, known, wantedAsBefore);
  for (const [msisdn] of wantedAsBefore.others(desired.contacts)) {
    const contact = targets.desired(msisdn);
    if (!contact) continue;
    const before = known.get(msisdn);
    // Who opted out and is taken out of his groups wants none, under `add` too.
    const stays = (policy.groups.mode === 'add' || targets.isHeld(contact)) && !targets.isTakenOut(msisdn);
    const groups =
      stays && before
        ? targets.permitted(msisdn, [...new Set([...contact.groups, ...before.groups])])
        : contact.groups;
    const own = keysOf(contact, before);
    const keys = [...own, ...traces(msisdn, before, own)];
    if (before && isSame(before, { ...contact, groups, keys })) continue;
    const { name } = contact;
    yield [msisdn, { name, groups, keys, absentRuns: 0, since: before?.since ?? createdAt }];
  }
}

/**
 * The keys that a contact is known by from now on (T7). Those of rejected records stay with it until a record says
 * otherwise, and so do its own while its record has none; and one that is known by another number, beside a number that
 * cannot be read, stays there.
 */
function createKeysOf(
  desired: Desired,
  known: KnownWants,
  wantedAsBefore: Agreement,
): (contact: DesiredContact, before: Want | undefined) => readonly RecordKey[] {
  const held = new Set(desired.held.flatMap(({ keys }) => keys));
  const lacking = new Set<RecordKey>();
  for (const [msisdn, { keys }] of wantedAsBefore.others(known))
    if (keys.length > 0 && desired.contacts.get(msisdn)?.keys.length === 0)
      for (const key of keys) lacking.add(key);
  if (held.size === 0 && lacking.size === 0) return ({ keys }) => keys;
  const before = keyHolders(known, held);
  const now = keyHolders(desired.contacts, new Set([...held, ...lacking]));
  return ({ msisdn, keys }, want) => {
    const isElsewhere = (key: RecordKey) => {
      const holders = before.get(key);
      return held.has(key) && holders !== undefined && !holds(holders, msisdn);
    };
    const own = keys.some(isElsewhere) ? keys.filter((key) => !isElsewhere(key)) : keys;
    const isKept = (key: RecordKey) => held.has(key) || (keys.length === 0 && lacking.has(key));
    const kept = withoutTraces(want?.keys ?? []).filter(
      (key) => isKept(key) && !now.has(key) && !holds(own, key),
    );
    return kept.length > 0 ? [...own, ...kept] : own;
  };
}

function isSame(before: Want, { name, groups, keys }: DesiredContact): boolean {
  return (
    !before.optedOut &&
    !before.held &&
    before.absentRuns === 0 &&
    before.name === name &&
    isSameList(before.groups, groups) &&
    isSameList(before.keys, keys)
  );
}

/**
 * Who is no longer desired: he waits, one absence more (P3), or nothing of him is wanted any more. Whoever is blocked is known
 * by his keys all the same: they say who it is that comes back under another number (P7).
 */
function absentWants(
  input: PlanInput,
  targets: Targets,
  known: KnownWants,
  { movedFrom, traces, wantedAsBefore }: KeysBy & { readonly movedFrom: ReadonlySet<string> },
): { waiting: WantEntry[]; drops: string[] } {
  const waiting: WantEntry[] = [];
  const drops: string[] = [];
  const { desired, existing, policy, createdAt } = input;
  const isOut = createIsOut(input);
  const withOwnKeys = createWithOwnKeys(input, known, { traces, wantedAsBefore });
  const left = (msisdn: string, want: Want): Want | undefined => {
    const absence = existing.has(msisdn) ? targets.absence(msisdn) : 'due';
    if (absence === 'waiting') {
      const counted = absentNow(want, policy.contacts.absentHours, createdAt);
      const isNew = counted.absentRuns !== want.absentRuns || counted.absentAt !== want.absentAt;
      return isNew ? { ...want, ...counted } : want;
    }
    if (absence !== 'due' || desired.contacts.has(msisdn)) return want;
    const stays = policy.contacts.absent === 'keep' && existing.has(msisdn) && !movedFrom.has(msisdn);
    if (!stays || want.optedOut) return ended(want, isOut(msisdn));
    return withoutOurs(want, policy);
  };
  for (const [msisdn, before] of wantedAsBefore.others(known)) {
    if (targets.desired(msisdn) || isOptedOutTonight(msisdn, input, targets)) continue;
    const after = left(msisdn, withOwnKeys(msisdn, permittedWant(msisdn, before, targets)));
    if (after === undefined) drops.push(msisdn);
    else if (after !== before) waiting.push([msisdn, after]);
  }
  return { waiting, drops };
}

/** A want without groups that its contact may not be in (C1); the same object where there are none. */
function permittedWant(msisdn: string, want: Want, targets: Targets): Want {
  const groups = targets.permitted(msisdn, want.groups);
  return groups === want.groups ? want : { ...want, groups };
}

/**
 * Takes from who is not there, or is treated as absent, the keys that are another number's tonight: a record says otherwise (T7). Known by two numbers, a key
 * would tell of neither, and an opt-out would not follow to a third (P7b). A key of a rejected record stays where it is. Who has opted out by a
 * record that is no contact gets its key.
 */
function createWithOwnKeys(
  { desired: { contacts, held, outside = new Map() } }: PlanInput,
  known: KnownWants,
  { traces, wantedAsBefore }: KeysBy,
): (msisdn: string, want: Want) => Want {
  const keys = new Set<RecordKey>();
  for (const [msisdn, want] of wantedAsBefore.others(known))
    if (!contacts.get(msisdn)?.keys.length) for (const key of want.keys) keys.add(key);
  const now = keyHolders(contacts, keys);
  for (const record of held) for (const key of record.keys) now.delete(key);
  const out = new Map<RecordKey, string>();
  for (const [msisdn, record] of outside) for (const key of record.keys) out.set(key, msisdn);
  return (msisdn, want) => {
    const there = contacts.get(msisdn)?.keys ?? [];
    const added = outside.get(msisdn)?.keys ?? [];
    if (there.length + want.keys.length + added.length === 0) return want;
    const isOthers = (key: RecordKey) => now.has(key) || (out.get(key) ?? msisdn) !== msisdn;
    const kept = want.keys.filter((key) => !isTrace(key) && !isOthers(key));
    const own = there.length > 0 ? there : [...new Set([...kept, ...added])];
    const all = [...own, ...traces(msisdn, want, own)];
    return isSameList(all, want.keys) ? want : { ...want, keys: all };
  };
}

/** What is wanted of a contact that stays (P10): under `mirror` its memberships go. */
function withoutOurs(want: Want, { groups }: PlanInput['policy']): Want {
  return groups.mode === 'mirror' && want.groups.length > 0 ? { ...want, groups: [] } : want;
}

/** What is left of a want that ends: nothing, or, of whoever is blocked, who it was. */
function ended(want: Want, isOut: boolean): Want | undefined {
  if (!isOut || want.keys.length === 0) return undefined;
  return want.optedOut ? want : { ...want, groups: [], optedOut: true };
}

/** Whether a record with a key is there of somebody who is treated as absent, and nothing keeps him. */
function isOptedOutTonight(
  msisdn: string,
  { desired, existing }: Pick<PlanInput, 'desired' | 'existing'>,
  targets: Targets,
): boolean {
  if (!desired.contacts.get(msisdn)?.keys.length || targets.desired(msisdn)) return false;
  return !existing.has(msisdn) || targets.absence(msisdn) === 'due';
}

/**
 * Who opted out and is treated as absent is known by his keys and his name all the same: his opt-out must follow him to another
 * number (P7b), and reach him on a record that is rejected (T8).
 */
function* optedOutWants(
  input: PlanInput,
  targets: Targets,
  known: KnownWants,
  { traces, wantedAsBefore }: KeysBy,
): Generator<WantEntry> {
  for (const [msisdn, { keys: own, name }] of wantedAsBefore.others(input.desired.contacts)) {
    if (!isOptedOutTonight(msisdn, input, targets)) continue;
    const before = known.get(msisdn);
    const keys = [...own, ...traces(msisdn, before, own)];
    if (before?.optedOut && before.name === name && isSameList(before.keys, keys)) continue;
    const { absentRuns = 0, since = input.createdAt } = before ?? {};
    yield [msisdn, { name, groups: [], keys, absentRuns, since, optedOut: true }];
  }
}

/**
 * The same of whom no want is known, and who has opted out by a record that is no contact: `where` leaves it out, say.
 *
 * @param waits whose want is there already
 */
function* outsideWants(
  { desired, createdAt }: PlanInput,
  known: KnownWants,
  waits: ReadonlySet<string>,
): Generator<WantEntry> {
  for (const [msisdn, { keys, name }] of desired.outside ?? [])
    if (!known.has(msisdn) && !desired.contacts.has(msisdn) && !waits.has(msisdn))
      yield [msisdn, { name, groups: [], keys, absentRuns: 0, since: createdAt, optedOut: true }];
}

/**
 * Whoever waits is counted, so that `absentRuns` comes to an end (P3): under `remove-all` whom nobody ever wanted, and whom no want
 * stands for any more, since his removal failed or was undone, or his pipeline was retired. The keys that he had and nobody else has
 * tell him from the owner of a rejected record (T7).
 *
 * @param waits gets those who have opted out by a record that is no contact besides
 */
function* unwantedWaiting(
  { policy, existing, desired, createdAt, formerKeys = new Map() }: PlanInput,
  targets: Targets,
  known: KnownWants,
  waits: Set<string>,
): Generator<WantEntry> {
  if (policy.contacts.absent === 'keep' || policy.contacts.absentRuns <= 1) return;
  const asked = new Set([...formerKeys.values()].flat());
  const holders = [keyHolders(known, asked), keyHolders(desired.contacts, asked)];
  const keysOf = (msisdn: string) =>
    (formerKeys.get(msisdn) ?? []).filter((key) => holders.every((of) => !of.has(key)));
  for (const [msisdn, contact] of existing) {
    if (known.has(msisdn) || targets.desired(msisdn)) continue;
    const target = targets.ofExisting(contact);
    if (target.kind !== 'absent' || target.reason !== 'waiting') continue;
    const waiting = { groups: [], absentRuns: 1, absentAt: createdAt, since: createdAt };
    const outside = desired.outside?.get(msisdn);
    if (outside) waits.add(msisdn);
    yield [
      msisdn,
      outside ? { ...waiting, ...outside, optedOut: true } : { ...waiting, name: '', keys: keysOf(msisdn) },
    ];
  }
}
