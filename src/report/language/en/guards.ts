import type { TrippedGuard } from '../../../plan/guard.ts';
import { count, quantity } from './figures.ts';

type Guard = TrippedGuard['guard'];

/** What would happen, by the guard that it trips. */
const what: Record<Guard, (count: number, group: string | undefined) => string> = {
  removals: (value) => `${quantity(value, 'contact')} would be removed`,
  memberships: (value, group) =>
    group === undefined
      ? `${quantity(value, 'membership')} in all groups together would be taken away`
      : `${quantity(value, 'membership')} of the group ${group} would be taken away`,
  renames: (value) => `${quantity(value, 'contact')} would be renamed`,
  blocks: (value) => `${quantity(value, 'number')} would be blocked`,
  unblocks: (value) => `${quantity(value, 'number')} would be unblocked`,
  rejections: (value) =>
    `${quantity(value, 'record has', 'records have')} no usable number or cannot be read`,
  optOutValues: (value) =>
    `${quantity(value, 'opt-out value is', 'opt-out values are')} neither yes nor no; those people are not blocked yet`,
  creates: (value) =>
    `${quantity(value, 'contact')} would be created that ${value === 1 ? 'was' : 'were'} not wanted last time`,
  joins: (value, group) => `${quantity(value, 'membership')} of the group ${group} would be added`,
  moves: (value) =>
    `${quantity(value, 'key belongs', 'keys belong')} to another number than before; opt-outs and groups would follow ${value === 1 ? 'it' : 'them'}`,
  consentValues: (value) =>
    `${quantity(value, 'consent is', 'consents are')} neither yes nor no, or of a day that cannot be read`,
  consents: (value) =>
    `${quantity(value, 'person', 'people')} would lose the consent that the source gave last time, and not for its age`,
};

/** What a percentage is of. */
const whole = {
  inJojka: 'in Jojka',
  managed: 'managed',
  memberships: 'memberships',
  members: 'members',
  contactsInJojka: 'contacts in Jojka',
  blockedAtSource: 'blocked at the source',
  records: 'records',
  optOutValues: 'opt-out values',
  wantedLastTime: 'wanted last time',
  knownKeys: 'known keys',
  consentValues: 'values of consent',
  consents: 'known consents',
};

/** Guards that hold a plan back. */
export const guards = {
  what,
  whole,
  /** Of contacts or memberships that some of are kept for doubt alone. */
  inDoubt: (guard: Guard, value: number, inDoubt: number) =>
    guard === 'memberships'
      ? `${quantity(value, 'membership is', 'memberships are')} missing from the sources in all groups together, ${count(inDoubt)} of them neither confirmed nor taken away, since rejected records may be theirs`
      : `${quantity(value, 'contact is', 'contacts are')} missing from the sources, ${count(inDoubt)} of them neither confirmed nor removed, since rejected records may be theirs`,
  /** @param percent undefined where there is nothing to have a part of */
  share: (percent: string | undefined, of: number, all: string) =>
    `${percent === undefined ? 'of ' : `${percent} of `}${count(of)} ${all}`,
  forbids: (guard: Guard) => `guards.${guard} forbids any`,
  allows: (guard: Guard, limit: number) => `guards.${guard} allows ${count(limit)}`,
  /** @param limit as the pipeline has it, such as `5 %` */
  allowsShare: (guard: Guard, limit: string, floor: number | undefined) =>
    `guards.${guard} allows ${limit}${floor === undefined ? '' : `, and up to ${count(floor)} in any case`}`,
};
