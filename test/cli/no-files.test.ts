import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { bin, temporaryFolder } from '../support/cli.ts';
import { isLong } from '../support/length.ts';

/** Every place is tried in the long suite; else one in three of them, to be quick by hand. */
const some = <T>(all: readonly T[], each = 3): readonly T[] =>
  isLong ? all : all.filter((_, at) => at % each === 0);

/**
 * Wherever the real command expects a file and finds none, it says so at once: a pipe that nobody writes to would hold it for ever,
 * and a device has no end.
 */
const mostSeconds = 25;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterAll(() => sandbox.close());

interface Ended {
  readonly status: number | null;
  readonly said: string;
}

/** @param command words for the shell, in which `jojka-sync` is the command */
async function run(cwd: string, command: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(
    'bash',
    ['-c', `jojka-sync() { timeout -k 2 ${mostSeconds} "${process.execPath}" "${bin}" "$@"; }; ${command}`],
    {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: cwd,
        JOJKA_API_KEY: 'a-key-of-the-sandbox',
        JOJKA_API_URL: sandbox.url,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  const [status] = await once(child, 'close');
  return { status, said };
}

function pipeline(source: object = {}): string {
  return JSON.stringify({
    name: 'p',
    sources: [{ type: 'csv', path: 'crm.csv', id: 'Id', phone: 'Mobil', ...source }],
    contacts: { absent: 'keep' },
    load: { retries: 0 },
  });
}

/** A folder with all that is right. */
function newFolder(): string {
  const cwd = temporaryFolder('no-files');
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(join(cwd, 'crm.csv'), 'Id;Mobil\n1;0701740605\n');
  writeFileSync(join(cwd, 'p.json'), pipeline());
  return cwd;
}

/** What stands where a file is expected. */
const things: readonly [string, (path: string) => void, RegExp][] = [
  [
    'a named pipe',
    (path) => execFileSync('mkfifo', [path]),
    /is a (?:pipe, a device or a socket|device, a pipe or a socket)|is no file/,
  ],
  [
    'a link to /dev/zero',
    (path) => symlinkSync('/dev/zero', path),
    /is a (?:pipe, a device or a socket|device, a pipe or a socket)|is no file/,
  ],
  ['a folder', (path) => mkdirSync(path), /is a folder|is no file|There is no pipeline/],
];

const database = (options: string) => `postgres://u:p@127.0.0.1:1/x?${options}`;
const from = (type: string, url: string) => pipeline({ type, url, query: 'select 1', path: undefined });

/** Where a file is expected: the command, the file, its exit code. */
const places: readonly [string, string, string, number, NodeJS.ProcessEnv?][] = [
  ['a pipeline in YAML', 'x.yaml', 'jojka-sync plan ./x.yaml', 64],
  ['a pipeline in JSON', 'x.json', 'jojka-sync sync ./x.json', 64],
  ['a pipeline in code', 'x.ts', 'jojka-sync validate ./x.ts', 64],
  ['a pipeline in pipelines/', 'pipelines/x.yml', 'jojka-sync sync x', 64],
  ['a saved plan', 'plan.json', 'jojka-sync apply plan.json', 64],
  ['a saved plan that is shown', 'plan.json', 'jojka-sync show plan.json', 64],
  ['tests of a pipeline', 'p.test.yaml', 'jojka-sync test p.json', 64],
  ['a list of numbers', 'list.txt', 'jojka-sync campaign add Hej --file list.txt --dry-run', 1],
  ['a value of a call', 'text', 'jojka-sync api send_sms to=0701740605 msg=@text --yes', 1],
  ['the sandbox’s data', 'data.json', 'jojka-sync sandbox --port 0 --data data.json', 64],
  ['the sandbox’s faults', 'faults.json', 'jojka-sync sandbox --port 0 --faults faults.json', 64],
  ['a report', 'report.txt', 'jojka-sync plan p.json --report report.txt', 64],
  ['a plan to be written', 'out.json', 'jojka-sync plan p.json --out out.json', 64],
  ['figures', 'x.prom', 'jojka-sync sync p.json --metrics-file x.prom', 64],
  ['an API key', 'key', 'jojka-sync plan p.json', 64, { JOJKA_API_KEY: '', JOJKA_API_KEY_FILE: 'key' }],
  [
    'a certificate of Postgres',
    'ca.pem',
    `echo '${from('postgres', database('sslrootcert=ca.pem'))}' > q.json; rm p.json; jojka-sync plan q.json`,
    64,
  ],
  [
    'a certificate of MySQL',
    'ca.pem',
    `echo '${from('mysql', 'mysql://u:p@127.0.0.1:1/x?ssl-ca=ca.pem')}' > q.json; rm p.json; jojka-sync plan q.json`,
    64,
  ],
  [
    'a certificate of the state',
    'ca.pem',
    'jojka-sync runs',
    1,
    { DATABASE_URL: database('sslmode=verify-full&sslrootcert=ca.pem') },
  ],
  [
    'a certificate of the queue',
    'ca.pem',
    'jojka-sync work',
    1,
    { DATABASE_URL: database('sslmode=verify-full&sslkey=ca.pem') },
  ],
];

describe.skipIf(process.platform === 'win32').each(things)('%s', (thing, make, words) => {
  test.concurrent.each(
    isLong && thing !== 'a named pipe' ? places.filter((_, at) => at % 4 === 1) : some(places, 3),
  )('in place of %s', async (_name, path, command, code, env) => {
    const cwd = newFolder();
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    make(join(cwd, path));
    const { status, said } = await run(cwd, command, env);
    expect([said, status]).toEqual([expect.stringMatching(words), code]);
    expect(said).not.toMatch(/fault of jojka-sync|\n {4}at |ENOENT|EISDIR|string length/);
  });

  test('in place of .env: told, and the environment says the rest', async () => {
    const cwd = newFolder();
    make(join(cwd, '.env'));
    const { status, said } = await run(cwd, 'jojka-sync plan p.json');
    expect([said, status]).toEqual([expect.stringMatching(words), 0]);
  });

  test('beside a pipeline in its folder, it is none of its name', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'pipelines', 'p.json'), pipeline());
    for (const name of ['q.json', 'r.yaml', 's.ts']) make(join(cwd, 'pipelines', name));
    expect((await run(cwd, 'jojka-sync plan p')).status).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('a source that is looked at, and can be read only once', () => {
  test.each(things.slice(0, 2))('%s', async (_, make) => {
    const cwd = newFolder();
    make(join(cwd, 'list.csv'));
    const begun = performance.now();
    const { status, said } = await run(cwd, 'jojka-sync init list.csv --yes');
    expect([said, status]).toEqual([expect.stringMatching(/list\.csv is a pipe, a device or a socket/), 64]);
    expect(said).not.toContain('stallSeconds');
    writeFileSync(join(cwd, 'p.json'), pipeline({ path: 'list.csv' }));
    const validated = await run(cwd, 'jojka-sync validate p.json');
    expect(validated).toEqual({ said: expect.stringContaining('not looked at (no file: '), status: 0 });
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});

test.skipIf(process.platform === 'win32')('a socket is told too', async () => {
  const cwd = newFolder();
  const server = createServer().listen(join(cwd, 'x.yaml'));
  await once(server, 'listening');
  const { status, said } = await run(cwd, 'jojka-sync plan ./x.yaml; jojka-sync apply x.yaml');
  server.close();
  expect([said, status]).toEqual([expect.stringMatching(/it is a socket[\s\S]*it is a socket/), 64]);
});

describe.skipIf(process.platform === 'win32')('what is a file, or is piped in, is read', () => {
  test.each(
    some([
      ['a link to a pipeline', 'ln -s p.json q.json; jojka-sync plan q.json'],
      [
        'a plan by its link',
        'jojka-sync plan p.json --out o.json; ln -s o.json l.json; jojka-sync apply l.json',
      ],
      ['a plan by <(…)', 'jojka-sync plan p.json --out o.json; jojka-sync apply <(sleep 0.2; cat o.json)'],
      [
        'a plan by /dev/stdin',
        'jojka-sync plan p.json --out o.json; cat o.json | jojka-sync show /dev/stdin',
      ],
      ['a plan by < FILE', 'jojka-sync plan p.json --out o.json; jojka-sync show /dev/stdin < o.json'],
      ['numbers by <(…)', 'jojka-sync campaign add Hej --file <(echo 0701740605) --dry-run'],
      ['numbers by -', 'echo 0701740605 | jojka-sync campaign add Hej --file - --dry-run'],
      ['a source by <(…)', 'jojka-sync plan p.json --input <(sleep 0.2; cat crm.csv)'],
      ['a source by /dev/stdin', 'cat crm.csv | jojka-sync plan p.json --input /dev/stdin'],
      ['a source by a named pipe', 'mkfifo f; cat crm.csv > f & jojka-sync plan p.json --input f'],
    ]),
  )('%s', async (_, command) => {
    const { status, said } = await run(newFolder(), command);
    expect([said, status]).toEqual([expect.not.stringMatching(/^Error/m), 0]);
  });
});

describe.skipIf(process.platform === 'win32')('what is written is written to a file (K2)', () => {
  test.each([
    ['/dev/stdout that is a file', 'plan p.json --report /dev/stdout > out.txt', /what the process has open/],
    ['links in a circle', 'ln -s b a; ln -s a b; jojka-sync plan p.json --out a', /leads to itself/],
  ])('%s is refused', async (_, command, words) => {
    const cwd = newFolder();
    const { status, said } = await run(cwd, command.replace(/^plan/, 'jojka-sync plan'));
    expect([said, status]).toEqual([expect.stringMatching(words), 64]);
    expect(readdirSync(cwd).join(' ')).not.toMatch(/deleted|none|tmp/);
  });

  test('a link to a file stays one', async () => {
    const cwd = newFolder();
    const { status } = await run(
      cwd,
      'touch r.txt; ln -s r.txt l.txt; ln -s l.txt k.txt; jojka-sync plan p.json --report k.txt',
    );
    expect(status).toBe(0);
    expect(readFileSync(join(cwd, 'r.txt'), 'utf8')).toContain('1 desired');
  });
});

test.skipIf(process.platform !== 'linux')('a device that says nothing ends with its stall', async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'p.json'), pipeline({ stallSeconds: 1 }));
  const { status, said } = await run(cwd, 'jojka-sync plan p.json --input /dev/ptmx');
  expect([said, status]).toEqual([expect.stringMatching(/gives nothing: not a byte in 1 s/), 1]);
});

test.skipIf(process.platform === 'win32')('a report of what was stopped says so', async () => {
  const cwd = newFolder();
  const { said } = await run(
    cwd,
    `mkfifo f; touch r.txt; sleep 60 > f & "${process.execPath}" "${bin}" plan p.json --input f --report r.txt & P=$!; until grep -q begun r.txt; do sleep 0.2; done; sleep 1; kill -TERM $P; wait $P; echo "ended $?"; kill %1`,
  );
  expect(said).toContain('ended 143');
  const report = readFileSync(join(cwd, 'r.txt'), 'utf8');
  expect(report).toContain('The run was stopped before its end. What was sent up to then stays');
  expect(report).not.toContain('failed');
});

test.skipIf(process.platform === 'win32')('little room for a file: the limit is named', async () => {
  const { status, said } = await run(newFolder(), 'ulimit -f 100; jojka-sync sync p.json');
  expect([said, status]).toEqual([expect.stringMatching(/ulimit -f/), 1]);
  expect(said).not.toContain('Aborted');
});
