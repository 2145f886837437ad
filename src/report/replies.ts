import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import type { RepliesReport, ReplyItem } from '../steps/replies-report.ts';
import { csvText } from './csv-text.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';

/** A fetch in words, then the answers that are no opt-out, for a person to read. */
export function repliesText(report: RepliesReport, options: TextOptions): string {
  const colors = createColors(options.color);
  const { replies: words } = wordsOf(options.lang);
  const unsure = report.replies.filter((reply) => reply.mayOptOut);
  const others = report.replies.filter(({ word, mayOptOut }) => word === undefined && !mayOptOut);
  const optOuts = report.replies.filter(({ word }) => word !== undefined);
  const lines = [
    colors.bold(
      words.title(report.replies.length, optOuts.length, unsure.length, others.length, report.blocked.length),
    ),
  ];
  for (const reply of optOuts)
    lines.push(
      `  ${colors.red('-')} ${line(reply)}  ${reply.blocked ? words.blocked : colors.red(words.notBlocked)} (${reply.word})`,
    );
  for (const { sender, message, again } of report.failures)
    lines.push(
      `${colors.red('!')} ${words.failed(sender === '' ? words.somebody : printable(sender), message, again)}`,
    );
  if (report.gap) lines.push(`${colors.yellow('!')} ${gapText(report.gap, words)}`);
  if (unsure.length > 0)
    lines.push(
      '',
      colors.bold(words.decide),
      ...unsure.map(
        (reply) =>
          `  ${colors.yellow('?')} ${line(reply)}  ${words.toBlock(`jojka-sync blocklist add ${printable(reply.sender)}`)}`,
      ),
    );
  if (others.length > 0)
    lines.push('', colors.bold(words.others), ...others.map((reply) => `  ${line(reply)}`));
  return `${lines.join('\n')}\n`;
}

function gapText(
  { from, to, reason }: NonNullable<RepliesReport['gap']>,
  words: Catalogue['replies'],
): string {
  switch (reason) {
    case 'late':
      return words.late(localTime(from), localTime(to));
    case 'clock':
      return words.clock(localTime(from));
    case 'unreadable':
      return words.unreadable;
  }
}

/** Answers that were kept, for a person to read. */
export function replyListText(
  replies: readonly ReplyItem[],
  { replies: words }: Catalogue = english,
): string {
  if (replies.length === 0) return `${words.none}\n`;
  return replies
    .map(
      (reply) =>
        `${line(reply)}${reply.word !== undefined ? `  (${reply.word})` : reply.mayOptOut ? `  ${words.mayBe}` : ''}\n`,
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
