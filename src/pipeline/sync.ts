import type { Contact } from '../contact/contact.ts';
import { readExisting } from '../extract/existing.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { confirm } from '../load/confirm.ts';
import { type ChangeState, type LoadResult, load } from '../load/load.ts';
import { type Verified, verifyAndRepair } from '../load/repair.ts';
import { countChangedMeanwhile, type Finding } from '../load/verify.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import { planReport } from '../report/plan-report.ts';
import type { RunReport, VerificationReport } from '../report/run-report.ts';
import { openJournal } from '../state/journal.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import { saveRejections, saveWarnings } from '../state/notes.ts';
import { saveRunPlan, saveVerdicts } from '../state/run-plan.ts';
import { accountSettings } from './account.ts';
import { connect, type RunEnvironment } from './environment.ts';
import { extract, withInput } from './extract.ts';
import { loadPipeline } from './load-file.ts';
import type { PlanJobOptions } from './plan.ts';
import type { Pipeline } from './schema.ts';
import { inSession, type RunEnd, type Session } from './session.ts';
import { settle } from './settle.ts';

/**
 * The nightly job: plan, load, verify. Reads from top to bottom like the night itself.
 */
export async function syncPipeline(
  nameOrPath: string,
  environment: RunEnvironment,
  options: PlanJobOptions,
): Promise<RunReport> {
  const pipeline = withInput(await loadPipeline(nameOrPath, environment), options.input);
  const account = accountSettings(pipeline.account, environment.env);
  const client = connect(account, pipeline.load, environment);
  try {
    return await inSession(
      { account, url: client.url, pipeline: pipeline.name, command: 'sync' },
      environment,
      (session) => runNight(pipeline, client, session, environment, options),
    );
  } finally {
    await client.close();
  }
}

async function runNight(
  pipeline: Pipeline,
  client: JojkaClient,
  session: Session,
  environment: RunEnvironment,
  options: PlanJobOptions,
): Promise<RunReport & RunEnd> {
  const started = performance.now();
  const { log, onStep } = environment;
  const { database, accountId, runId, signal } = session;
  const journal = openJournal(database, runId);

  const { desired, warnings } = await extract(pipeline, {
    ...options,
    stdin: environment.stdin,
    signal,
    onProgress: (source, records) => onStep(`Reading ${source}`, records),
  });
  await saveRejections(database, runId, desired.rejections);
  const readNow = () =>
    readExisting(client, {
      concurrency: pipeline.load.concurrency,
      signal,
      onProgress: (contacts) => onStep('Reading Jojka', contacts),
    });
  const existing = await readNow();
  await settle(session, existing, log);
  const ledger = await readLedger(database, accountId);
  const plan = makePlan({
    id: runId,
    createdAt: environment.now().toISOString(),
    account: session.account,
    policy: pipeline,
    desired,
    existing,
    ledger,
  });
  await saveRunPlan(database, runId, plan);
  const report = planReport(plan, desired, warnings);
  await saveWarnings(database, runId, report.warnings);
  await writeLedger(database, accountId, {
    wants: { pipeline: pipeline.name, ...plan.wants },
    addBlocks: plan.blockOrigins.map((msisdn) => [msisdn, 'source'] as const),
  });

  const loaded = await load(plan, {
    ...pipeline.load,
    client,
    journal,
    stop: signal,
    onProgress: (done, total) => onStep('Calls to Jojka', done, total),
  });
  await writeLedger(database, accountId, { addBlocks: confirmedBlocks(plan, loaded.states) });

  let verified: Verified | undefined;
  if (loaded.stopped === undefined && plan.contacts.length > 0) {
    verified = await verifyAndRepair(plan, loaded.states, readNow, async (repair) => {
      log.warn(
        { contacts: repair.contacts.length },
        'missing or altered after an import: sending them once more',
      );
      await load(repair, {
        ...pipeline.load,
        client,
        journal,
        stop: signal,
        firstSeq: loaded.nextSeq,
      });
    });
    await saveVerdicts(database, runId, verified.findings);
  }
  const now = verified?.now ?? (loaded.stopped ? undefined : existing);
  if (now)
    await writeLedger(
      database,
      accountId,
      confirm(
        {
          pipeline: pipeline.name,
          changes: plan.changes.filter(
            (_, index) => loaded.states[index] === 'done' || loaded.states[index] === 'unknown',
          ),
          findings: verified?.findings ?? [],
        },
        ledger,
        now,
      ),
    );

  const verification = verified && verificationReport(plan, verified, existing);
  const exitCode = exitCodeOf(loaded, verification);
  return {
    run: runId,
    exitCode,
    summary: {
      plan: plan.summary,
      records: report.records,
      rejections: report.rejections.length,
      calls: loaded.calls,
      failures: loaded.failures.length,
      verification: verification && { ...verification, differences: verification.differences.length },
    },
    plan: report,
    calls: loaded.calls,
    failures: loaded.failures,
    skipped: loaded.states.filter((state) => state === 'skipped').length,
    verification,
    stopped: loaded.stopped && [loaded.stopped.message, loaded.stopped.advice].filter(Boolean).join(' '),
    seconds: (performance.now() - started) / 1000,
  };
}

function confirmedBlocks(plan: Plan, states: readonly ChangeState[]): (readonly [string, 'source'])[] {
  return plan.changes.flatMap((change, index) =>
    change.kind === 'block' && states[index] === 'done' ? [[change.msisdn, 'source'] as const] : [],
  );
}

/**
 * 4 when something failed or is not as it should be. A failed call whose contact turned out as asked for is no
 * failure of the run; a failed block always is, since no export shows it.
 */
function exitCodeOf(loaded: LoadResult, verification: VerificationReport | undefined): number {
  if (loaded.stopped) return loaded.stopped.exitCode;
  const blockFailed = loaded.failures.some(({ endpoint }) => endpoint === 'add_to_blocklist');
  return blockFailed || (verification?.differences.length ?? 0) > 0 ? 4 : 0;
}

function verificationReport(
  plan: Plan,
  verified: Verified,
  existing: ReadonlyMap<string, Contact>,
): VerificationReport {
  const count = (verdict: Finding['verdict']) =>
    verified.findings.filter((finding) => finding.verdict === verdict).length;
  return {
    confirmed: count('confirmed'),
    respelled: count('respelled'),
    missing: count('missing'),
    altered: count('altered'),
    repaired: verified.repaired,
    changedMeanwhile: countChangedMeanwhile(
      existing,
      verified.now,
      new Set(plan.contacts.map(({ msisdn }) => msisdn)),
    ),
    differences: verified.findings.flatMap((finding) =>
      finding.verdict === 'missing' || finding.verdict === 'altered'
        ? [{ msisdn: finding.msisdn, verdict: finding.verdict, message: differenceText(finding) }]
        : [],
    ),
  };
}

function differenceText({ expected, actual }: Finding): string {
  if (expected === null) return 'is still there though it was to be removed';
  if (actual === null) return 'is not there though it was to be';
  const lacks = expected.groups.filter((group) => !actual.groups.includes(group));
  const parts = [
    expected.name !== actual.name ? `is called "${actual.name}" and not "${expected.name}"` : '',
    lacks.length > 0 ? `is not in ${lacks.join(', ')}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0
    ? parts.join(' and ')
    : `is still in a group it was taken out of (it is in ${actual.groups.join(', ')})`;
}
