import { pipelineSchema } from '../config/schema.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { type AccountSettings, accountSettings } from './account.ts';
import { connect, type RunEnvironment } from './environment.ts';

/** An account that is connected to. */
interface ConnectedAccount extends AccountSettings {
  readonly url: string;
}

/**
 * Connects to an account with a pipeline's default limits, does something, and closes the connections.
 *
 * @param limits what shall be otherwise
 * @throws UsageError when there is no key for it, or its URL is none that a key may be sent to
 */
export async function withClient<T>(
  environment: RunEnvironment,
  accountName: string,
  work: (client: JojkaClient, account: ConnectedAccount) => Promise<T>,
  limits: { readonly requestsPerSecond?: number } = {},
): Promise<T> {
  const account = accountSettings(accountName, environment.env);
  const client = connect(account, pipelineSchema.shape.load.parse(limits), environment);
  try {
    return await work(client, { ...account, url: client.url });
  } finally {
    await client.close();
  }
}
