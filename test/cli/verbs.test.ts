import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAtLength, runCli, runHere } from '../support/cli.ts';
import { startWorld, type World } from '../support/in-process.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/**
 * Each verb in one story of one account: what the long tests look at thoroughly. The night by the real command, every verb by it
 * in the long suite.
 */
let postgres: TestPostgres;
let w: World;
beforeAll(async () => {
  postgres = await startPostgres();
  w = await startWorld(postgres, {
    sandbox: { data: { contacts: [{ msisdn: '46701740609', name: 'Eva Ek', groups: ['Kunder'] }] } },
    pipeline: { load: { requestsPerSecond: 1000, retries: 0 } },
  });
  w.crm('K1;Anna Berg;070-174 06 05;Lund;nej', 'K2;Bo Ek;08;Lund;nej', 'K3;Eva Ek;46701740609;Lund;nej');
});
afterAll(async () => {
  await w.close();
  await postgres.remove();
});

const groupsOf = (msisdn: string) =>
  w.sandbox.state().contacts.find((contact) => contact.msisdn === msisdn)?.groups;
let night = '';

const story: [verb: string, args: () => string[], code: number, said: RegExp][] = [
  ['migrate', () => ['migrate'], 0, /./],
  [
    'normalize',
    () => ['normalize', '070-174 06 05', '08'],
    0,
    /^070-174 06 05\t46701740605\tok\n08\t\ttoo-short\n$/,
  ],
  ['plan', () => ['plan', 'crm'], 0, /1 to create/],
  ['adopt', () => ['adopt', 'crm'], 0, /1 contact and 1 membership of account default adopted for crm/],
  ['sync', () => ['sync', 'crm', '--json'], 0, /"exitCode": 0/],
  ['verify', () => ['verify', 'crm'], 0, /No drift/],
  ['runs', () => ['runs'], 0, /crm +sync +done/],
  ['rejects', () => ['rejects', night], 0, /Bo Ek.*too-short/],
  [
    'evidence',
    () => ['evidence', '070-174 06 05', '--out', join(w.cwd, 'evidence.html')],
    0,
    /^Written to .*evidence\.html/,
  ],
  ['evidence of no file', () => ['evidence', '46701740605', '--out', 'evidence.pdf'], 64, /^$/],
  ['evidence on screen', () => ['evidence', '46701740605', 'crm', '--lang', 'sv'], 0, /i konto default/],
  ['evidence of no number', () => ['evidence', 'Anna'], 64, /^$/],
  ['explain', () => ['explain', '070-174 06 05'], 0, /created/i],
  ['pipelines', () => ['pipelines'], 0, /crm +default +2/],
  ['undo', () => ['undo', night], 0, /remove/i],
  ['resume', () => ['resume'], 0, /^There is nothing to resume\.\n$/],
  ['apply', () => ['apply', night], 64, /^$/],
  ['blocklist add', () => ['blocklist', 'add', '46701740607'], 0, /46701740607\tblocked/],
  ['blocklist check', () => ['blocklist', 'check', '46701740607'], 0, /\tblocked\n$/],
  ['blocklist remove', () => ['blocklist', 'remove', '46701740607'], 0, /not blocked/],
  [
    'blocklist release',
    () => ['blocklist', 'release', '--origin', 'source', '--run', night, '--yes'],
    64,
    /^$/,
  ],
  ['replies', () => ['replies'], 0, /0 new answers/],
  ['send', () => ['send', 'Hej', '--to', '070-174 06 05', '--yes'], 0, /sent/i],
  [
    'campaign add, held back',
    () => ['campaign', 'add', 'Hej', '--group', 'Kunder', '--allow', 'night', 'unwanted', '--yes'],
    3,
    /Mind +The text does not say how[^\n]+\[--allow no-way-out\][\s\S]*Refused: The message is held back: no-way-out\.[\s\S]*--allow night unwanted no-way-out\n$/,
  ],
  [
    'campaign add',
    () => ['campaign', 'add', 'Hej. STOPP?', '--group', 'Kunder', '--allow', 'night', 'unwanted', '--yes'],
    0,
    /campaign/i,
  ],
  ['campaign status', () => ['campaign', 'status', '100002'], 0, /100002/],
  ['campaign cancel', () => ['campaign', 'cancel', '100002', '--yes'], 1, /not cancelled/],
  ['api', () => ['api', 'check_if_in_blocklist', 'msisdn=46701740605'], 0, /"in_blocklist": false/],
  // The service of the story lives in a night of its own.
  [
    'doctor',
    () => ['doctor', 'crm'],
    1,
    /ok +key .*takes the key[\s\S]*fail +clock .*of Jojka's[\s\S]*ok +source/,
  ],
  ['doctor --accept-key', () => ['doctor', '--accept-key'], 0, /knows account "default"/],
  ['help of a rule', () => ['help', 't5'], 0, /^T5 \(Transform\)\n[\s\S]*What to do: /],
  ['help of no rule', () => ['help', 'T99'], 64, /^$/],
  ['help of a command', () => ['help', 'campaign', 'add'], 0, /^Usage: jojka-sync campaign add/],
  ['runs of no pipeline', () => ['runs', '--pipeline', 'cmr'], 64, /^$/],
  ['subject', () => ['subject', '070-174 06 09'], 0, /What is kept of 46701740609[\s\S]*Eva Ek/],
  ['subject in a file', () => ['subject', '070-174 06 09', '--out', 'eva.html'], 0, /^$/],
  ['subject in a file of another kind', () => ['subject', '070-174 06 09', '--out', 'eva.csv'], 64, /^$/],
  ['forget', () => ['forget', '46701740607'], 64, /^$/],
  [
    'forget, as a rehearsal',
    () => ['forget', '070-174 06 09', '--dry-run'],
    0,
    /would be taken out of account default/,
  ],
  ['forget', () => ['forget', '070-174 06 09', '--yes'], 0, /was taken out of account default \(run /],
  ['forget twice', () => ['forget', '070-174 06 09', '--yes', '--json'], 0, /"accounts": \[\]/],
  ['prune', () => ['prune', '--older-than', '0d'], 0, /Personal data taken out of \d+ runs?/],
];

test('each verb does its work, and says so', async () => {
  const played = new Set<string | undefined>();
  for (const [verb, args, code, said] of story) {
    const run = played.has(args()[0]) ? runHere : verb === 'sync' ? runCli : runAtLength;
    played.add(args()[0]);
    const result = await run(args(), { cwd: w.cwd, env: w.environment.env as NodeJS.ProcessEnv });
    expect(result, `${verb}: ${result.stderr}${result.stdout}`).toMatchObject({ code });
    expect(result.stdout, verb).toMatch(said);
    if (verb === 'sync') {
      night = (JSON.parse(result.stdout) as { run: string }).run;
      expect(groupsOf('46701740605')).toEqual(['Kunder']);
    }
    if (verb === 'undo') expect(groupsOf('46701740605')).toBeUndefined();
  }
  // What was adopted was neither created nor changed, and stays.
  expect(groupsOf('46701740609')).toEqual(['Kunder']);
}, 240_000);
