import { guardLimits, type LoadLimits, loadLimits } from '../config/limits.ts';
import type { Ledger } from '../contact/ledger.ts';
import { printedFor } from '../contact/printed-commands.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { checkUrl, jojkaUrl } from '../jojka/url.ts';
import { newBlocks } from '../load/confirm.ts';
import type { Plan } from '../plan/plan.ts';
import { accountSettings, keyMark } from '../session/account.ts';
import { completeEnvironment, type RunEnvironment } from '../session/environment.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { dropHeldPlan } from '../state/held-plans.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { markSpent } from '../state/runs.ts';
import { readUnconfirmed } from '../state/unconfirmed.ts';
import { type Agree, mustBeAgreed } from '../steps/agreement.ts';
import { blocksSentText, type Sending, sendBlocksOf, withBlocksOf } from '../steps/blocks-alone.ts';
import { decidedAlready, refuseDiscarded, refuseSpent } from '../steps/decided.ts';
import { readJojka } from '../steps/existing.ts';
import { type FreshFacts, freshFacts } from '../steps/facts.ts';
import { refuseForgotten } from '../steps/forgotten-since.ts';
import { datedPlan, refuseEnded, refuseOld, refuseOvertaken, refuseStale } from '../steps/freshness.ts';
import { HeldBackError } from '../steps/held-back.ts';
import { carryOut, withKnownBlocks } from '../steps/record.ts';
import type { RunReport } from '../steps/run-report.ts';
import { readSavedPlan, type SavedPlan } from '../steps/saved-plans.ts';
import { settle } from '../steps/settle.ts';

export interface ApplyOptions {
  /** The fingerprint of the plan that somebody has read: one that guards hold back is applied by it alone. */
  readonly accept?: string | undefined;
  /** How old the plan may be: 24 where left out, 168 at most. */
  readonly maxAgeHours?: number | undefined;
  /** Asked before contacts or memberships are taken away; nobody is, where left out. */
  readonly agree?: Agree | undefined;
  /** Who has approved it and why, kept with the run; nobody is named, where left out. */
  readonly approval?: Approval | undefined;
}

/** Who has approved a plan that guards hold back, and why. */
export type Approval = NonNullable<RunSummary['approval']>;

/**
 * Applies exactly one saved plan, once (G5). A plan that guards hold back needs its fingerprint, so that nobody
 * applies another one than he has read.
 *
 * @param planFileOrRun a file that `plan --out` wrote, or the id of a run that was held back
 * @param environment what differs from the process's own
 * @param options.accept the fingerprint
 * @param options.maxAgeHours how old the plan may be: 24 where left out, 168 at most
 * @param options.agree asked before contacts or memberships are taken away; nobody is, where left out
 * @param options.approval who has approved it and why
 * @returns what happened; its `exitCode` is 4 when something failed or differs
 * @throws RefusedError when the plan is held back, spent, stale, changed, or of another account
 * @throws UsageError when there is no such plan
 * @throws LockedError when another run holds the account (L9)
 * @throws CallError when Jojka's export cannot be read, or the key is wrong
 */
export async function applyPlan(
  planFileOrRun: string,
  environment: Partial<RunEnvironment> = {},
  options: ApplyOptions = {},
): Promise<RunReport> {
  const given = completeEnvironment(environment);
  const { plan, about, place, isSealed } = await readSavedPlan(given, planFileOrRun).catch(
    async (error: unknown) => {
      throw (error instanceof UsageError && (await decidedAlready(given, planFileOrRun))) || error;
    },
  );
  try {
    refuseUnaccepted(plan, planFileOrRun, options.accept);
  } catch (refusal) {
    // To accept a plan that it is decided about already would be of no use.
    throw (await decidedAlready(given, plan.id).catch(() => undefined)) ?? refusal;
  }
  refuseOld(datedPlan(plan), given.now(), options.maxAgeHours, (days) => {
    const accept = options.accept === undefined ? '' : ` --accept ${options.accept}`;
    return `jojka-sync apply ${planFileOrRun}${accept} --max-age ${days}d`;
  });
  refuseOtherAccount(plan, given);
  if (!isSealed())
    throw new RefusedError(
      `${place} has been changed since it was written: its seal does not fit what it says.`,
      {
        advice: 'Nothing was sent. Make the plan anew.',
      },
    );
  const limits = loadLimits(plan.load);
  const part = isPart(plan);
  const kind = {
    command: 'apply',
    account: plan.account,
    pipeline: plan.pipeline,
    called: about?.called,
    limits,
    part,
  };
  try {
    await mustBeAgreed(plan, options.agree, { signal: given.signal, accepted: true });
  } catch (refusal) {
    if (!(refusal instanceof RefusedError)) throw refusal;
    if (!plan.changes.some(({ kind }) => kind === 'block')) throw refusal;
    return inRun(kind, given, (run) => refusedIn(run, plan, limits, refusal));
  }
  return inRun(kind, given, (run) => applyIn(run, { plan, about }, limits, options.approval));
}

/** A plan's file does not have its pipeline's: the export is held against the usual ones. */
const guards = guardLimits(undefined);

/** Ends an apply that was answered by no: its blocks wait for nobody (L1b). The plan can be applied yet. */
async function refusedIn(run: Run, plan: Plan, limits: LoadLimits, refusal: RefusedError): Promise<never> {
  try {
    await beginPlan(run, plan);
    const { plan: left, sending } = await blocksLeft(run, plan, limits);
    refusal.adds(
      blocksSentText(await sendBlocksOf(run, left, sending), {
        of: 'the plan',
        because: 'who opted out does not wait for an answer',
        rest: 'the rest can be applied yet',
      }),
    );
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    refusal.adds(`Who opted out was not blocked: ${error.message} Run a sync, which blocks them.`);
  }
  throw refusal;
}

/** A plan that was made of a part of the night is no night when it is applied, either. */
function isPart({ warnings }: Pick<SavedPlan['plan'], 'warnings'>): boolean {
  return warnings.some(({ code }) => code === 'part-of-night');
}

async function applyIn(
  run: Run,
  { plan, about }: Pick<SavedPlan, 'plan' | 'about'>,
  limits: LoadLimits,
  approval: Approval | undefined,
): Promise<RunReport & RunEnd> {
  const known = await beginPlan(run, plan);
  const fresh = await factsOf(run, plan, limits, known).catch(async (error: unknown) => {
    throw await withBlocksOf(run, error, {
      // Whoever accepted the plan has accepted all of its blocks.
      due: () => blocksLeft(run, { ...plan, heldBlocks: [] }, limits),
      words: { of: 'the plan', rest: 'nothing of the rest was applied' },
    });
  });
  const { database, accountId, runId } = run.session;
  const { formerKeys } = await readUnconfirmed(database, accountId, plan.pipeline, runId);
  await markSpent(database, runId, plan.id);
  await dropHeldPlan(database, plan.id);
  return carryOut(run, {
    report: {
      plan,
      records: undefined,
      rejections: [],
      duplicates: [],
      warnings: plan.warnings,
      basis: about?.basis,
      called: about?.called,
    },
    accepted: true,
    limits,
    notes: {
      applies: plan.id,
      called: about?.called,
      ...(isPart(plan) && { part: true }),
      ...(approval && { approval }),
    },
    guards,
    formerKeys,
    ...fresh,
  });
}

/**
 * Refuses a plan of which nothing may be sent any more, not even blocks; of any other one it writes down who is opted out
 * (L1b, P11): a plan's file is all that knew of them.
 *
 * @returns the ledger, as it was before
 */
async function beginPlan({ session, environment, tables }: Run, plan: Plan): Promise<Ledger> {
  await refuseSpent(session, plan.id);
  await refuseDiscarded(session, plan.id);
  await refuseForgotten(session, plan);
  await refuseEnded(session, datedPlan(plan));
  await refuseOvertaken(session, datedPlan(plan), [session.runId], environment.now());
  const ledger = await readLedger(session.database, session.accountId, tables);
  await writeLedger(session.database, session.accountId, {
    noteBlocks: plan.owed,
    addOrigins: newBlocks(plan.blockOrigins, plan.pipeline),
  });
  return ledger;
}

/** What the plan is held against, right before it is sent (P11). */
async function factsOf(run: Run, plan: Plan, limits: LoadLimits, known: Ledger): Promise<FreshFacts> {
  const { client, environment, stopwatch, tables } = run;
  const existing = await stopwatch.time('export', () =>
    readJojka(client, limits, environment, { ledger: known, guards }, tables),
  );
  const ledger = await settle(run, existing, known);
  refuseStale(datedPlan(plan), plan.contacts, [], existing);
  return freshFacts(run, plan.changes, existing, ledger);
}

/** The plan without the blocks that were sent by now, and what those that are left are sent by. */
async function blocksLeft(
  { session: { database, accountId }, tables }: Run,
  plan: Plan,
  limits: LoadLimits,
): Promise<{ readonly plan: Plan; readonly sending: Sending }> {
  const ledger = await readLedger(database, accountId, tables);
  const states = withKnownBlocks(plan.changes, [], ledger);
  return {
    plan: { ...plan, changes: plan.changes.filter((_, index) => states[index] !== 'done') },
    sending: { limits, guards, notes: {}, ledger, pending: new Set() },
  };
}

function refuseUnaccepted(plan: Plan, planFileOrRun: string, accept: string | undefined): void {
  if (accept !== undefined && accept !== plan.fingerprint)
    throw new RefusedError(
      `The plan ${plan.id} has the fingerprint ${plan.fingerprint}, and not ${accept}: it is not the plan that was accepted.`,
      { advice: 'Nothing was sent. Read that plan before you accept it.' },
    );
  if (accept === undefined && plan.guards.length > 0)
    throw new HeldBackError(plan, {
      advice: `Nothing was sent. To apply exactly that plan all the same:\njojka-sync apply ${planFileOrRun} --accept ${plan.fingerprint}`,
    });
}

function refuseOtherAccount(plan: Plan, { env }: RunEnvironment): void {
  const account = accountSettings(plan.account, env);
  const url = checkUrl(account.url ?? jojkaUrl);
  if (plan.url !== url)
    throw new RefusedError(
      `The plan ${plan.id} was made for account "${plan.account}" at ${plan.url}, and this is ${url}.`,
      {
        advice: printedFor(
          'Nothing was sent. Check JOJKA_API_URL, or make the plan anew for this account.',
          plan,
          env,
        ),
      },
    );
  if (plan.keyMark !== keyMark(account, plan.id))
    throw new RefusedError(
      `The plan ${plan.id} was made for account "${plan.account}" with another API key: it is a plan of another account.`,
      {
        advice: printedFor(
          'Nothing was sent. Check JOJKA_API_KEY, or make the plan anew for this account.',
          plan,
          env,
        ),
      },
    );
}
