import { loadPipeline } from '../config/load-file.ts';
import { planAdoption } from '../plan/adoption.ts';
import { makePlan } from '../plan/plan.ts';
import { noReplies } from '../plan/plan-input.ts';
import { accountSettings, keyMark } from '../session/account.ts';
import { connect, type RunEnvironment } from '../session/environment.ts';
import { inSession } from '../session/session.ts';
import { readLedger, writeLedger } from '../state/ledger.ts';
import { readJojka } from '../steps/execute.ts';
import { settle } from '../steps/settle.ts';
import { extract } from '../steps/sources.ts';

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
  const account = accountSettings(pipeline.account, environment.env);
  const client = connect(account, pipeline.load, environment);
  try {
    return await inSession(
      { account, client, pipeline: pipeline.name, command: 'adopt' },
      environment,
      async (session) => {
        const { database, accountId, signal } = session;
        const { desired } = await extract(pipeline, {
          allowEmpty: false,
          stdin: environment.stdin,
          signal,
          onProgress: (source, records) => environment.onStep(`Reading ${source}`, records),
        });
        const existing = await readJojka(client, pipeline.load, environment, signal);
        await settle(session, existing, environment.log);
        const ledger = await readLedger(database, accountId);
        const adoption = planAdoption(pipeline.name, desired, existing, ledger);
        if (!options.dryRun) {
          const { wants } = makePlan({
            id: session.runId,
            createdAt: environment.now().toISOString(),
            account: account.name,
            url: client.url,
            keyMark: keyMark(account, session.runId),
            policy: pipeline,
            desired,
            existing,
            ledger,
            replies: noReplies,
          });
          // What is adopted is wanted from now on, so that no other pipeline removes it (P10).
          const adopted = new Set(adoption.contacts.map(([msisdn]) => msisdn));
          const upserts = wants.upserts.filter(([msisdn]) => adopted.has(msisdn));
          await writeLedger(database, accountId, {
            contacts: adoption.contacts,
            wants: { pipeline: pipeline.name, upserts, drops: [] },
          });
        }
        const counts = { contacts: adoption.newlyManaged, memberships: adoption.memberships };
        return {
          pipeline: pipeline.name,
          account: account.name,
          ...counts,
          dryRun: options.dryRun,
          exitCode: 0,
          stopped: undefined,
          summary: { adopted: counts, dryRun: options.dryRun },
        };
      },
    );
  } finally {
    await client.close();
  }
}
