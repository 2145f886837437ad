import { loadLimits } from '../config/limits.ts';
import { loadPipeline } from '../config/load-file.ts';
import type { Pipeline } from '../config/schema.ts';
import { printedFor } from '../contact/printed-commands.ts';
import { bounded, type Check, ok } from '../doctor/check.ts';
import { checkDisk } from '../doctor/disk.ts';
import { checkSender } from '../doctor/sender.ts';
import { lookAtService, type ServiceLook } from '../doctor/service.ts';
import { checkSources } from '../doctor/sources.ts';
import { checkState } from '../doctor/state.ts';
import { checkNetwork, checkNode, checkSettings } from '../doctor/surroundings.ts';
import { withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { accountChanged, watchOrigin } from '../session/known-account.ts';
import { withState } from '../session/state.ts';
import { acceptAccount, acceptNewKey, identifyAccount } from '../state/accounts.ts';
import { refuseReadTwice } from '../steps/standard-input.ts';

/** What is looked at. */
export interface Examined {
  /** A path, or a name in `pipelines/`; where left out, no sources are looked at. */
  readonly pipeline?: string | undefined;
  /** The account's name, where no pipeline says it. */
  readonly account: string;
  /** A sender of messages. */
  readonly from?: string | undefined;
}

/**
 * Looks at all that a run needs, each thing for a bounded time, and changes nothing in Jojka or the state. What fails is told
 * beside the rest.
 *
 * @returns what came of each check, in a fixed order
 */
export async function examine(what: Examined, environment: RunEnvironment): Promise<Check[]> {
  const { signal: stop, cwd, env } = environment;
  const found = await tryPipeline(what.pipeline, environment);
  const account = found.pipeline?.account ?? what.account;

  let service: ServiceLook = { checks: [] };
  const ofService = await bounded('key', { within: 25, stop }, async (signal) => {
    service = await lookAtService(account, { ...environment, signal });
    return service.checks;
  });
  const asked = { account, isSandbox: service.isSandbox };
  const { pipeline } = found;
  const checks = [
    checkNode(process.version),
    checkSettings(cwd),
    ...checkNetwork(env),
    ...ofService,
    ...(await bounded('state', { within: 30, stop }, () => checkState(asked, environment))),
    ...(await bounded('disk', { within: 10, stop }, () => checkDisk(environment))),
    checkSender(what.from),
    ...found.checks,
    ...(pipeline ? await checkSources(pipeline, environment) : []),
  ];
  const called = what.pipeline;
  return checks.map(({ advice, ...check }) =>
    advice === undefined
      ? check
      : { ...check, advice: printedFor(advice, { account, pipeline: called }, env) },
  );
}

async function tryPipeline(
  given: string | undefined,
  environment: RunEnvironment,
): Promise<{ pipeline?: Pipeline; checks: readonly Check[] }> {
  if (given === undefined) return { checks: [] };
  let pipeline: Pipeline | undefined;
  const checks = await bounded('pipeline', { within: 40, stop: environment.signal }, async (signal) => {
    pipeline = await loadPipeline(given, { ...environment, signal });
    refuseReadTwice(pipeline, environment.cwd);
    const { name, account } = pipeline;
    return [ok('pipeline', `${name} is a valid pipeline, for account "${account}"`)];
  });
  return { ...(pipeline && { pipeline }), checks };
}

/**
 * Records that an account has a new key and is the same account all the same (K4). The key must be one that the service
 * takes. The ledger stays, with every block in doubt: the next run asks about each (P12).
 *
 * @throws RefusedError when the URL is another one: a ledger is never taken along to another place
 */
export function acceptKey(environment: RunEnvironment, name: string): Promise<{ url: string }> {
  return withClient({ account: name, limits: loadLimits({}) }, environment, (client, account) =>
    withState(
      'doctor',
      environment,
      async (database) => {
        const known = await identifyAccount(database, account);
        if (known.status === 'changed' && known.what.includes('url'))
          throw accountChanged(known, account, database.place);
        if (known.status !== 'new') watchOrigin(client, known.isSandbox, account, database.place);
        await client.exportContactsList({ max: 1, offset: 0 });
        const accept = known.status === 'changed' ? acceptNewKey : acceptAccount;
        await accept(database, account, client.isSandbox === true);
        return { url: account.url };
      },
      'write',
    ),
  );
}
