import { guardLimits, loadLimits } from '../config/limits.ts';
import type { BlockOrigin } from '../contact/ledger.ts';
import { CallError, RefusedError } from '../errors.ts';
import type { Change } from '../plan/change.ts';
import { withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { recogniseAccount } from '../session/known-account.ts';
import { inRun, type Run, type RunEnd, type Session } from '../session/session.ts';
import { withState } from '../session/state.ts';
import { saveBlockChecks, uncheckedNumbers } from '../state/block-checks.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import { pendingOptOuts } from '../state/replies.ts';
import { recordDone } from '../state/run-plan.ts';
import { numberOf } from '../steps/number.ts';
import { nothingToRelease, releasable, releaseIn } from '../steps/release.ts';
import type { RunReport } from '../steps/run-report.ts';
import { createTables } from '../table/tables.ts';
import { runHeader } from './runs.ts';

/** A number as somebody typed it, and what came of it. */
export interface BlocklistLine {
  readonly input: string;
  /** Undefined: no number can be read in it. */
  readonly msisdn: string | undefined;
  /** `blocked`, `not blocked`, `done`; or why not. */
  readonly outcome: string;
  readonly isFailure: boolean;
}

/** Numbers that are asked about, or changed, before what came of them is recorded. */
const batchSize = 200;

/** Asks Jojka whether numbers are blocked; changes nothing. */
export async function checkBlocklist(
  environment: RunEnvironment,
  account: string,
  inputs: readonly string[],
  onLines: (lines: readonly BlocklistLine[]) => Promise<void>,
): Promise<void> {
  await withClient({ account, limits: loadLimits({}) }, environment, (client) =>
    inBatches(inputs, environment, onLines, async (msisdn) =>
      (await client.checkIfInBlocklist({ msisdn })) ? 'blocked' : 'not blocked',
    ),
  );
}

/**
 * Blocks or unblocks numbers by hand, and records it in the ledger with the origin `manual`.
 *
 * @param options.yes unblocks also who replied STOP himself
 * @throws OwnStopError before anything is sent, when such a number is to be unblocked without it
 */
export async function changeBlocklist(
  environment: RunEnvironment,
  account: string,
  what: 'add' | 'remove',
  inputs: readonly string[],
  options: { yes: boolean },
  onLines: (lines: readonly BlocklistLine[]) => Promise<void>,
): Promise<void> {
  const kind = { command: `blocklist ${what}`, account, pipeline: '-', limits: loadLimits({}) };
  await inRun(kind, environment, (run) => changeIn(run, what, inputs, options.yes, onLines));
}

async function changeIn(
  { client, session, environment }: Run,
  what: 'add' | 'remove',
  inputs: readonly string[],
  yes: boolean,
  onLines: (lines: readonly BlocklistLine[]) => Promise<void>,
): Promise<RunEnd> {
  const { database, accountId, runId } = session;
  if (what === 'remove' && !yes) await refuseOwnStop(session, inputs);
  let recorded = 0;
  const { blocks: known } = await readLedger(database, accountId, createTables());
  let failed = 0;
  const recordLines = async (lines: readonly BlocklistLine[]) => {
    const done = lines.flatMap(({ msisdn, isFailure }) => (msisdn && !isFailure ? [msisdn] : []));
    failed += lines.length - done.length;
    await writeLedger(
      database,
      accountId,
      what === 'add'
        ? { addBlocks: done.map((msisdn) => [msisdn, 'manual'] as const) }
        : { forgetBlocks: done },
    );
    const changes = done.map(
      (msisdn): Change =>
        what === 'add' ? { kind: 'block', msisdn, origins: ['manual'] } : { kind: 'unblock', msisdn },
    );
    await recordDone(database, runId, changes, recorded + 1);
    recorded += changes.length;
    await onLines(lines);
  };
  await inBatches(inputs, environment, recordLines, async (msisdn) => {
    // In doubt before it is sent: should the answer be lost, the next run asks, or blocks again (P12).
    await writeLedger(
      database,
      accountId,
      what === 'add' ? { oweBlocks: [[msisdn, 'manual']] } : { doubtBlocks: [msisdn] },
    );
    try {
      await (what === 'add' ? client.addToBlocklist({ msisdn }) : client.rmFromBlocklist({ msisdn }));
    } catch (error) {
      const isRefused = error instanceof CallError && !error.mayHaveBeenDone;
      if (isRefused && what === 'add' && !known.has(msisdn))
        await writeLedger(database, accountId, { forgetBlocks: [msisdn] });
      throw error;
    }
    return 'done';
  });
  return {
    exitCode: failed > 0 ? 4 : 0,
    stopped: undefined,
    summary: { blocklist: { [what]: inputs.length - failed, failed } },
  };
}

/** Numbers of people who asked themselves not to get SMS, with why each is blocked (P7). */
export class OwnStopError extends RefusedError {
  readonly blocked: readonly { readonly msisdn: string; readonly origins: readonly BlockOrigin[] }[];

  constructor(blocked: OwnStopError['blocked']) {
    const numbers = blocked.map(({ msisdn }) => msisdn).join(', ');
    super(`${numbers} asked not to get SMS. Nothing was unblocked.`, {
      advice: 'When the person has agreed to get SMS again, add --yes.',
    });
    this.blocked = blocked;
  }
}

async function refuseOwnStop(session: Session, inputs: readonly string[]): Promise<void> {
  const { blocks } = await readLedger(session.database, session.accountId, createTables());
  const pending = new Set(await pendingOptOuts(session.database, session.accountId));
  const own = inputs.flatMap((input) => {
    const msisdn = numberOf(input);
    if (msisdn === undefined) return [];
    const known = blocks.get(msisdn) ?? [];
    // A STOP whose block nobody has confirmed yet is one.
    const origins: readonly BlockOrigin[] =
      pending.has(msisdn) && !known.includes('reply') ? [...known, 'reply'] : known;
    return origins.includes('reply') || origins.includes('carried') ? [{ msisdn, origins }] : [];
  });
  if (own.length > 0) throw new OwnStopError(own);
}

/**
 * How many blocks of a run a release would lift.
 *
 * @throws UsageError when the run is not known, or there is none
 */
export async function countReleasable(
  environment: RunEnvironment,
  id: string,
): Promise<{ readonly run: string; readonly numbers: number; readonly pipeline: string }> {
  const former = await runHeader(environment, id);
  const given = { account: former.account, limits: loadLimits({}) };
  return withClient(given, environment, (client, account) =>
    withState('blocklist release', environment, async (database) => {
      const accountId = await recogniseAccount(database, account, client);
      const numbers =
        accountId === undefined
          ? []
          : await releasable(
              database,
              accountId,
              await readLedger(database, accountId, createTables()),
              former,
            );
      if (numbers.length === 0) throw nothingToRelease(former);
      return { run: former.id, numbers: numbers.length, pipeline: former.pipeline };
    }),
  );
}

/**
 * Lifts the blocks that a run has put and that rest on nothing but its pipeline's source, for when that was misread
 * (T5, P7); by that run's guards, as any plan.
 *
 * @throws UsageError when the run is not known, or there is none
 */
export async function releaseBlocks(environment: RunEnvironment, id: string): Promise<RunReport> {
  const former = await runHeader(environment, id);
  const limits = loadLimits(former.summary?.limits);
  const guards = guardLimits(former.summary?.guardLimits);
  const { account, pipeline } = former;
  return inRun({ command: 'blocklist release', account, pipeline, limits }, environment, (run) =>
    releaseIn(run, former, { limits, guards }),
  );
}

/** How far an import of blocks came. */
export interface BlockImport {
  readonly asked: number;
  readonly found: number;
}

/**
 * Asks Jojka once about each number of the ledger of which it is not known whether it is blocked: for an account that
 * was used before this product. What was answered is recorded as it comes, so it can be stopped and taken up again.
 */
export async function importBlocks(
  environment: RunEnvironment,
  account: string,
  requestsPerSecond: number,
): Promise<BlockImport> {
  const limits = loadLimits({ requestsPerSecond });
  return inRun({ command: 'blocklist import', account, pipeline: '-', limits }, environment, async (run) => {
    const counts = await askAboutAll(run);
    return { ...counts, exitCode: 0, stopped: undefined, summary: { blockImport: counts } };
  });
}

async function askAboutAll({ client, session, environment }: Run): Promise<BlockImport> {
  const { database, accountId } = session;
  const { signal } = environment;
  const numbers = await uncheckedNumbers(database, accountId);
  let asked = 0;
  let found = 0;
  for (let start = 0; start < numbers.length; start += batchSize) {
    signal.throwIfAborted();
    const answers = await Promise.all(
      numbers
        .slice(start, start + batchSize)
        .map(async (msisdn) => ({ msisdn, blocked: await client.checkIfInBlocklist({ msisdn }) })),
    );
    await saveBlockChecks(database, accountId, answers);
    asked += answers.length;
    found += answers.filter(({ blocked }) => blocked).length;
    environment.emit({ kind: 'progress', step: 'blocklist', done: asked, total: numbers.length });
  }
  return { asked, found };
}

/** Does something with each number, some hundred at a time, and tells of them in their order. */
async function inBatches(
  inputs: readonly string[],
  { signal }: Pick<RunEnvironment, 'signal'>,
  onLines: (lines: readonly BlocklistLine[]) => Promise<void>,
  work: (msisdn: string) => Promise<string>,
): Promise<void> {
  for (let start = 0; start < inputs.length; start += batchSize) {
    signal.throwIfAborted();
    const settled = await Promise.allSettled(
      inputs.slice(start, start + batchSize).map(async (input): Promise<BlocklistLine> => {
        const msisdn = numberOf(input);
        if (msisdn === undefined) return { input, msisdn, outcome: 'not a number', isFailure: true };
        try {
          return { input, msisdn, outcome: await work(msisdn), isFailure: false };
        } catch (error) {
          if (!(error instanceof CallError) || error.disposition === 'fatal') throw error;
          return { input, msisdn, outcome: error.message, isFailure: true };
        }
      }),
    );
    await onLines(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    for (const one of settled) if (one.status === 'rejected') throw one.reason;
  }
}
