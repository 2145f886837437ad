import { type Notice, noticeText, originOf } from './notice.ts';

/** Slack takes no longer ones. */
const mostHeader = 150;
const mostSection = 3000;

/** A message for an incoming webhook of Slack: blocks, and the text that a notification on a phone shows. */
export function slackMessage(notice: Notice): object {
  const { title, lines, commands } = notice;
  const section = (text: string) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: cut(text, mostSection) },
  });
  return {
    text: escaped(cut(noticeText(notice), mostSection)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(title, mostHeader), emoji: false } },
      ...(lines.length > 0 ? [section(escaped(lines.join('\n')))] : []),
      ...(commands.length > 0 ? [section(`\`\`\`${escaped(commands.join('\n'))}\`\`\``)] : []),
      { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(originOf(notice)) }] },
    ],
  };
}

/** In Slack's own marks `<!channel>` would call everybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
