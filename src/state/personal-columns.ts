/**
 * What a column can hold of somebody whom the account has as a contact. `text`: free text in which he may be named. `staff`: of
 * who works with the program, not of who is texted; `masked` numbers tell nobody.
 */
export type Holds =
  | 'nothing'
  | 'number'
  | 'name'
  | 'key'
  | 'contact'
  | 'text'
  | 'packed'
  | 'staff'
  | 'masked';

/**
 * Every column of every table, and what of a person it can hold. What is packed is told apart by no person: `ledger_pages` are the
 * ledger's contacts and wants once more, `held_plans` what a run was about to do (see `forgetPerson`).
 */
export const columns: Readonly<Record<string, Readonly<Record<string, Holds>>>> = {
  accounts: {
    id: 'nothing',
    name: 'nothing',
    url: 'nothing',
    key_salt: 'nothing',
    key_hash: 'nothing',
    created_at: 'nothing',
    replies_fetched_at: 'nothing',
    replies_lost_seq: 'nothing',
    replies_lost_since: 'nothing',
    sandbox: 'nothing',
  },
  runs: {
    id: 'nothing',
    account_id: 'nothing',
    pipeline: 'nothing',
    command: 'nothing',
    state: 'nothing',
    exit_code: 'nothing',
    host: 'nothing',
    pid: 'nothing',
    started_at: 'nothing',
    ended_at: 'nothing',
    // Counts, and the reason that somebody gave in the console.
    summary: 'text',
    error: 'text',
    settled: 'nothing',
    plan_id: 'nothing',
    seq: 'nothing',
  },
  run_changes: { run_id: 'nothing', seq: 'nothing', kind: 'nothing', msisdn: 'number', detail: 'contact' },
  run_contacts: {
    run_id: 'nothing',
    msisdn: 'number',
    before: 'contact',
    after: 'contact',
    by_import: 'nothing',
    verdict: 'nothing',
  },
  calls: {
    run_id: 'nothing',
    seq: 'nothing',
    parent_seq: 'nothing',
    endpoint: 'nothing',
    change_seqs: 'nothing',
    state: 'nothing',
    attempts: 'nothing',
    error: 'text',
    sent_at: 'nothing',
    ended_at: 'nothing',
    ms: 'nothing',
  },
  rejections: {
    run_id: 'nothing',
    seq: 'nothing',
    source: 'nothing',
    line: 'nothing',
    record_key: 'key',
    field: 'nothing',
    code: 'nothing',
    value: 'text',
    message: 'text',
    row: 'text',
    figures: 'nothing',
  },
  warnings: { run_id: 'nothing', seq: 'nothing', code: 'nothing', message: 'text', figures: 'text' },
  ledger_contacts: {
    account_id: 'nothing',
    msisdn: 'number',
    managed: 'nothing',
    pipeline: 'nothing',
    groups: 'contact',
    spellings: 'contact',
    first_confirmed: 'nothing',
    last_confirmed: 'nothing',
  },
  ledger_wants: {
    account_id: 'nothing',
    pipeline: 'nothing',
    msisdn: 'number',
    name: 'name',
    groups: 'contact',
    keys: 'key',
    absent_runs: 'nothing',
    absent_at: 'nothing',
    since: 'nothing',
    opted_out: 'nothing',
    held: 'nothing',
  },
  ledger_blocks: {
    account_id: 'nothing',
    msisdn: 'number',
    origins: 'nothing',
    first_at: 'nothing',
    last_at: 'nothing',
    pipelines: 'nothing',
    doubt: 'nothing',
    asked_at: 'nothing',
    unsaid: 'nothing',
  },
  ledger_consents: {
    account_id: 'nothing',
    pipeline: 'nothing',
    source: 'nothing',
    msisdn: 'number',
    state: 'nothing',
    day: 'nothing',
    until: 'nothing',
    since: 'nothing',
    groups: 'contact',
  },
  consent_events: {
    id: 'nothing',
    account_id: 'nothing',
    pipeline: 'nothing',
    source: 'nothing',
    msisdn: 'number',
    at: 'nothing',
    state: 'nothing',
    day: 'nothing',
    value: 'text',
    line: 'nothing',
  },
  ledger_copies: { account_id: 'nothing', edition: 'nothing' },
  ledger_editions: {
    id: 'nothing',
    account_id: 'nothing',
    format: 'nothing',
    made_at: 'nothing',
    pages: 'nothing',
    contacts: 'nothing',
    wants: 'nothing',
  },
  ledger_pages: { edition: 'nothing', part: 'nothing', bytes: 'packed' },
  ledger_touched: {
    account_id: 'nothing',
    kind: 'nothing',
    pipeline: 'nothing',
    msisdn: 'number',
    edition: 'nothing',
  },
  replies: {
    id: 'nothing',
    account_id: 'nothing',
    sender: 'number',
    inserted: 'nothing',
    message: 'text',
    message_hash: 'text',
    word: 'text',
    seen_at: 'nothing',
    handled_at: 'nothing',
    written_back_to: 'nothing',
  },
  opt_out_words: { account_id: 'nothing', pipeline: 'nothing', words: 'nothing' },
  block_checks: { account_id: 'nothing', msisdn: 'number', checked_at: 'nothing' },
  console_tokens: {
    id: 'nothing',
    name: 'staff',
    role: 'nothing',
    hash: 'nothing',
    created_at: 'nothing',
    used_at: 'nothing',
    revoked_at: 'nothing',
  },
  console_acts: {
    id: 'nothing',
    at: 'nothing',
    who: 'staff',
    role: 'nothing',
    act: 'nothing',
    subject: 'masked',
    reason: 'text',
    outcome: 'nothing',
  },
  held_plans: { run_id: 'nothing', saved_at: 'nothing', packed: 'packed' },
  former_pipelines: {
    account_id: 'nothing',
    pipeline: 'nothing',
    ended_at: 'nothing',
    renamed_to: 'nothing',
  },
  discarded_plans: {
    account_id: 'nothing',
    plan_id: 'nothing',
    at: 'nothing',
    who: 'staff',
    reason: 'text',
  },
};

/** Tables in which there may be something of a person, also such as no row of is told apart by him. */
export const personalTables: readonly string[] = Object.entries(columns).flatMap(([table, own]) =>
  Object.values(own).some((holds) => holds !== 'nothing' && holds !== 'staff' && holds !== 'masked')
    ? [table]
    : [],
);
