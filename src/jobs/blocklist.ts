import { CallError, RefusedError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { blockReason } from '../report/block-reason.ts';
import type { AccountSettings } from '../session/account.ts';
import { withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { inSession, type RunEnd, type Session } from '../session/session.ts';
import { saveBlockChecks, uncheckedNumbers } from '../state/block-checks.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import { numberOf } from '../steps/number.ts';

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
  await withClient(environment, account, (client) =>
    inBatches(inputs, environment, onLines, async (msisdn) =>
      (await client.checkIfInBlocklist({ msisdn })) ? 'blocked' : 'not blocked',
    ),
  );
}

/**
 * Blocks or unblocks numbers by hand, and records it in the ledger with the origin `manual`.
 *
 * @param options.yes unblocks also who answered STOP himself
 * @throws RefusedError before anything is sent, when such a number is to be unblocked without it
 */
export async function changeBlocklist(
  environment: RunEnvironment,
  account: string,
  what: 'add' | 'remove',
  inputs: readonly string[],
  options: { yes: boolean },
  onLines: (lines: readonly BlocklistLine[]) => Promise<void>,
): Promise<void> {
  await withClient(environment, account, (client, settings) =>
    inSession(
      { account: settings, client, pipeline: '-', command: `blocklist ${what}` },
      environment,
      async (session): Promise<RunEnd> => {
        if (what === 'remove' && !options.yes) await refuseOwnStop(session, inputs);
        let failed = 0;
        await inBatches(
          inputs,
          environment,
          async (lines) => {
            const done = lines.flatMap(({ msisdn, isFailure }) => (msisdn && !isFailure ? [msisdn] : []));
            failed += lines.length - done.length;
            await writeLedger(
              session.database,
              session.accountId,
              what === 'add'
                ? { addBlocks: done.map((msisdn) => [msisdn, 'manual'] as const) }
                : { forgetBlocks: done },
            );
            await onLines(lines);
          },
          async (msisdn) => {
            await (what === 'add' ? client.addToBlocklist({ msisdn }) : client.rmFromBlocklist({ msisdn }));
            return 'done';
          },
        );
        return {
          exitCode: failed > 0 ? 4 : 0,
          stopped: undefined,
          summary: { blocklist: { [what]: inputs.length - failed, failed } },
        };
      },
    ),
  );
}

async function refuseOwnStop(session: Session, inputs: readonly string[]): Promise<void> {
  const { blocks } = await readLedger(session.database, session.accountId);
  const own = inputs.flatMap((input) => {
    const msisdn = numberOf(input);
    const origins = msisdn === undefined ? undefined : blocks.get(msisdn);
    return msisdn && (origins?.includes('reply') || origins?.includes('carried'))
      ? [`${msisdn} (${blockReason(origins)})`]
      : [];
  });
  if (own.length > 0)
    throw new RefusedError(`${own.join(', ')} asked not to get SMS. Nothing was unblocked.`, {
      advice: 'When the person has agreed to get SMS again, add --yes.',
    });
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
  const work = (client: JojkaClient, settings: AccountSettings) =>
    inSession(
      { account: settings, client, pipeline: '-', command: 'blocklist import' },
      environment,
      async (session): Promise<BlockImport & RunEnd> => {
        const counts = await askAboutAll(session, client, environment);
        return { ...counts, exitCode: 0, stopped: undefined, summary: { blockImport: counts } };
      },
    );
  return withClient(environment, account, work, { requestsPerSecond });
}

async function askAboutAll(
  { database, accountId, signal }: Session,
  client: JojkaClient,
  environment: RunEnvironment,
): Promise<BlockImport> {
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
    environment.onStep('Asking about numbers', asked, numbers.length);
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
