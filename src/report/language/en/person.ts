import { quantity } from './figures.ts';

/** What is kept of a person, by where it is. */
const places: Record<string, string> = {
  ledger_contacts: 'the contact as Jojka was seen to hold it',
  ledger_wants: 'what pipelines want of it: name, groups, keys',
  ledger_blocks: 'the block',
  block_checks: 'that Jojka was asked whether it is blocked',
  replies: 'answers by SMS',
  run_changes: 'what runs changed',
  run_contacts: 'the contact before and after runs',
  calls: 'calls to Jojka',
  rejections: 'rejected records',
  warnings: 'warnings that name it',
  runs: 'errors and reasons that name it',
  discarded_plans: 'reasons for discarding plans that name it',
  console_acts: 'reasons given in the console that name it',
  ledger_touched: 'notes for the packed copy of the ledger',
};

/** What is kept of one person, and how it is taken out. */
export const person = {
  places,
  rows: (count: number) => quantity(count, 'row'),
  nothing: (msisdn: string) => `Nothing is kept of ${msisdn} here.`,
  would: (msisdn: string, account: string) => `Of ${msisdn} this would be taken out of account ${account}:`,
  taken: (msisdn: string, account: string, run: string) =>
    `Of ${msisdn} this was taken out of account ${account} (run ${run}):`,
  takenNothing: 'nothing: there was only the block',
  blockStays: (reason: string, since: string) =>
    `The block stays (${reason}; since ${since}): the number and why it is blocked are what keeps it from being texted. Whoever may be texted again: jojka-sync blocklist remove NUMBER`,
  blockPending: 'It is not confirmed at Jojka yet: the next run of the account sends it, or asks.',
  keyGone:
    'If the record gets another number in the CRM, the block does not follow: the key that tied them is gone. The opt-out must stand in the CRM.',
  wanted: (pipelines: readonly string[]) =>
    `Still wanted by ${pipelines.join(', ')}: as long as the record is in the CRM and the pipeline takes it, the next sync takes it up again. Take it out of the CRM, or leave it out by \`where\`, before that.`,
  managed: (msisdn: string) =>
    `Jojka holds this contact, as far as the ledger knows, and jojka-sync will not remove it there once it is forgotten. Out of Jojka: jojka-sync api rm_contact msisdn=${msisdn}`,
  unwritten:
    'The STOP that was answered has been written to no CRM. If a pipeline has blocklist.writeBack, sync it first; else note it in the CRM by hand.',
  sharedKeys: (keys: readonly string[]) =>
    `Records of other numbers have the same keys, so rejected records are not looked for by them: ${keys.join(', ')}.`,
  otherNumbers: (numbers: readonly string[]) =>
    `The same keys belong to further numbers, which may be the same person's: ${numbers.join(', ')}.`,
  namesakes: (count: number) =>
    `${quantity(count, 'rejected record')} with the same name and neither the number nor a key stayed: they may be another person's. If they are not, name them: --name NAME`,
  wouldDiscard: (path: string) => `${path}: would be deleted; the plan in it could not be applied any more`,
  deleted: (path: string) => `${path}: deleted`,
  discarded: (plan: string) =>
    `The held plan ${plan} is not to be applied any more; the next sync plans afresh.`,
  named: 'These files name the number, and are yours to delete:',
  unread: 'These files cannot be looked into:',
  notReached: 'Not reached by this: ',
  elsewhere: [
    'Jojka: the contact, its groups, messages that were sent, answers of the last 96 hours',
    'the CRM and other sources',
    'backups of the state and of files',
    'reports, plans by --out, lists of rejected records and mails outside the folder of the state (--search FOLDER finds those that name the number)',
    'saved plans on other machines: those that name the number are not applied any more, but their files lie there until they are deleted',
  ] as readonly string[],
  postgres:
    'In Postgres, rows that were deleted are gone for queries; the server writes over them in time. Its own logs and backups are yours.',
  question: (msisdn: string) => `Take this out for good? It cannot be undone. Forget ${msisdn}`,
  nothingChanged: 'Nothing was changed.',
};
