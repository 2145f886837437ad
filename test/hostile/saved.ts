import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  csvPipeline,
  header,
  lines,
  nobody,
  notRoot,
  putGood,
  putPipeline,
  repeated,
  write,
} from './make.ts';
import type { Given, HostileCase, Place } from './types.ts';

/** Plans and state that are not as the product left them. */

/** A saved plan that something has happened to, and its application. */
function plan(
  happens: (text: string) => string | Iterable<Buffer>,
  given: Given = {},
): HostileCase['prepare'] {
  return async ({ folder, run }) => {
    putGood(folder, { groups: ['Kunder'] });
    const { code, stderr } = await run('plan', 'p.json', '--out', 'plan.json');
    if (code !== 0) throw new Error(`no plan: ${stderr}`);
    const path = join(folder, 'plan.json');
    await write(path, happens(readFileSync(path, 'utf8')));
    return { args: ['apply', 'plan.json'], ...given };
  };
}

const plans: HostileCase[] = [
  {
    name: 'a plan with one name changed',
    short: true,
    exit: 3,
    says: /has been changed since it was written/,
    prepare: plan((text) => text.replaceAll('Anna Berg', 'Anna Borg')),
  },
  {
    name: 'a plan with another number of requests a second',
    exit: 3,
    says: /has been changed since it was written/,
    prepare: plan((text) => text.replace('"requestsPerSecond":1000', '"requestsPerSecond":999')),
  },
  {
    name: 'a plan that is cut',
    short: true,
    exit: 3,
    says: /is cut off or damaged/,
    prepare: plan((text) => text.slice(0, -100)),
  },
  {
    name: 'a plan of 100 MB of something else',
    exit: 3,
    says: /is not a saved plan/,
    megabytes: 700,
    prepare: plan(function* () {
      yield Buffer.from('{"version":1,"changes":"');
      yield* repeated('x', 100e6);
      yield Buffer.from('"}');
    } as () => Iterable<Buffer>),
  },
  {
    name: 'a plan of 100 MB, changes repeated',
    exit: 3,
    says: /has been changed since it was written/,
    seconds: 20,
    megabytes: 1500,
    prepare: plan((text) => {
      const [, changes] = /"changes":\[(.*?)\],"/.exec(text) ?? [];
      if (!changes) throw new Error('the plan has no changes');
      const [before, after] = text.split(`"changes":[${changes}`);
      return (function* () {
        yield Buffer.from(`${before}"changes":[${changes}`);
        yield* repeated(`,${changes}`, Math.floor(100e6 / (changes.length + 1)) * (changes.length + 1));
        yield Buffer.from(after ?? '');
      })();
    }),
  },
  {
    name: 'a plan of 600 MB',
    exit: [3, 64],
    says: /plan\.json/,
    seconds: 20,
    megabytes: 1500,
    prepare: plan(function* () {
      yield Buffer.from('{"version":1,"changes":"');
      yield* repeated('x', 600e6);
      yield Buffer.from('"}');
    } as () => Iterable<Buffer>),
  },
  {
    name: 'a plan of another account',
    short: true,
    exit: 3,
    says: /account|key/,
    prepare: plan((text) => text, { env: { JOJKA_API_KEY: 'another-key-0815' } }),
  },
  {
    name: 'JSON of something else as a plan',
    exit: 3,
    says: /is not a saved plan/,
    prepare: plan(() => '{"name":"jojka-sync","version":"0.1.0"}'),
  },
  {
    name: 'a pipeline as a plan',
    exit: 3,
    says: /is not a saved plan/,
    prepare: plan((text) => text, { args: ['apply', 'p.json'] }),
  },
  {
    name: 'a plan of lists within each other, 200,000 deep',
    short: true,
    exit: 3,
    says: /plan/,
    prepare: plan(
      () =>
        `{"version":1,"fingerprint":"x","changes":[${'['.repeat(200_000)}${']'.repeat(200_000)}],"checksum":"x"}`,
    ),
  },
];

/** The folder of the embedded database, wherever it lies in the state. */
function databaseIn(state: string): string {
  const found = [state, ...readdirSync(state).map((name) => join(state, name))].find((folder) =>
    existsSync(join(folder, 'PG_VERSION')),
  );
  if (!found) throw new Error(`no database in ${state}`);
  return found;
}

/** A first night, and then something happens to the state. */
function state(
  happens: (database: string, place: Place) => void,
  given: Given | ((state: string) => Given) = {},
): HostileCase['prepare'] {
  return async (place) => {
    const { folder, run } = place;
    putGood(folder, { groups: ['Kunder'] });
    const { code, stderr } = await run('sync', 'p.json');
    if (code !== 0) throw new Error(`no first night: ${stderr}`);
    // A second night would have this to do.
    writeFileSync(join(folder, 'crm.csv'), `${header}\n1;Anna Borg;070-174 06 05\n2;Bo;070-174 06 06\n`);
    const home = join(folder, '.jojka-sync');
    happens(databaseIn(home), place);
    return typeof given === 'function' ? given(home) : given;
  };
}

/** The largest files of a database, where tables lie. */
function largest(database: string, count: number): string[] {
  const files = readdirSync(join(database, 'base'), { recursive: true })
    .map((name) => join(database, 'base', String(name)))
    .filter((path) => statSync(path).isFile());
  return files.sort((a, b) => statSync(b).size - statSync(a).size).slice(0, count);
}

const noise = Buffer.from(Array.from({ length: 8192 }, (_, index) => (index * 7919 + (index >> 3)) % 256));

const states: HostileCase[] = [
  {
    name: 'state: pg_control is noise',
    short: true,
    exit: 1,
    says: /embedded database|state/i,
    prepare: state((database) => writeFileSync(join(database, 'global', 'pg_control'), noise)),
  },
  {
    name: 'state: pg_control is gone',
    exit: 1,
    says: /embedded database|state/i,
    prepare: state((database) => rmSync(join(database, 'global', 'pg_control'))),
  },
  {
    name: 'state: the log is cut',
    exit: 1,
    says: /embedded database|state/i,
    prepare: state((database) => {
      for (const name of readdirSync(join(database, 'pg_wal')))
        if (statSync(join(database, 'pg_wal', name)).isFile())
          truncateSync(join(database, 'pg_wal', name), 100);
    }),
  },
  {
    name: 'state: the ten largest tables are noise',
    exit: 1,
    says: /embedded database|state/i,
    prepare: state((database) => {
      for (const path of largest(database, 10)) writeFileSync(path, noise);
    }),
  },
  {
    name: 'state: all tables are empty files',
    short: true,
    exit: 1,
    says: /embedded database|state/i,
    prepare: state((database) => {
      for (const path of largest(database, 10_000)) truncateSync(path, 0);
    }),
  },
  {
    name: 'state: made by Postgres 15',
    short: true,
    exit: 1,
    says: /was made by Postgres 15; this program has 18/,
    prepare: state((database) => writeFileSync(join(database, 'PG_VERSION'), '15\n')),
  },
  {
    name: 'state: PG_VERSION is empty',
    exit: 1,
    says: /was made by|embedded database/,
    prepare: state((database) => writeFileSync(join(database, 'PG_VERSION'), '')),
  },
  {
    name: 'state: PG_VERSION is gone (the ledger must not be begun anew in silence)',
    exit: 1,
    says: /embedded database|state/i,
    prepare: state((database) => rmSync(join(database, 'PG_VERSION'))),
  },
  {
    name: 'state: may be read only',
    short: true,
    exit: 1,
    says: /may not|cannot be (written|opened)|EACCES|permission/i,
    skip: notRoot,
    prepare: state(
      () => {},
      (home) => {
        execFileSync('chmod', ['-R', 'a+rX,go-w', home]);
        return { uid: nobody };
      },
    ),
  },
  {
    name: 'state: a file in place of the folder',
    exit: [1, 64],
    says: /state/i,
    prepare: ({ folder }) => {
      putGood(folder);
      writeFileSync(join(folder, 'home'), 'x');
      return { env: { JOJKA_SYNC_HOME: join(folder, 'home') } };
    },
  },
  {
    name: 'state: reached by a link',
    exit: 0,
    says: /2|done/,
    mayWrite: true,
    prepare: state((_, { folder }) => {
      renameSync(join(folder, '.jojka-sync'), join(folder, 'elsewhere'));
      symlinkSync(join(folder, 'elsewhere'), join(folder, '.jojka-sync'));
    }),
  },
  {
    name: 'state: a loop of links',
    short: true,
    exit: [1, 64],
    says: /link|ELOOP/,
    prepare: ({ folder }) => {
      putGood(folder);
      symlinkSync(join(folder, 'home'), join(folder, 'home'));
      return { env: { JOJKA_SYNC_HOME: join(folder, 'home') } };
    },
  },
  {
    name: 'state: /dev/null',
    exit: [1, 64],
    says: /state/i,
    prepare: ({ folder }) => {
      putGood(folder);
      return { env: { JOJKA_SYNC_HOME: '/dev/null' } };
    },
  },
];

/** Why no small disk can be made here. */
function noMount(): string | undefined {
  if (notRoot()) return notRoot();
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no disk can be mounted here';
  }
}

/** The state on a disk of so many MB of its own. */
function disk(
  megabytes: number,
  put: (folder: string) => void | Promise<void>,
  ballast = 0,
): HostileCase['prepare'] {
  return async ({ folder }) => {
    await put(folder);
    const home = join(folder, 'disk');
    mkdirSync(home);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', home]);
    chmodSync(home, 0o700);
    // It ends where the disk does.
    if (ballast > 0) await write(join(home, 'ballast'), repeated('x', ballast * 1e6)).catch(() => {});
    return { env: { JOJKA_SYNC_HOME: home }, after: () => void execFileSync('umount', ['-l', home]) };
  };
}

const disks: HostileCase[] = [
  {
    name: 'state: a disk of 12 MB',
    short: true,
    exit: 1,
    says: /disk of .* is full/,
    skip: noMount,
    prepare: disk(12, (folder) => putGood(folder)),
  },
  {
    name: 'state: a disk that is full from the start',
    exit: 1,
    says: /disk|ENOSPC|cannot be written/,
    skip: noMount,
    prepare: disk(12, (folder) => putGood(folder), 20),
  },
  {
    name: 'state: a disk that fills up in the middle of a night of 60,000 contacts',
    exit: 1,
    says: /disk|ENOSPC|space/i,
    seconds: 60,
    megabytes: 1000,
    mayWrite: true,
    skip: noMount,
    prepare: disk(70, async (folder) => {
      putPipeline(folder, csvPipeline({ groups: ['Kunder'] }));
      const rows = lines(60_000, (index) => `${index};Anna;070${1_740_000 + index}`);
      await write(join(folder, 'crm.csv'), `${header}\n`, rows);
    }),
  },
];

export const savedCases: readonly HostileCase[] = [...plans, ...states, ...disks];
