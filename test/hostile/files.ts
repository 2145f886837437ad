import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  atItsSource,
  bytesRead,
  csvPipeline,
  goodRow,
  hasOpen,
  header,
  isLinux,
  joined,
  lines,
  nobody,
  notRoot,
  number,
  type Part,
  putPipeline,
  repeated,
  until,
  write,
  writeGzip,
} from './make.ts';
import type { Given, HostileCase, Place, Running } from './types.ts';

/** Files that are too large, no lists at all, or not to be read. Where nothing is wrong with them, a plan is made. */

const plan = ['plan', 'p.json', '--quiet'];

/** A file of parts as the pipeline's source. */
function csv(
  parts: () => readonly Part[],
  { source = {}, rest = {}, ...given }: Given & { source?: object; rest?: object } = {},
): HostileCase['prepare'] {
  return async ({ folder }) => {
    putPipeline(folder, csvPipeline(source, rest));
    await write(join(folder, 'crm.csv'), ...parts());
    return given;
  };
}

function gzip(parts: () => readonly Part[]): HostileCase['prepare'] {
  return async ({ folder }) => {
    putPipeline(folder, csvPipeline());
    await writeGzip(join(folder, 'crm.csv'), ...parts());
    return {};
  };
}

/** Another thing than a file under the path of the source. */
function thing(
  make: (path: string) => void,
  source: object = { stallSeconds: 2 },
  given: Given = {},
): HostileCase['prepare'] {
  return ({ folder }) => {
    putPipeline(folder, csvPipeline(source));
    make(join(folder, 'crm.csv'));
    return given;
  };
}

/** A file of 300 MB that something happens to while it is read. */
function meanwhile(
  happens: (path: string, running: Running) => void | Promise<void>,
  megabytes = 300,
  given: Given = {},
): HostileCase['prepare'] {
  return async ({ folder }: Place) => {
    putPipeline(folder, csvPipeline({}, { guards: { rejections: 'off' } }));
    const path = join(folder, 'crm.csv');
    const comment = 'x'.repeat(2000);
    const rows = lines(megabytes * 500, (index) => `${index};Anna;${number(index, 100)};${comment}`);
    await write(path, `${header};Kommentar\n`, rows);
    return {
      ...given,
      during: async (running) => {
        await until(running, () => hasOpen(running.pid, path));
        const before = bytesRead(running.pid);
        await until(running, () => bytesRead(running.pid) > before + 20e6);
        if (!running.ended()) await happens(path, running);
      },
    };
  };
}

/** A named pipe into which a row and a half are written, and which is then held open. */
function silentWriter(
  stallSeconds: number,
  during: (running: Running, sandbox: Place['sandbox']) => Promise<void> = async () => {},
): HostileCase['prepare'] {
  return ({ folder, sandbox }) => {
    putPipeline(folder, csvPipeline({ stallSeconds }));
    const path = join(folder, 'crm.csv');
    execFileSync('mkfifo', [path]);
    // Open for both ends: opening it for writing alone would wait for the command.
    const writer = openSync(path, 'r+');
    writeSync(writer, `${header}\n${goodRow}\n2;Bo`);
    return { during: (running) => during(running, sandbox), after: () => closeSync(writer) };
  };
}

const groupsColumn = { groups: [{ column: 'Grupper', separator: '|' }] };
const manyGroups = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `G${from + index}`).join('|');

const large: HostileCase[] = [
  {
    name: 'CSV of 2 GB, 100 different numbers and a long comment',
    exit: 0,
    says: /creates? .*100|100 .*create/i,
    seconds: 150,
    prepare: csv(
      () => [
        `${header};Kommentar\n`,
        lines(200_000, (index) => `${index % 100};Anna;${number(index, 100)};${'kommentar '.repeat(1000)}`),
      ],
      { args: ['plan', 'p.json'] },
    ),
  },
  {
    name: 'one line of 1 GB',
    exit: 1,
    says: /crm\.csv.*(line|row)/,
    seconds: 60,
    prepare: csv(() => [`${header}\n`, repeated('1;Anna;0701740605 ', 1e9)]),
  },
  {
    name: 'a header of 1 GB',
    exit: 1,
    says: /crm\.csv.*(line|row|columns)/,
    seconds: 60,
    prepare: csv(() => [repeated('Kundnr;Namn;Mobil;', 1e9)]),
  },
  {
    name: 'a quoted field of 200 MB',
    exit: 1,
    says: /crm\.csv.*(line|row|field)/,
    seconds: 60,
    prepare: csv(() => [`${header}\n1;"`, repeated('Anna ', 200e6), '";0701740605\n']),
  },
  {
    name: 'an unclosed quotation mark in 500 MB',
    exit: 1,
    says: /crm\.csv.*(line 2|quot)/,
    seconds: 60,
    prepare: csv(() => [`${header}\n1;"Anna;0701740605\n`, repeated(`${goodRow}\n`, 500e6)]),
  },
  {
    name: 'gzip bomb: 1 GB of zeros',
    exit: 1,
    says: /unpacks to more than 100 times its size|binary|NUL|no (CSV|text)/,
    seconds: 30,
    prepare: gzip(() => [`${header}\n`, repeated(Buffer.alloc(1024), 1e9)]),
  },
  {
    name: 'gzip bomb: 1 GB of line ends',
    exit: 1,
    says: /unpacks to more than 100 times its size/,
    seconds: 30,
    prepare: gzip(() => [`${header}\n`, repeated('\n', 1e9)]),
  },
  {
    name: 'gzip bomb: one row repeated to 1 GB',
    exit: 1,
    says: /unpacks to more than 100 times its size/,
    seconds: 30,
    prepare: gzip(() => [`${header}\n`, repeated(`${goodRow}\n`, 1e9)]),
  },
  {
    name: 'gzip of 10 GB of line ends',
    exit: 1,
    says: /unpacks to more than 100 times its size/,
    seconds: 60,
    prepare: gzip(() => [`${header}\n`, repeated('\n', 10e9)]),
  },
  {
    name: 'gzip of 10 GB of rows that are right',
    exit: 1,
    says: /unpacks to more than 100 times its size/,
    seconds: 60,
    prepare: gzip(() => [`${header}\n`, repeated(`${goodRow}\n`, 10e9)]),
  },
  {
    name: '20,000 columns',
    short: true,
    exit: 1,
    says: /more than 10000 columns/,
    prepare: csv(() => [`${header};${'x;'.repeat(20_000)}\n${goodRow}\n`]),
  },
  {
    name: 'a million columns',
    exit: 1,
    says: /the row on line 1 has no end within 1 MiB/,
    prepare: csv(() => [`${header};${'x;'.repeat(1_000_000)}\n${goodRow}\n`]),
  },
  {
    name: 'a million different groups',
    exit: 1,
    says: /more than 100000 different groups/,
    seconds: 30,
    prepare: csv(
      () => [
        `${header};Grupper\n`,
        lines(10_000, (index) => `${index};Anna;${number(index)};${manyGroups(index * 100, 100)}`),
      ],
      { source: groupsColumn },
    ),
  },
  {
    name: 'one row with 100,000 groups',
    short: true,
    exit: 0,
    says: /too-many-groups|more than 20[, ]?000 groups/,
    prepare: csv(
      () => [`${header};Grupper\n2;Bo;0701740606;Kund\n1;Anna;0701740605;${manyGroups(0, 100_000)}\n`],
      { source: groupsColumn, rest: { guards: { rejections: 'off' } }, args: ['plan', 'p.json'] },
    ),
  },
  {
    name: '200,000 rows with 30 of 300 groups each',
    exit: 0,
    says: /create/i,
    seconds: 90,
    megabytes: 1000,
    prepare: csv(
      () => [
        `${header};Grupper\n`,
        lines(
          200_000,
          (index) =>
            `${index};Anna;070${1_740_000 + index};${Array.from({ length: 30 }, (_, at) => `G${(index * 7 + at * 11) % 300}`).join('|')}`,
        ),
      ],
      { source: groupsColumn, args: ['plan', 'p.json', '--redact'] },
    ),
  },
];

const cells: HostileCase[] = [
  {
    name: 'a phone cell of 100 kB of #',
    short: true,
    exit: 3,
    says: /not one|no .*number|rejections/i,
    prepare: csv(() => [`${header}\n1;Anna;${'#'.repeat(100_000)}\n`]),
  },
  {
    name: 'a name of 900,000 combining marks',
    short: true,
    exit: 0,
    says: /name/i,
    prepare: csv(() => [`${header}\n1;A${'\u0301'.repeat(900_000)};0701740605\n2;Bo;0701740606\n`], {
      args: ['plan', 'p.json'],
      rest: { guards: { rejections: 'off' } },
    }),
  },
  {
    name: 'NUL bytes',
    short: true,
    exit: 1,
    says: /binary|NUL|no CSV|UTF-16/i,
    prepare: csv(() => [`${header}\n1;An\0na;0701740605\n\0\0\0\0${goodRow}\n`]),
  },
  {
    name: 'bytes none of which are UTF-8',
    exit: 1,
    says: /UTF-8|encoding|binary/i,
    prepare: csv(
      () => [`${header}\n1;`, repeated(Buffer.from([0xff, 0xfe, 0xc0, 0x80]), 100_000), `;0701740605\n`],
      {
        source: { encoding: 'utf-8' },
      },
    ),
  },
  {
    name: 'UTF-16 without a mark, cut within a character',
    short: true,
    exit: 1,
    says: /UTF-16|cut|ends/i,
    prepare: csv(() => {
      const text = Buffer.from(`${header}\n${`${goodRow}\n`.repeat(50)}`, 'utf16le');
      return [text.subarray(0, text.length - 7)];
    }),
  },
];

const places: HostileCase[] = [
  {
    name: '/dev/zero as a source',
    short: true,
    exit: 1,
    says: /binary|NUL|zero|no CSV|no text/i,
    skip: isLinux,
    prepare: thing((path) => symlinkSync('/dev/zero', path)),
  },
  {
    name: '/dev/null as a source',
    exit: 3,
    says: /is empty/,
    prepare: thing((path) => symlinkSync('/dev/null', path)),
  },
  {
    name: 'a directory as a source',
    exit: 1,
    says: /it is a directory, not a file/,
    prepare: thing((path) => mkdirSync(path)),
  },
  {
    name: 'a loop of links',
    exit: 1,
    says: /crm\.csv.*(link|ELOOP)/,
    prepare: thing((path) => {
      symlinkSync(path, `${path}.other`);
      symlinkSync(`${path}.other`, path);
    }),
  },
  {
    name: 'a file that may not be read',
    short: true,
    exit: 1,
    says: /it may not be read/,
    skip: notRoot,
    prepare: ({ folder }) => {
      putPipeline(folder, csvPipeline());
      writeFileSync(join(folder, 'crm.csv'), `${header}\n${goodRow}\n`);
      chmodSync(join(folder, 'crm.csv'), 0o600);
      const state = join(folder, 'state');
      mkdirSync(state);
      chmodSync(state, 0o777);
      return { uid: nobody, env: { JOJKA_SYNC_HOME: state } };
    },
  },
  {
    name: 'deleted while it is read (what was opened is whole)',
    exit: 0,
    says: /create/i,
    seconds: 30,
    skip: isLinux,
    prepare: meanwhile((path) => rmSync(path), 300, { args: ['plan', 'p.json'] }),
  },
  {
    name: 'truncated while it is read',
    exit: 1,
    says: /changed while it was read/,
    seconds: 30,
    skip: isLinux,
    prepare: meanwhile((path) => truncateSync(path, 50e6)),
  },
  {
    name: 'growing for ever',
    exit: 1,
    says: /changed while it was read/,
    seconds: 30,
    skip: isLinux,
    prepare: meanwhile(async (path, running) => {
      while (!running.ended()) {
        appendFileSync(path, `9;Bo;0701740606;x\n`);
        await wait(5);
      }
    }),
  },
  {
    name: 'a named pipe without a writer',
    exit: 1,
    says: /gives nothing: not a byte in 2 s/,
    prepare: thing((path) => execFileSync('mkfifo', [path])),
  },
  {
    name: 'standard input that says nothing and does not end',
    exit: 1,
    says: /gives nothing: not a byte in 2 s/,
    prepare: thing(() => {}, { path: '-', stallSeconds: 2 }, { stdin: 'never' }),
  },
  {
    name: 'standard input that gives rows for ever',
    exit: 1,
    says: /more than 500000 rows/,
    seconds: 30,
    prepare: ({ folder }) => {
      putPipeline(folder, csvPipeline({ path: '-' }, { bounds: { rows: 500_000 } }));
      return { stdin: joined(`${header}\n`, repeated(`${goodRow}\n`, Number.MAX_SAFE_INTEGER)) };
    },
  },
  {
    name: 'SIGTERM while a pipe is waited for',
    short: true,
    exit: 143,
    says: /Stopped by SIGTERM/,
    skip: isLinux,
    prepare: ({ folder, sandbox }) => {
      putPipeline(folder, csvPipeline({ stallSeconds: 60 }));
      execFileSync('mkfifo', [join(folder, 'crm.csv')]);
      return {
        during: async (running) => {
          await atItsSource(running, sandbox);
          running.kill('SIGTERM');
        },
      };
    },
  },
  {
    name: 'a pipe whose writer stops within a row and stays',
    exit: 1,
    says: /gives nothing: not a byte in 2 s/,
    seconds: 8,
    skip: isLinux,
    prepare: silentWriter(2),
  },
  {
    name: 'SIGTERM while the writer of a pipe is silent',
    exit: 143,
    says: /Stopped by SIGTERM/,
    seconds: 8,
    skip: isLinux,
    prepare: silentWriter(60, async (running, sandbox) => {
      await atItsSource(running, sandbox);
      running.kill('SIGTERM');
    }),
  },
];

/** Checks of what is written nowhere else: that `--quiet` too says why. */
const quiet: HostileCase[] = [
  {
    name: 'no such file, with --quiet',
    short: true,
    exit: 1,
    says: /there is no such file/,
    prepare: ({ folder }) => {
      putPipeline(folder, csvPipeline());
      return { args: plan };
    },
  },
];

export const fileCases: readonly HostileCase[] = [...large, ...cells, ...places, ...quiet];
