import type { BatchResult, MessagePlan } from '../campaign/delivery.ts';
import { printedFor } from '../contact/printed-commands.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { jsonText } from './printable.ts';
import { findingText } from './sentences/findings.ts';
import { recipientText } from './sentences/rejections.ts';

/** A message before it is sent: who gets it, who does not, from whom, when, and what it says. */
export function messagePlanText(plan: MessagePlan, words: Catalogue = english): string {
  const { sms, recipients, groups, time, sender } = plan;
  const { msisdns, rejected, repeated } = recipients;
  const { messages } = words;
  const { titles } = messages;
  const only = msisdns.length === 1 ? msisdns[0] : undefined;
  const encoding = `${sms.encoding}${becauseOf(sms.notInGsm7, messages)}`;
  const rows: [string, string][] = [
    [titles.account, messages.account(plan.account, plan.url)],
    [titles.to, only ?? messages.numbers(msisdns.length)],
    ...groups.map(({ name, members }): [string, string] => [
      titles.group,
      messages.members(name === 'all' ? messages.everybody : name, members),
    ]),
    [titles.blocked, blockedText(plan, messages)],
    ...(rejected.length > 0 ? [[titles.invalid, messages.invalid(rejected.length)] as [string, string]] : []),
    ...(repeated > 0 ? [[titles.repeated, messages.repeated(repeated)] as [string, string]] : []),
    [titles.sentAs, sentAs(plan, words)],
    ...(plan.name === undefined ? [] : [[titles.name, plan.name] as [string, string]]),
    [titles.sender, sender ?? messages.ownNumber],
    [titles.when, time ? messages.when(time.local, time.utc) : messages.now],
    [titles.size, messages.size(sms.characters, encoding, sms.parts, sms.parts * msisdns.length)],
    ...plan.findings.map((finding): [string, string] => [titles.mind, findingText(finding, plan, words)]),
    ...sms.text.split('\n').map((line, index): [string, string] => [index === 0 ? titles.text : '', line]),
  ];
  const table = rows.map(([title, value]) => `${title.padEnd(messages.titleWidth)}${value}`.trimEnd());
  const leftOut = rejected.length > 0 ? `${messages.leftOut}\n${rejectedText(rejected, words)}` : '';
  return printedFor(`${table.join('\n')}\n${leftOut}`, plan);
}

function blockedText({ hasLedger, recipients }: MessagePlan, messages: Catalogue['messages']): string {
  return hasLedger ? messages.blocked(recipients.blocked.length) : messages.noLedger;
}

function sentAs({ endpoint, batches }: MessagePlan, { messages, figures }: Catalogue): string {
  if (endpoint === 'send') return messages.oneMessage;
  const sizes = batches.map(({ length }) => figures.count(length)).join(' + ');
  return batches.length === 1 ? messages.oneCampaign : messages.campaigns(batches.length, sizes);
}

/** What was given as a number and is none, a line each, with the reason. */
export function rejectedText(
  rejected: MessagePlan['recipients']['rejected'],
  words: Catalogue = english,
): string {
  return rejected
    .map(
      ({ where, value, code, type }) =>
        `  ${where}  ${value}  ${code}: ${recipientText(code, type, words)}\n`,
    )
    .join('');
}

function becauseOf(characters: readonly string[], messages: Catalogue['messages']): string {
  if (characters.length === 0) return '';
  const some = characters.slice(0, 5).join(' ');
  return messages.becauseOf(`${some}${characters.length > 5 ? ' …' : ''}`);
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
  { history, messages }: Catalogue = english,
): string {
  const which = messages.which(history.messageTitle(plan.endpoint !== 'send'), place.at, place.of);
  const whom = messages.numbers(msisdns.length);
  switch (outcome) {
    case 'sent':
      return `${messages.sent(which, whom, id, plan.time !== undefined)}\n`;
    case 'failed':
      // Advice to run the command again is right only where nobody has got the message.
      return `${messages.failed(which, whom, error)}\n${place.at > 1 || advice === undefined ? '' : `${advice}\n`}`;
    case 'unknown':
      return `${messages.unknown(which, whom, error)}\n`;
    default:
      return `${messages.notTried(which, whom)}\n`;
  }
}

/** How to hear of delivery, once all calls have ended; nothing where there is nothing to hear of. */
export function deliveryHint(plan: MessagePlan, results: readonly BatchResult[]): string {
  const ids = results.flatMap(({ id }) => id ?? []);
  return plan.endpoint === 'add_campaign' && ids.length > 0
    ? printedFor(`jojka-sync campaign status ${ids.join(' ')}\n`, plan)
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
    warnings: plan.findings.map((finding) => ({
      code: finding.code,
      message: findingText(finding, plan),
      stops: finding.stops,
      ...(finding.msisdns && { numbers: finding.msisdns }),
    })),
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
