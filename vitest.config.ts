import { defineConfig } from 'vitest/config';

const state = [
  'test/{state,jobs,fleet,console,field-cases}/**/*.test.ts',
  'test/extract/{postgres,mysql,sqlserver}.test.ts',
];
const cli = ['test/cli/**/*.test.ts'];
/**
 * What is played at length: terminals, shells, nights that end early and the mornings after, machines that are set up wrongly, several
 * writers at once. It is in the long suite; of each rule `npm test` keeps a test at least (`test/docs/rules.test.ts`).
 */
export const played = Object.entries({
  cli: [
    ...[
      'called',
      'completion',
      'console',
      'doc-examples',
      'fleet',
      'guards',
      'held-again',
      'init',
      'init-postgres',
      'no-files',
    ],
    ...[
      'init-terminal',
      'part',
      'postgres',
      'recipes',
      'second-account',
      'sync-several',
      'terminal',
      'unreadable',
      'watched',
      'while-running',
    ],
  ],
  console: ['approvals', 'decide', 'door', 'live', 'overview', 'pages', 'proxy', 'routes', 'schedules'],
  config: ['pipeline-code'],
  extract: ['mysql', 'sqlserver'],
  fleet: ['machine', 'schedule', 'worker'],
  jobs: [
    ...[
      'apply-refused',
      'clock-ahead',
      'endless-export',
      'forget',
      'guards',
      'held-blocks',
      'held-carried',
      'held-plans',
    ],
    ...['absent-again', 'left-behind', 'lost-opt-outs', 'overtaken', 'read-as-meant', 'removed-later'],
    ...[
      'blocks-of-others',
      'changed-number',
      'consent',
      'late-blocks',
      'lifted',
      'opted-out-outside',
      'rename',
      'there-before',
      'undecided-night',
      'undo-opted-out',
      'whose-data',
    ],
  ],
  state: ['embedded', 'ledger-pages-writers', 'migrations'],
}).flatMap(([folder, names]) => names.map((name) => `test/${folder}/${name}.test.ts`));
/** What the long suite tries on more examples, or by the real command (`test/support/length.ts`, `runAtLength`). */
export const varied = [
  'test/cli/{hostile-settings,nightly,quiet,verbs}.test.ts',
  'test/fleet/lost-nights.test.ts',
  'test/state/{ledger,ledger-pages}.test.ts',
  'test/extract/existing.test.ts',
  'test/{load,plan,consent}/laws.test.ts',
  'test/table/compact-plan.test.ts',
  'test/transform/{cells,fast-landline,fast-msisdn}.test.ts',
  'test/steps/{ordinary-rows,torn-tables}.test.ts',
  'test/extract/plain-pages.test.ts',
  'test/jojka/plain-page.test.ts',
];
const http = [
  'test/jojka/**/*.test.ts',
  'test/sandbox/**/*.test.ts',
  'test/extract/existing.test.ts',
  'test/notify/{send,email}.test.ts',
];

/** The built program is loaded as Node loads it, also where a command line runs in the test's own process. */
export const builtProgram = { deps: { external: [/\/dist\/src\//] } };

export default defineConfig({
  test: {
    // Left to itself, vitest keeps one core free: on two cores the files would run one after the other.
    maxWorkers: 2,
    server: builtProgram,
    env: { NO_COLOR: '1' },
    // What one file leaves behind no other looks at, and to load all that it needs costs seconds.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          /** What needs no server, no database and not the built command: `npm run test:fast`. */
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: [...http, ...state, ...cli, ...played, 'test/long/**', 'test/browser/**'],
          globalSetup: 'test/support/bundle.ts',
          testTimeout: 60_000,
          // The docs' tests load every command first.
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          /** Real HTTP: the client, its limits on rate, and the sandbox. */
          name: 'http',
          include: http,
          globalSetup: 'test/support/bundle.ts',
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          /** A real Postgres and the embedded database; jobs in this process. */
          name: 'state',
          include: state,
          exclude: played,
          globalSetup: ['test/support/build.ts', 'test/support/share-postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          /** The command as a user runs it, built. */
          name: 'cli',
          include: cli,
          exclude: played,
          globalSetup: ['test/support/build.ts', 'test/support/share-postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
