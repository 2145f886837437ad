import type { BatchResult, MessagePlan } from '../campaign/delivery.ts';
import { formatCount, formatQuantity } from './numbers.ts';
import { jsonText } from './printable.ts';
import { messageWarningText } from './sentences/message-warnings.ts';
import { recipientText } from './sentences/rejections.ts';

/** A message before it is sent: who gets it, who does not, from whom, when, and what it says. */
export function messagePlanText(plan: MessagePlan): string {
  const { sms, recipients, groups, batches, time, sender } = plan;
  const { msisdns, blocked, rejected, repeated } = recipients;
  const only = msisdns.length === 1 ? msisdns[0] : undefined;
  const rows: [string, string][] = [
    ['Account', `${plan.account} at ${plan.url}`],
    ['To', only ?? formatQuantity(msisdns.length, 'number')],
    ...groups.map(({ name, members }): [string, string] => [
      'Group',
      `${name === 'all' ? 'all, which is every contact of the account' : name}: ${formatQuantity(members, 'member')} now; who joins later gets nothing`,
    ]),
    ['Blocked', blockedText(plan)],
    ...(rejected.length > 0
      ? [['Invalid', `${formatCount(rejected.length)} left out; they are listed below`] as [string, string]]
      : []),
    ...(repeated > 0
      ? [['Repeated', `${formatCount(repeated)}; each number gets it once`] as [string, string]]
      : []),
    ['Sent as', sentAs(plan)],
    ...(plan.name === undefined ? [] : [['Name', plan.name] as [string, string]]),
    ['Sender', sender ?? "the account's own number"],
    ['When', time ? `${time.local}, which is ${time.utc}` : 'now'],
    [
      'Size',
      `${formatQuantity(sms.characters, 'character')}, ${sms.encoding}${becauseOf(sms.notInGsm7)}: ${sms.parts} SMS each, ${formatCount(sms.parts * msisdns.length)} SMS in all`,
    ],
    ...plan.warnings.map((warning): [string, string] => ['Mind', messageWarningText(warning, sender)]),
    ...sms.text.split('\n').map((line, index): [string, string] => [index === 0 ? 'Text' : '', line]),
  ];
  const table = rows.map(([title, value]) => `${title.padEnd(10)}${value}`.trimEnd());
  return `${table.join('\n')}\n${rejected.length > 0 ? `Left out as invalid:\n${rejectedText(rejected)}` : ''}`;

  function blockedText({ hasLedger }: MessagePlan): string {
    return hasLedger
      ? `${formatCount(blocked.length)} left out that the ledger knows; any others are Jojka's to skip`
      : "none known, since there is no ledger of this account here; they are Jojka's to skip";
  }

  function sentAs({ endpoint }: MessagePlan): string {
    if (endpoint === 'send') return 'one message';
    const sizes = batches.map(({ length }) => formatCount(length)).join(' + ');
    return batches.length === 1 ? 'one campaign' : `${batches.length} campaigns (${sizes})`;
  }
}

/** What was given as a number and is none, a line each, with the reason. */
export function rejectedText(rejected: MessagePlan['recipients']['rejected']): string {
  return rejected
    .map(({ where, value, code, type }) => `  ${where}  ${value}  ${code}: ${recipientText(code, type)}\n`)
    .join('');
}

function becauseOf(characters: readonly string[]): string {
  if (characters.length === 0) return '';
  const some = characters.slice(0, 5).join(' ');
  return ` because of ${some}${characters.length > 5 ? ' …' : ''}`;
}

/**
 * What became of one call of a message, as soon as it has ended, and what to do about those who did not get it.
 *
 * @param place which of how many it is, from 1
 */
export function batchText(
  plan: MessagePlan,
  { msisdns, outcome, id, error, advice }: BatchResult,
  place: { readonly at: number; readonly of: number },
): string {
  const what = plan.endpoint === 'send' ? 'Message' : 'Campaign';
  const which = place.of > 1 ? `${what} ${place.at} of ${place.of}` : what;
  const whom = formatQuantity(msisdns.length, 'number');
  switch (outcome) {
    case 'sent':
      return `${which}: ${plan.time ? 'scheduled for' : 'sent to'} ${whom}, id ${id}\n`;
    case 'failed':
      // Advice to run the command again is right only where nobody has got the message.
      return `${which}: not sent to ${whom}. ${error}\n${place.at > 1 || advice === undefined ? '' : `${advice}\n`}`;
    case 'unknown':
      return `${which}: nobody knows whether it went out to ${whom}. ${error}.\nIt was not sent again: that might send the message twice. Look in Jojka before you send it once more.\n`;
    default:
      return `${which}: not sent to ${whom}: not tried.\n`;
  }
}

/** How to hear of delivery, once all calls have ended; nothing where there is nothing to hear of. */
export function deliveryHint(plan: MessagePlan, results: readonly BatchResult[]): string {
  const ids = results.flatMap(({ id }) => id ?? []);
  return plan.endpoint === 'add_campaign' && ids.length > 0
    ? `jojka-sync campaign status ${ids.join(' ')}\n`
    : '';
}

/** A message and what became of it, for programs. */
export function deliveryJson(plan: MessagePlan, results: readonly BatchResult[]): string {
  const { account, endpoint, sender, sms, time, recipients } = plan;
  return `${jsonText({
    account,
    endpoint,
    sender: sender ?? null,
    scheduled: time?.at.toISOString() ?? null,
    encoding: sms.encoding,
    parts: sms.parts,
    recipients: recipients.msisdns.length,
    warnings: plan.warnings.map((code) => ({ code, message: messageWarningText(code, sender) })),
    leftOut: {
      blocked: recipients.blocked,
      rejected: recipients.rejected.map(({ where, value, code, type }) => ({
        where,
        value,
        code,
        message: recipientText(code, type),
      })),
      repeated: recipients.repeated,
    },
    calls: results,
  })}\n`;
}
