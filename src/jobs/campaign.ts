import { setTimeout as wait } from 'node:timers/promises';
import { type CampaignStatus, hasEnded } from '../campaign/delivery.ts';
import { loadLimits } from '../config/limits.ts';
import { ApiError, CallError } from '../errors.ts';
import type { JojkaClient } from '../jojka/client.ts';
import { withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withKnownAccount } from '../session/state.ts';

export interface StatusOptions {
  readonly account: string;
  /** Reads again until nothing changes any more, or the command is stopped. */
  readonly watch: boolean;
  readonly intervalMs: number;
  /** Told after every reading. */
  readonly onStatus: (statuses: readonly CampaignStatus[]) => void;
}

/**
 * Reads how campaigns were delivered. A campaign that Jojka refuses to tell of has an error in its place.
 *
 * @throws CallError when Jojka cannot be asked at all
 */
export function campaignStatuses(
  environment: RunEnvironment,
  ids: readonly string[],
  options: StatusOptions,
): Promise<CampaignStatus[]> {
  const { signal } = environment;
  return withClient({ account: options.account, limits: loadLimits({}) }, environment, async (client) => {
    for (;;) {
      const statuses = await Promise.all(ids.map((id) => statusOf(client, id)));
      options.onStatus(statuses);
      if (!options.watch || statuses.every(hasEnded) || signal.aborted) return statuses;
      await wait(options.intervalMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return statuses;
    }
  });
}

async function statusOf(client: JojkaClient, id: string): Promise<CampaignStatus> {
  try {
    return { id, recipients: await client.getCampaignRecipientsStatus({ campaignId: id }) };
  } catch (error) {
    if (error instanceof ApiError) return { id, recipients: [], error: error.message };
    throw error;
  }
}

/** What became of cancelling one campaign. */
export interface Cancellation {
  readonly id: string;
  readonly error?: string;
}

/**
 * Refuses to cancel where the state knows the account by another key or URL (K4).
 *
 * @returns the URL that the calls will go to
 */
export function checkBeforeCancelling(environment: RunEnvironment, accountName: string): Promise<string> {
  return withClient({ account: accountName, limits: loadLimits({}) }, environment, async (_, account) => {
    await withKnownAccount('campaign', account, environment, async () => {});
    return account.url;
  });
}

/**
 * Cancels campaigns that have not begun.
 *
 * @throws CallError when the first of them fails by other than a refusal
 */
export function cancelCampaigns(
  environment: RunEnvironment,
  accountName: string,
  ids: readonly string[],
): Promise<Cancellation[]> {
  return withClient({ account: accountName, limits: loadLimits({}) }, environment, async (client) => {
    const results: Cancellation[] = [];
    for (const id of ids)
      try {
        await client.cancelCampaign({ campaignId: id });
        results.push({ id });
      } catch (error) {
        if (!(error instanceof CallError) || (results.length === 0 && !(error instanceof ApiError)))
          throw error;
        results.push({ id, error: error.message });
      }
    return results;
  });
}
