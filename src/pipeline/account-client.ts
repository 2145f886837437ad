import type { JojkaClient } from '../jojka/client.ts';
import { type AccountSettings, accountSettings } from './account.ts';
import { connect, type RunEnvironment } from './environment.ts';
import { pipelineSchema } from './schema.ts';

/** What a pipeline has that says nothing of its limits: commands without a pipeline keep them too. */
const defaultLimits = pipelineSchema.shape.load.parse(undefined);

/** An account that is connected to. */
interface ConnectedAccount extends AccountSettings {
  readonly url: string;
}

/**
 * Connects to an account with a pipeline's default limits, does something, and closes the connections.
 *
 * @throws UsageError when there is no key for it, or its URL is none that a key may be sent to
 */
export async function withClient<T>(
  environment: RunEnvironment,
  accountName: string,
  work: (client: JojkaClient, account: ConnectedAccount) => Promise<T>,
): Promise<T> {
  const account = accountSettings(accountName, environment.env);
  const client = connect(account, defaultLimits, environment);
  try {
    return await work(client, { ...account, url: client.url });
  } finally {
    await client.close();
  }
}
