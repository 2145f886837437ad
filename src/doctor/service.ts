import { loadLimits } from '../config/limits.ts';
import { withClient } from '../session/connect.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { type Check, fail, failure, ok, warn } from './check.ts';

/** What is known of the service after it was asked. */
export interface ServiceLook {
  readonly checks: readonly Check[];
  /** Whether a sandbox answered; undefined where nothing did. */
  readonly isSandbox?: boolean | undefined;
}

/** Few tries, and short ones: somebody waits. */
const limits = { ...loadLimits({}), retries: 1, timeoutSeconds: 8, maxMinutes: 0.1 };

/**
 * Asks the service for one contact, which changes nothing, and holds this machine's clock against the time of its answer.
 *
 * @param account the account's name
 */
export async function lookAtService(account: string, environment: RunEnvironment): Promise<ServiceLook> {
  try {
    return await withClient(
      { account, limits },
      { ...environment, emit: () => {} },
      async (client, { url }) => {
        const key = await client.exportContactsList({ max: 1, offset: 0 }).then(
          () =>
            ok(
              'key',
              `${url} takes the key of account "${account}"${client.isSandbox ? ' (a sandbox)' : ''}`,
            ),
          (error: unknown) => failure('key', error),
        );
        return {
          checks: [key, clockCheck(environment.now(), client.answeredAt)],
          isSandbox: client.isSandbox,
        };
      },
    );
  } catch (error) {
    return { checks: [failure('key', error), clockCheck(environment.now(), undefined)] };
  }
}

/** Seconds: beyond the one somebody should look, beyond the other answers may be missed that are fetched an hour back (S1). */
const askew = 60;
const wrong = 30 * 60;

/** This machine's clock against the service's. */
export function clockCheck(now: Date, theirs: Date | undefined): Check {
  if (!theirs) return warn('clock', 'not compared: the service gave no time');
  const seconds = Math.round((now.getTime() - theirs.getTime()) / 1000);
  const off = Math.abs(seconds);
  if (off <= askew) return ok('clock', `as Jojka's, within ${Math.max(off, 1)} s`);
  const how = `${off < 7200 ? `${off} s` : `${Math.round(off / 3600)} h`} ${seconds > 0 ? 'ahead of' : 'behind'}`;
  const advice = 'Set the clock of this machine by NTP: timedatectl set-ntp true';
  const said = `${how} Jojka's: campaigns, answers and the age of plans go by it`;
  return off > wrong ? fail('clock', said, advice) : warn('clock', said, advice);
}
