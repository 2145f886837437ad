import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { atItsSource, csvPipeline, header, isLinux, lines, putGood, putPipeline, write } from './make.ts';
import type { Given, HostileCase } from './types.ts';

/** Machines that are set up oddly, closed or full outputs, signals, and too little of everything. */

/** A good night under such circumstances. */
function good(given: Given = {}): HostileCase['prepare'] {
  return ({ folder }) => {
    putGood(folder, { groups: ['Kunder'] });
    return given;
  };
}

/** A file of so many different numbers. */
function many(rows: number, given: Given = {}): HostileCase['prepare'] {
  return async ({ folder }) => {
    putPipeline(folder, csvPipeline({ groups: ['Kunder'] }));
    const text = lines(rows, (index) => `${index};Anna;07${String(600_000_00 + index).padStart(8, '0')}`);
    await write(join(folder, 'crm.csv'), `${header}\n`, text);
    return given;
  };
}

const surroundings: HostileCase[] = [
  {
    name: 'TZ=Asia/Kolkata',
    exit: 0,
    says: /1/,
    mayWrite: true,
    prepare: good({ env: { TZ: 'Asia/Kolkata' } }),
  },
  {
    name: 'TZ=nonsense',
    exit: 0,
    says: /1/,
    mayWrite: true,
    prepare: good({ env: { TZ: 'nonsense' } }),
  },
  {
    name: 'LANG=tr_TR.UTF-8 (i is no I)',
    exit: 0,
    says: /1/,
    mayWrite: true,
    prepare: good({ env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } }),
  },
  {
    name: 'no HOME and no PATH',
    exit: 0,
    says: /1/,
    mayWrite: true,
    prepare: good({ env: { HOME: undefined, PATH: undefined } }),
  },
  {
    name: '.env is a directory',
    exit: 0,
    says: /1/,
    mayWrite: true,
    prepare: ({ folder }) => {
      putGood(folder);
      return { shell: 'mkdir .env; exec $JOJKA sync p.json', env: { HOME: folder } };
    },
  },
  {
    name: 'the working directory is gone',
    short: true,
    exit: [1, 64],
    says: /director|folder/i,
    prepare: good({ shell: 'mkdir gone; cd gone; rmdir ../gone; exec $JOJKA sync ../p.json' }),
  },
];

const outputs: HostileCase[] = [
  {
    name: 'standard input closed',
    exit: 0,
    says: /1/,
    mayWrite: true,
    prepare: good({ shell: 'exec $JOJKA sync p.json <&-' }),
  },
  {
    name: 'standard input closed and read from',
    exit: [1, 3, 64],
    says: /empty|standard input/,
    prepare: ({ folder }) => {
      putPipeline(folder, csvPipeline({ path: '-' }));
      return { shell: 'exec $JOJKA sync p.json <&-' };
    },
  },
  {
    name: 'standard output closed',
    short: true,
    exit: 0,
    says: /^/,
    mayWrite: true,
    prepare: good({ shell: 'exec $JOJKA sync p.json >&-' }),
  },
  {
    name: 'standard error closed',
    short: true,
    exit: 0,
    says: /1/,
    mayWrite: true,
    prepare: good({ shell: 'exec $JOJKA sync p.json 2>&-' }),
  },
  {
    name: 'standard error closed, and a failure',
    exit: 64,
    says: /^/,
    prepare: good({ shell: 'exec $JOJKA sync none.json 2>&-' }),
  },
  {
    name: 'standard output to a full disk',
    exit: 1,
    says: /what this command prints cannot be written: .*no space/i,
    mayWrite: true,
    skip: isLinux,
    prepare: good({ shell: 'exec $JOJKA sync p.json >/dev/full' }),
  },
  {
    name: 'standard error to a full disk',
    short: true,
    exit: 0,
    says: /1/,
    mayWrite: true,
    skip: isLinux,
    prepare: good({ shell: 'exec $JOJKA sync p.json 2>/dev/full' }),
  },
  {
    name: 'a refusal, and standard output to a full disk',
    short: true,
    exit: [1, 3],
    says: /cannot be written/,
    skip: isLinux,
    prepare: ({ folder }) => {
      putPipeline(folder, csvPipeline({ path: '/dev/null' }));
      return { shell: 'exec $JOJKA sync p.json >/dev/full' };
    },
  },
  {
    name: 'a reader that goes after one line (head -1)',
    short: true,
    exit: 0,
    says: /./,
    prepare: many(20_000, {
      shell: '$JOJKA plan p.json --format json | head -c 10; exit ${PIPESTATUS[0]}',
    }),
  },
  {
    name: 'a reader that goes at once',
    exit: 0,
    says: /^/,
    prepare: many(20_000, { shell: '$JOJKA plan p.json --format json | true; exit ${PIPESTATUS[0]}' }),
  },
];

const waiting = { path: '-', stallSeconds: 60 };

const signals: HostileCase[] = (
  [
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const
).map(([signal, exit]) => ({
  name: `${signal} while a source is read`,
  short: true,
  exit,
  says: new RegExp(`Stopped by ${signal}`),
  prepare: ({ folder, sandbox }) => {
    putPipeline(folder, csvPipeline(waiting));
    return {
      stdin: 'never',
      during: async (running) => {
        await atItsSource(running, sandbox);
        running.kill(signal);
      },
    };
  },
}));

const little: HostileCase[] = [
  {
    name: 'ulimit -n 24',
    short: true,
    exit: 1,
    says: /may not open as many files/,
    prepare: good({ shell: 'ulimit -n 24; exec $JOJKA sync p.json' }),
  },
  {
    name: 'ulimit -n 40 and a night of 2,000 contacts',
    exit: 1,
    says: /may not open as many files/,
    mayWrite: true,
    prepare: many(2000, { shell: 'ulimit -n 40; exec $JOJKA sync p.json' }),
  },
  {
    name: 'ulimit -n 200',
    short: true,
    exit: [0, 1],
    says: /may not open as many files as it needs|1 to create|done/i,
    mayWrite: true,
    prepare: good({ shell: 'ulimit -n 200; exec $JOJKA sync p.json' }),
  },
  {
    name: 'ulimit -v 6000000: little address space',
    short: true,
    exit: [0, 1],
    says: /This needs more memory than there is: the system gives the process no more|1 to create/,
    prepare: good({ shell: 'ulimit -v 6000000; exec $JOJKA plan p.json' }),
  },
  {
    name: '40 MB for JavaScript and 300,000 rows',
    exit: 1,
    says: /the program itself takes some \d+ MB/,
    seconds: 60,
    prepare: many(300_000, { args: ['plan', 'p.json'], env: { NODE_OPTIONS: '--max-old-space-size=40' } }),
  },
  {
    name: 'memory for half of a plan: 250 MB for 300,000 new rows',
    exit: 1,
    says: /a plan for 300,000 contacts takes some \d+ MB/,
    seconds: 60,
    prepare: many(300_000, { args: ['plan', 'p.json'], env: { NODE_OPTIONS: '--max-old-space-size=250' } }),
  },
  {
    name: 'two nights at once',
    short: true,
    exit: 5,
    // Before its run has begun it is told as what it is.
    says: /is held by process \d+ \((?:run \S+, )?sync/,
    prepare: async ({ folder, sandbox }) => {
      putPipeline(folder, csvPipeline(waiting));
      const bin = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');
      const first = spawn(process.execPath, [bin, 'sync', 'p.json'], {
        cwd: folder,
        env: { PATH: process.env.PATH, JOJKA_API_KEY: 'hemlig-nyckel-4711', JOJKA_API_URL: sandbox.url },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      for (let tries = 0; tries < 200 && !isHeld(folder); tries++) await wait(50);
      await wait(1000);
      return { after: () => void first.kill('SIGKILL') };
    },
  },
];

function isHeld(folder: string): boolean {
  return ['.', 'db', 'database', 'state'].some((name) =>
    existsSync(join(folder, '.jojka-sync', name, 'holder.json')),
  );
}

export const machineCases: readonly HostileCase[] = [...surroundings, ...outputs, ...signals, ...little];
