import type { Finding } from './preflight.ts';
import type { Recipients } from './recipients.ts';
import type { SendTime } from './send-time.ts';
import type { SmsText } from './sms-text.ts';

/** A message with everything that is decided before anybody gets it. */
export interface MessagePlan {
  /** The command that it was given to. */
  readonly as: 'send' | 'campaign';
  readonly account: string;
  readonly url: string;
  /** `send` for one message to one number, `add_campaign` for everything else. */
  readonly endpoint: 'send' | 'add_campaign';
  readonly sms: SmsText;
  /** Undefined: the account's own number. */
  readonly sender: string | undefined;
  /** Undefined: now. */
  readonly time: SendTime | undefined;
  readonly name: string | undefined;
  readonly recipients: Recipients;
  readonly groups: readonly { readonly name: string; readonly members: number }[];
  /** Whether there is a ledger that knows who is blocked. */
  readonly hasLedger: boolean;
  /** What somebody should think of before it goes out; some of it holds the message back. */
  readonly findings: readonly Finding[];
  /** Where the hours of {@link findings} are meant. */
  readonly timeZone: string;
  /** The numbers of each call, in order. */
  readonly batches: readonly (readonly string[])[];
}

/**
 * What became of one call: `unknown` when it left and no answer says whether it was carried out; `failed` when it
 * certainly was not; `not-tried` when an earlier one failed, or the command was stopped.
 */
export interface BatchResult {
  readonly msisdns: readonly string[];
  readonly outcome: 'sent' | 'failed' | 'unknown' | 'not-tried';
  /** Of the campaign, or of the message. */
  readonly id?: string;
  readonly error?: string;
  readonly advice?: string;
  /** They have opted out since the message was planned: no call was made for them, and none is to be made later. */
  readonly optedOut?: true;
}

/** Numbers of all calls that ended in one of these ways, without those who have opted out. */
export function numbersWith(
  results: readonly BatchResult[],
  ...outcomes: readonly BatchResult['outcome'][]
): string[] {
  return results
    .filter(({ outcome, optedOut }) => !optedOut && outcomes.includes(outcome))
    .flatMap(({ msisdns }) => msisdns);
}

/** Delivery of one campaign, or why it could not be read. */
export interface CampaignStatus {
  readonly id: string;
  readonly recipients: readonly {
    readonly receiver: string;
    readonly messageId: string;
    readonly status: string;
  }[];
  readonly error?: string;
}

/** Whether nothing will change any more: there are messages, and none is merely SENT. */
export function hasEnded({ recipients, error }: CampaignStatus): boolean {
  return (
    error !== undefined || (recipients.length > 0 && recipients.every(({ status }) => status !== 'SENT'))
  );
}
