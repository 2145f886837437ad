import { loadPipeline } from '../config/load-file.ts';
import type { Ledger } from '../contact/ledger.ts';
import { emptyLedger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import { readExisting } from '../extract/existing.ts';
import { makePlan } from '../plan/plan.ts';
import { noReplies, type ReplyFacts } from '../plan/plan-input.ts';
import { type AccountSettings, accountSettings, keyMark } from '../session/account.ts';
import { connect, type RunEnvironment } from '../session/environment.ts';
import { identifyAccount } from '../state/accounts.ts';
import { openDatabase } from '../state/database.ts';
import { findHome } from '../state/home.ts';
import { readLedger } from '../state/ledger.ts';
import { newRunId } from '../state/runs.ts';
import { type PlanReport, planReport } from '../steps/plan-report.ts';
import { knownReplyFacts } from '../steps/replies.ts';
import { extract, withInput } from '../steps/sources.ts';

export interface PlanJobOptions {
  readonly allowEmpty: boolean;
  readonly input?: string;
}

/**
 * The dry run: extract, transform, read Jojka's export, and compare. Writes nothing to Jojka and nothing that a later
 * run reads (P1); where there is no state yet, none is made.
 */
export async function planPipeline(
  nameOrPath: string,
  environment: RunEnvironment,
  options: PlanJobOptions,
): Promise<PlanReport> {
  const pipeline = withInput(await loadPipeline(nameOrPath, environment), options.input);
  const account = accountSettings(pipeline.account, environment.env);
  const client = connect(account, pipeline.load, environment);
  try {
    const { ledger, replies, warnings } = await readStateOnly(account, client.url, environment);
    const { desired, warnings: ofSources } = await extract(pipeline, {
      ...options,
      stdin: environment.stdin,
      signal: environment.signal,
      onProgress: (source, records) => environment.onStep(`Reading ${source}`, records),
    });
    const existing = await readExisting(client, {
      concurrency: pipeline.load.concurrency,
      signal: environment.signal,
      onProgress: (contacts) => environment.onStep('Reading Jojka', contacts),
    });
    const now = environment.now();
    const id = newRunId(now);
    const plan = makePlan({
      id,
      createdAt: now.toISOString(),
      account: account.name,
      url: client.url,
      keyMark: keyMark(account, id),
      policy: pipeline,
      desired,
      existing,
      ledger,
      replies,
    });
    return planReport(plan, desired, [...warnings, ...ofSources]);
  } finally {
    await client.close();
  }
}

/** The account's ledger, if there is a state; the state is left as it is. */
async function readStateOnly(
  account: AccountSettings,
  url: string,
  environment: RunEnvironment,
): Promise<{ ledger: Ledger; replies: ReplyFacts; warnings: Warning[] }> {
  const nothing = { ledger: emptyLedger, replies: noReplies, warnings: [] };
  const home = findHome(environment);
  const databaseUrl = environment.env.DATABASE_URL;
  if (!databaseUrl && !home.exists) return nothing;
  const database = await openDatabase({ url: databaseUrl, home: home.path, command: 'plan' });
  try {
    const known = await identifyAccount(database, { name: account.name, url, apiKey: account.apiKey });
    if (known.status === 'new') return nothing;
    const warnings: Warning[] =
      known.status === 'changed'
        ? [
            {
              code: 'account-changed',
              message: `The state knows account "${account.name}" by another key or URL: sync will refuse (K4). If it is the same account: jojka-sync doctor --accept-key`,
            },
          ]
        : [];
    return {
      ledger: await readLedger(database, known.id),
      replies: await knownReplyFacts(database, known.id, environment.now()),
      warnings,
    };
  } finally {
    await database.close();
  }
}
