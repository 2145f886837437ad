import type { RunReport } from '../../../steps/run-report.ts';
import { count, figures, quantity } from './figures.ts';

/** Why a change was not sent, in a few words. */
const withheld: Record<RunReport['withheld'][number]['reason'], string> = {
  'block-failed': 'the block of the contact failed, and nobody who opted out is added before',
  guard: 'a guard holds it back',
  'block-owed': 'somebody who opted out is not blocked yet, and nobody is added before',
  'not-ours': 'what would be taken away or removed is not ours by now',
  'wanted-elsewhere': 'another pipeline wants it now',
  'named-elsewhere': 'another pipeline has the say about the name now',
  'blocked-otherwise': 'the number is blocked for another reason by now',
  'replies-missing':
    'answers to Jojka may have been missed, and one of them may be a STOP: jojka-sync replies comes first',
  'no-consent': 'the person has not agreed, or not any more, to be in a group of it',
  together: 'it would have gone in one row with something that may not be sent',
};

/** What becomes of a plan, and how it is applied. */
export const sentences = {
  withheld,
  notSent: (value: number, why: string) => `${quantity(value, 'change')} not sent: ${why}.`,
  until: (end: string) => `to be applied until ${end}, or later with --max-age (7d at most)`,
  notUndone: 'Nothing has been taken back yet. To do so:',
  notSaved:
    'This plan is not saved, and a sync makes its own. To have exactly this one to apply, make it with --out:',
  savedPlan: (file: string, until: string, isHeld: boolean) =>
    `The plan is saved as ${file}, ${until}.${isHeld ? ' Guards hold it back.' : ''} To apply exactly that plan${isHeld ? ' all the same' : ''}:`,
  savedHeld: (file: string, until: string) =>
    `The plan is saved as ${file}, ${until}. To apply exactly that plan:`,
  spent: (run: string) => `This plan has been applied since, by run ${run}:`,
  discarded: (who: string, at: string, reason: string) =>
    `This plan was discarded by ${who} at ${at}: ${reason}. It is not applied any more; the next sync plans afresh.`,
  notHere: 'The plan is not saved here, so it cannot be applied here.',
};

/** What a plan was made from. */
export const basis = {
  title: 'Where it comes from',
  head: ['Source', 'Written', 'Size', 'Rows', 'Last time'],
  optOuts: 'opt-outs',
  sameFile: 'the same file as last time: nothing has written it since',
  rows: (value: number) => quantity(value, 'row'),
  written: (at: string) => `written ${at}`,
  from: (place: string, parts: readonly string[]) => `From ${place}: ${parts.join(', ')}.`,
  noGoodRun: 'No sync of this pipeline has gone through yet: there is nothing to compare with.',
  records: 'records read',
  desired: 'contacts desired',
  rejected: 'rejected',
  against: (run: string, at: string, parts: readonly string[]) =>
    `Against the last good run (${run}, ${at}): ${parts.join(', ')}.`,
  stepShare: (sign: string, percent: number) => `, ${sign}${figures.decimal(percent)} %`,
};

/** What a plan that is not carried out would do. */
export const heldBack = {
  title: 'What was held back',
  head: ['Change', 'Planned', 'Sent', 'Held back'],
  /** The outcome of a change that waits for somebody's word. */
  outcome: 'held back',
  /** People whose groups would end for lack of a consent, had the plan been carried out. */
  noConsent: (value: number) =>
    `${quantity(value, 'person', 'people')} without a consent by tonight's file ${value === 1 ? 'is' : 'are'} still in groups that need one: text no such group before the plan is applied.`,
};

/** Who is left alone, and why. */
export const leftAlone = {
  title: 'Who is left alone',
  kept: (value: number) => `${count(value)} (the pipeline keeps them)`,
  unmanaged: (value: number) => `${count(value)} (not made by jojka-sync)`,
  foreign: (value: number) => `${count(value)} (in groups of somebody else)`,
  wantedElsewhere: (value: number, by: string) => `${count(value)} (wanted by ${by || 'another pipeline'})`,
  held: (value: number) => `${count(value)} (a rejected record may be theirs)`,
  waiting: (value: number) => `${count(value)} (not absent for long enough)`,
  stay: (parts: readonly string[]) => `In Jojka, not desired, and left there: ${parts.join(', ')}.`,
  byHand: (value: number) => `${count(value)} by hand`,
  byStop: (value: number) => `${count(value)} by a STOP`,
  before: (value: number) => `${count(value)} before jojka-sync came`,
  carried: (value: number) => `${count(value)} under a former number`,
  blocked: (parts: readonly string[]) =>
    `Blocked, and so they stay whatever the source says: ${parts.join(', ')}.`,
  notManaged: (contacts: number, memberships: number) =>
    `Desired and there already, but not managed: ${quantity(contacts, 'contact')}, ${quantity(memberships, 'membership')}.`,
  takeOver: (command: string) => `To take them over: ${command}`,
  adoptFirst:
    'Until they are taken over they stay when the source lacks them, and so do those memberships. adopt sends nothing; best before the first sync:',
};

/** Where somebody signs a plan that he has read. */
export const signOff = {
  title: 'Approved',
  sentence: (fingerprint: string) =>
    `I have read this plan (fingerprint ${fingerprint}) and want exactly it to be applied.`,
  fields: ['Name', 'Date', 'Signature'],
};
