import { calledBy } from '../config/find-pipeline.ts';
import { loadPipeline } from '../config/load-file.ts';
import type { Pipeline } from '../config/schema.ts';
import { adoptedWants, planAdoption } from '../plan/adoption.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { inRun, type Run, type RunEnd } from '../session/session.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import { saveRunSummary } from '../state/runs.ts';
import { readJojka } from '../steps/existing.ts';
import { formerNameWarnings } from '../steps/former-name.ts';
import { tellNotBlocked } from '../steps/late-blocks.ts';
import { knownReplyFacts } from '../steps/replies.ts';
import { settle } from '../steps/settle.ts';
import { readSources } from '../steps/sources.ts';
import { stampOf } from '../steps/stamp.ts';
import { refuseReadTwice } from '../steps/standard-input.ts';
import { beforeAnyChange } from '../steps/untouched.ts';

/** What was (or would be) taken over. */
export interface AdoptReport {
  readonly pipeline: string;
  readonly account: string;
  readonly contacts: number;
  readonly memberships: number;
  readonly dryRun: boolean;
}

/** Takes over what a pipeline desires and Jojka holds already (P3). Makes no call that writes. */
export async function adoptPipeline(
  nameOrPath: string,
  environment: RunEnvironment,
  options: { dryRun: boolean },
): Promise<AdoptReport> {
  const pipeline = await loadPipeline(nameOrPath, environment);
  refuseReadTwice(pipeline, environment.cwd);
  const { name, account, load: limits } = pipeline;
  const called = calledBy(nameOrPath, name, environment.cwd);
  return inRun({ command: 'adopt', account, pipeline: name, limits, called }, environment, (run) =>
    adoptIn(run, { given: nameOrPath, pipeline }, options.dryRun),
  );
}

async function adoptIn(
  run: Run,
  { given, pipeline }: { given: string; pipeline: Pipeline },
  dryRun: boolean,
): Promise<AdoptReport & RunEnd> {
  const { client, session, environment } = run;
  const { database, accountId, account } = session;
  const { desired } = await beforeAnyChange(() => readSources(pipeline, false, environment, run.tables));
  // A look alone overtakes no plan (G5).
  const read = dryRun ? {} : { readAt: environment.now().toISOString() };
  await saveRunSummary(database, session.runId, read);
  const known = await readLedger(database, accountId, run.tables);
  const existing = await readJojka(
    client,
    pipeline.load,
    environment,
    { ledger: known, guards: pipeline.guards },
    run.tables,
  );
  const ledger = await settle(run, existing, known);
  const replies = await knownReplyFacts(database, accountId, pipeline.name, environment.now());
  const input = { ...stampOf(run), policy: pipeline, desired, existing, ledger, replies, tables: run.tables };
  // From now on the ledger knows this name, and the next run would not ask any more.
  for (const warning of await formerNameWarnings(given, input, environment))
    environment.emit({ kind: 'warning', warning });
  const adoption = planAdoption(input);
  if (!dryRun) {
    const { wants } = makePlan(input);
    const upserts = adoptedWants(wants, adoption, ledger.wants.get(pipeline.name));
    await writeLedger(database, accountId, {
      contacts: adoption.contacts,
      wants: { pipeline: pipeline.name, upserts, drops: [] },
    });
  }
  tellNotBlocked(ledger, environment);
  const counts = { contacts: adoption.newlyManaged, memberships: adoption.memberships };
  return {
    pipeline: pipeline.name,
    account,
    ...counts,
    dryRun,
    exitCode: 0,
    stopped: undefined,
    summary: { adopted: counts, dryRun, ...read },
  };
}
