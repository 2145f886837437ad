import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import type { RepliesReport, ReplyItem } from '../steps/replies-report.ts';
import { csvText } from './csv-text.ts';
import { formatCount, formatQuantity } from './numbers.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';

/** A fetch in words, then the answers that are no opt-out, for a person to read. */
export function repliesText(report: RepliesReport, options: TextOptions): string {
  const colors = createColors(options.color);
  const unsure = report.replies.filter((reply) => reply.mayOptOut);
  const others = report.replies.filter(({ word, mayOptOut }) => word === undefined && !mayOptOut);
  const optOuts = report.replies.filter(({ word }) => word !== undefined);
  const lines = [
    colors.bold(
      `${formatQuantity(report.replies.length, 'new answer')}: ${formatCount(optOuts.length)} opted out, ${unsure.length > 0 ? `${formatCount(unsure.length)} may be meant so, ` : ''}${formatQuantity(others.length, 'other')}. ${formatQuantity(report.blocked.length, 'number')} blocked.`,
    ),
  ];
  for (const reply of optOuts)
    lines.push(
      `  ${colors.red('-')} ${line(reply)}  ${reply.blocked ? 'blocked' : colors.red('NOT BLOCKED YET')} (${reply.word})`,
    );
  for (const { sender, message, again } of report.failures)
    lines.push(
      `${colors.red('!')} ${sender === '' ? 'Somebody' : printable(sender)} opted out and could not be blocked: ${message}${again ? ' The next fetch tries again.' : ' Nothing more is tried.'}`,
    );
  if (report.gap) lines.push(`${colors.yellow('!')} ${gapText(report.gap)}`);
  if (unsure.length > 0)
    lines.push(
      '',
      colors.bold('May be meant as a STOP: decide'),
      ...unsure.map(
        (reply) =>
          `  ${colors.yellow('?')} ${line(reply)}  to block: jojka-sync blocklist add ${printable(reply.sender)}`,
      ),
    );
  if (others.length > 0)
    lines.push('', colors.bold('Other answers'), ...others.map((reply) => `  ${line(reply)}`));
  return `${lines.join('\n')}\n`;
}

function gapText({ from, to, reason }: NonNullable<RepliesReport['gap']>): string {
  switch (reason) {
    case 'late':
      return `Answers between ${localTime(from)} and ${localTime(to)} were never fetched and are gone: Jojka keeps them for 96 hours. Fetch at least every three days.`;
    case 'clock':
      return `The last fetch lies in the future, so a clock is or was wrong. All that Jojka still has was fetched now (since ${localTime(from)}); whether earlier answers were missed nobody knows. Check this machine's clock.`;
    case 'unreadable':
      return 'An answer came whose time cannot be read. It is kept, and a STOP in it counts; whether others were missed nobody knows.';
  }
}

/** Answers that were kept, for a person to read. */
export function replyListText(replies: readonly ReplyItem[]): string {
  if (replies.length === 0) return 'There are no answers of that time.\n';
  return replies
    .map(
      (reply) =>
        `${line(reply)}${reply.word !== undefined ? `  (${reply.word})` : reply.mayOptOut ? '  (may be meant as a STOP)' : ''}\n`,
    )
    .join('');
}

/** Answers as CSV for a spreadsheet. */
export function repliesCsv(replies: readonly ReplyItem[]): string {
  return csvText(
    ['at', 'sender', 'message', 'opted_out_by', 'blocked', 'may_opt_out'],
    replies.map(({ at, sender, message, word, blocked, mayOptOut }) => [
      at,
      sender,
      message,
      word ?? '',
      word === undefined ? '' : blocked ? 'yes' : 'no',
      mayOptOut ? 'yes' : '',
    ]),
  );
}

/** A fetch, or answers that were kept, as one JSON document. */
export function repliesJson(report: RepliesReport | { readonly replies: readonly ReplyItem[] }): string {
  return `${jsonText({ version: 1, ...report })}\n`;
}

function line({ sender, at, message }: ReplyItem): string {
  return `${printable(sender)}  ${localTime(at)}  ${printable(message.replace(/\s+/g, ' ').trim())}`;
}
