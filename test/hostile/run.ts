import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { endpoints } from '../../src/jojka/endpoints.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { runCli } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runWatched } from './child.ts';
import { fileCases } from './files.ts';
import { faultsOf } from './judge.ts';
import { machineCases } from './machine.ts';
import { pipelineCases } from './pipelines.ts';
import { postgresCases } from './postgres.ts';
import { savedCases } from './saved.ts';
import { serviceCases } from './service.ts';
import { rowOf, tableOf, writeTable } from './table.ts';
import type { HostileCase, Place, Result } from './types.ts';

/**
 * `npm run hostile`: hostile inputs against the built command, one at a time. `-- --short` takes the quick ones,
 * `-- NAME…` those whose name or kind holds one of the words. The table of a full run goes into docs/reliability.md.
 */
const kinds: Readonly<Record<string, readonly HostileCase[]>> = {
  files: fileCases,
  postgres: postgresCases,
  pipelines: pipelineCases,
  service: serviceCases,
  saved: savedCases,
  machine: machineCases,
};

/** Stands in no output whatever happens (K1). */
const key = 'hemlig-nyckel-4711';

const page = join(import.meta.dirname, '..', '..', 'docs', 'reliability.md');

let server: Promise<TestPostgres> | undefined;

async function play(hostile: HostileCase, kind: string, patience: number): Promise<Result> {
  const skipped = hostile.skip?.();
  if (skipped) return { hostile, kind, skipped, faults: [] };
  const folder = mkdtempSync(join(tmpdir(), 'jojka-hostile-'));
  // For cases that another user runs.
  chmodSync(folder, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  const sandbox = await startSandbox();
  const env = { JOJKA_API_KEY: key, JOJKA_API_URL: sandbox.url };
  const place: Place = {
    folder,
    sandbox,
    postgres: () => {
      server ??= startPostgres();
      return server;
    },
    run: (...args) => runCli(args, { cwd: folder, env }),
  };
  let after: (() => Promise<void> | void) | undefined;
  try {
    const given = await hostile.prepare(place);
    after = given.after;
    const before = sandbox.requests();
    const { seconds = 15 } = hostile;
    const outcome = await runWatched(given, {
      folder,
      env: { ...env, ...given.env },
      limitSeconds: patience * (2 * seconds + 20),
    });
    const written = [...callsSince(before, sandbox.requests()), ...(given.called?.() ?? [])].filter(
      (name) => endpoints[name as keyof typeof endpoints]?.writes,
    );
    const further = await given.wrong?.(outcome);
    const faults = faultsOf(hostile, outcome, { key, written, patience });
    return { hostile, kind, outcome, faults: [...faults, ...(further ? [further] : [])] };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { hostile, kind, faults: [`the case itself failed: ${why}`] };
  } finally {
    await after?.();
    await sandbox.close();
    process.off('exit', remove);
    remove();
  }
}

function callsSince(before: Record<string, number>, now: Record<string, number>): string[] {
  return Object.keys(now).filter((name) => (now[name] ?? 0) > (before[name] ?? 0));
}

async function main(args: readonly string[]): Promise<number> {
  if (!existsSync(join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'main.js'))) {
    process.stderr.write('There is no built command: npm run build first.\n');
    return 64;
  }
  const isShort = args.includes('--short');
  const words = args.filter((word) => !word.startsWith('--')).map((word) => word.toLowerCase());
  const chosen = Object.entries(kinds).flatMap(([kind, cases]) =>
    cases
      .filter(({ name, short }) => (!isShort || short) && isNamed(`${kind}: ${name}`, words))
      .map((hostile) => ({ kind, hostile })),
  );
  if (chosen.length === 0) {
    process.stderr.write('No case is called so.\n');
    return 64;
  }
  const results: Result[] = [];
  // Large ones go alone, for the sake of what they are measured by.
  const atOnce = pLimit(isShort ? 2 : 1);
  try {
    await atOnce.map(chosen, async ({ kind, hostile }, index) => {
      // The short part runs where others run too.
      const result = await play(hostile, kind, isShort ? 4 : 1);
      results[index] = result;
      process.stdout.write(`${rowOf(result)}\n`);
    });
  } finally {
    await (await server)?.remove();
  }
  if (!isShort && words.length === 0) await writeTable(page, tableOf(results));
  process.stdout.write(`\n${tableOf(results)}\n`);
  return summary(results);
}

function isNamed(name: string, words: readonly string[]): boolean {
  return words.length === 0 || words.some((word) => name.toLowerCase().includes(word));
}

/** Tells what is not as it should be, known faults apart. */
function summary(results: readonly Result[]): number {
  const faulty = results.filter(({ faults }) => faults.length > 0);
  const tell = (title: string, list: readonly Result[]) => {
    if (list.length === 0) return;
    process.stdout.write(`\n${title}\n`);
    for (const { hostile, faults } of list)
      process.stdout.write(
        `- ${hostile.name}: ${faults.join('; ')}${hostile.known ? ` (known: ${hostile.known})` : ''}\n`,
      );
  };
  const failed = faulty.filter(({ hostile }) => !hostile.known);
  tell(
    'Passed over:',
    results.filter(({ skipped }) => skipped).map((result) => ({ ...result, faults: [result.skipped ?? ''] })),
  );
  tell(
    'Known faults:',
    faulty.filter(({ hostile }) => hostile.known),
  );
  tell(
    'No longer faulty; take the mark away:',
    results.filter(({ hostile, outcome, faults }) => hostile.known && outcome && faults.length === 0),
  );
  tell('Failed:', failed);
  process.stdout.write(`\n${results.length} cases, ${failed.length} failed\n`);
  return failed.length > 0 ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
process.exit(await main(process.argv.slice(2)));
