import { defineConfig } from 'vitest/config';

const state = [
  'test/{state,jobs,fleet,console}/**/*.test.ts',
  'test/extract/{postgres,mysql,sqlserver}.test.ts',
];
const cli = ['test/cli/**/*.test.ts'];
/** Commands played at length: terminals, shells, databases of other programs. They are in the long suite. */
export const played = [
  'test/cli/{completion,console,doc-examples,fleet,init,init-postgres,init-terminal,recipes,sync-several,terminal,while-running}.test.ts',
];
/** Properties that the long suite tries on more examples (`test/support/length.ts`). */
export const varied = [
  'test/state/{ledger,ledger-pages}.test.ts',
  'test/extract/existing.test.ts',
  'test/{load,plan,consent}/laws.test.ts',
  'test/table/compact-plan.test.ts',
  'test/transform/{cells,fast-msisdn}.test.ts',
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
          exclude: [...http, ...state, ...cli, 'test/long/**', 'test/browser/**'],
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
