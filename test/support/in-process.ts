import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { syncPipeline } from '../../src/jobs/sync.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { SandboxState, SandboxStateInput } from '../../src/sandbox/state.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import type { Database } from '../../src/state/database.ts';
import { openDatabase } from '../../src/state/database.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { temporaryFolder } from './cli.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

/** A company with a CRM, a sandbox and a state in Postgres; jobs run in this process, at any time one likes. */
export interface World {
  readonly cwd: string;
  readonly sandbox: Sandbox;
  readonly environment: RunEnvironment;
  /** What time it is for the sandbox and for every job. */
  readonly clock: { now: Date; forward(hours: number): void };
  readonly databaseUrl: string;
  /** Writes the CRM's export: lines of `id;name;number;town;stop`. */
  crm(...lines: readonly string[]): void;
  sync(): Promise<RunReport>;
  /** The state, for a look at the ledger. */
  withState<T>(look: (database: Database) => Promise<T>): Promise<T>;
  /** Writing calls since it was last asked. */
  sent(): Record<string, number>;
  /** The sandbox ends and starts again on its port, with what it held. */
  restart(options: Parameters<typeof startSandbox>[0]): Promise<void>;
  /** Somebody else changes what Jojka holds; faults end with that. */
  somebody(change: (held: SandboxState) => SandboxStateInput): Promise<void>;
  close(): Promise<void>;
}

/** Worlds for the tests of a file, each closed after its test; Postgres is there for all of them. */
export function useWorlds(): {
  world(options?: WorldOptions): Promise<World>;
  /** An empty database in the same Postgres. @returns its URL */
  createDatabase(): Promise<string>;
} {
  let postgres: TestPostgres;
  const worlds: World[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.close();
  });
  afterAll(() => postgres.remove());
  return {
    world: async (options) => {
      const made = await startWorld(postgres, options);
      worlds.push(made);
      return made;
    },
    createDatabase: () => postgres.createDatabase(),
  };
}

export interface WorldOptions {
  /** What the pipeline has besides, or in place of, what every world's has. */
  readonly pipeline?: object;
  readonly sandbox?: Parameters<typeof startSandbox>[0];
  /** The state's database is empty, as nobody has run anything yet; else its tables are there. */
  readonly empty?: boolean;
}

export async function startWorld(postgres: TestPostgres, options: WorldOptions = {}): Promise<World> {
  const cwd = temporaryFolder('world');
  const clock = {
    now: new Date('2026-11-23T03:00:00Z'),
    forward: (hours: number) => {
      clock.now = new Date(clock.now.getTime() + hours * 3_600_000);
    },
  };
  let sandbox = await startSandbox({ port: 0, clock: () => clock.now, ...options.sandbox });
  const databaseUrl = await (options.empty ? postgres.createDatabase() : postgres.createState());
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(
    join(cwd, 'pipelines', 'crm.json'),
    JSON.stringify({
      name: 'crm',
      sources: [
        {
          type: 'csv',
          path: join(cwd, 'crm.csv'),
          id: 'Kundnr',
          phone: 'Mobil',
          name: 'Namn',
          groups: ['Kunder'],
          optOut: { column: 'Stopp' },
        },
      ],
      contacts: { absent: 'remove-managed' },
      load: { requestsPerSecond: 1000, retries: 0 },
      ...options.pipeline,
    }),
  );
  const environment: RunEnvironment = {
    cwd,
    env: {
      CRM_FILE: join(cwd, 'crm.csv'),
      JOJKA_API_KEY: 'key',
      JOJKA_API_URL: sandbox.url,
      DATABASE_URL: databaseUrl,
      JOJKA_SYNC_HOME: join(cwd, 'home'),
    },
    stdin: Readable.from([]),
    signal: new AbortController().signal,
    now: () => clock.now,
    emit: () => {},
    // Calls by hand are tried again as often as anybody's; six seconds of waiting say nothing.
    firstWaitMs: 1,
  };
  let before: Record<string, number> = {};
  const startAgain = async (changed: Parameters<typeof startSandbox>[0], data: SandboxStateInput) => {
    const { port } = sandbox;
    await sandbox.close();
    sandbox = await startSandbox({ clock: () => clock.now, ...changed, port, data });
    before = {};
  };
  return {
    cwd,
    get sandbox() {
      return sandbox;
    },
    environment,
    clock,
    databaseUrl,
    crm: (...lines) =>
      writeFileSync(join(cwd, 'crm.csv'), `${['Kundnr;Namn;Mobil;Ort;Stopp', ...lines].join('\n')}\n`),
    sync: () => syncPipeline('crm', environment, { allowEmpty: false }),
    withState: async (look) => {
      const database = await openDatabase({ url: databaseUrl, home: cwd, command: 'test' });
      try {
        return await look(database);
      } finally {
        await database.close();
      }
    },
    sent: () => {
      const now = sandbox.requests();
      const reading = ['export_contacts_list', 'fetch_replies', 'check_if_in_blocklist'];
      const difference = Object.entries(now).flatMap(([endpoint, count]) =>
        !reading.includes(endpoint) && count > (before[endpoint] ?? 0)
          ? [[endpoint, count - (before[endpoint] ?? 0)] as const]
          : [],
      );
      before = { ...now };
      return Object.fromEntries(difference);
    },
    restart: (changed) => startAgain(changed, sandbox.state()),
    somebody: (change) => startAgain({}, change(sandbox.state())),
    close: () => sandbox.close(),
  };
}

/** The numbers that Jojka holds, in their order. */
export function numbers({ sandbox }: World): string[] {
  return sandbox
    .state()
    .contacts.map(({ msisdn }) => msisdn)
    .sort();
}

/** The numbers that Jojka has blocked, in their order. */
export function blocked({ sandbox }: World): string[] {
  return [...sandbox.state().blocklist].sort();
}
