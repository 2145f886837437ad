import { quantity } from './figures.ts';

/** What is kept of a person, by where it is. */
const places: Record<string, string> = {
  ledger_contacts: 'the contact as Jojka was seen to hold it',
  ledger_wants: 'what pipelines want of it: name, groups, keys',
  ledger_blocks: 'the block',
  ledger_consents: 'what sources say of consent',
  consent_events: 'what sources said of consent, each time that it changed',
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
  held_plans: 'plans that were held back and name it',
  ledger_touched: 'notes for the packed copy of the ledger',
};

/** How long it is kept there. */
const keptFor: Record<string, string> = {
  ledger_contacts: 'as long as the contact is ours',
  ledger_wants: 'as long as the CRM has the record',
  ledger_blocks: 'for good: it keeps the number from being texted',
  ledger_consents: 'as long as the source has the record; what is no yes up to 400 days',
  consent_events: '400 days after no source has the record any more',
  block_checks: 'for good',
  replies: 'the text 400 days; sender and time for good',
  run_changes: '400 days',
  run_contacts: '400 days',
  calls: '400 days',
  rejections: '30 days',
  warnings: '400 days',
  runs: '400 days',
  discarded_plans: 'for good',
  console_acts: '400 days',
  held_plans: 'until it is applied or discarded; 7 days',
  ledger_touched: 'until the copy is made anew',
};

const columns: Record<string, string> = {
  msisdn: 'Number',
  sender: 'Number',
  name: 'Name',
  groups: 'Groups',
  group: 'Group',
  keys: 'Keys of the records',
  record_key: 'Key of the record',
  managed: 'How it became ours',
  pipeline: 'Pipeline',
  pipelines: 'Pipelines whose sources opt it out',
  spellings: 'Spelled at Jojka',
  first_confirmed: 'First seen',
  last_confirmed: 'Last seen',
  absent_runs: 'Absent from so many extracts',
  absent_at: 'Absent since',
  since: 'Since',
  opted_out: 'Opted out',
  held: 'In a night held back',
  origins: 'Why',
  first_at: 'Since',
  last_at: 'Last confirmed',
  doubt: 'Not confirmed, since',
  asked_at: 'Last asked about',
  unsaid: 'No longer opted out by the source',
  checked_at: 'Asked at',
  inserted: 'Received',
  message: 'Text',
  word: 'Opts out by',
  saved_at: 'Saved',
  seen_at: 'Fetched',
  handled_at: 'Blocked for it',
  written_back_to: 'Written back by',
  run_id: 'Run',
  run: 'Run',
  kind: 'Change',
  detail: 'Details',
  before: 'Before',
  after: 'After',
  by_import: 'By import',
  verdict: 'Seen afterwards',
  endpoint: 'Call',
  state: 'Outcome',
  sent_at: 'Sent',
  ended_at: 'Ended',
  source: 'Source',
  line: 'Line',
  field: 'Column',
  code: 'Code',
  day: 'Day of the yes',
  value: 'Value',
  row: 'The whole record',
  figures: 'Besides',
  mentions: 'What it says of the number',
  started_at: 'Began',
  command: 'Command',
  at: 'At',
  act: 'Act',
  from: 'From',
  to: 'To',
  asked: 'Asked for',
  stored: 'Stored',
};

/** What is kept of one person, and how it is taken out. */
export const person = {
  places,
  keptFor,
  columns,
  yes: 'yes',
  no: 'no',
  title: (msisdn: string) => `What is kept of ${msisdn}`,
  madeAt: (at: string) => `Made ${at} UTC by jojka-sync`,
  intro:
    'This is everything that jojka-sync keeps of this number: to keep the contacts of an SMS account equal to a customer register, and to keep numbers from being texted that shall not be.',
  inFiles: 'It is named in these files too',
  notHere: 'Not looked into',
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
  shared:
    'The account has further pipelines: once this is forgotten, the next sync of one of them may remove the contact or take it out of its groups, until those that want it have synced. forget stops at that unless you add --still-wanted.',
  byGiven: 'Found by --name or --key alone; look whether they are of the same person:',
  consentStays: (count: number) =>
    `What sources say of consent and is no yes stays (${quantity(count, 'row')}: number, word, groups): it keeps the number out of groups that need a yes, until the source says otherwise or has the record no more.`,
  managed: (msisdn: string) =>
    `Jojka holds this contact, as far as the ledger knows, and jojka-sync will not remove it there once it is forgotten. Out of Jojka: jojka-sync api rm_contact msisdn=${msisdn}`,
  evidence: (msisdn: string) =>
    `What sources said of consent goes too, and with it the proof of it. To keep that elsewhere: jojka-sync evidence ${msisdn}`,
  undecided: (count: number, msisdn: string) =>
    `${quantity(count, 'answer')} may be meant as an opt-out, and the number is not blocked. To read: jojka-sync explain ${msisdn}
If it is meant so, block it: jojka-sync blocklist add ${msisdn}`,
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
  notRewritten:
    'The files of the database could not be written anew: what was taken out may still lie in them. Run the command again; it does that alone.',
  notReached: 'Not reached by this: ',
  elsewhere: [
    'Jojka: the contact, its groups, messages that were sent or are scheduled, answers of the last 96 hours',
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
