import { moodOf, type Notice, noticeText, originOf } from './notice.ts';

const colors = { good: '#2e7d32', bad: '#c62828', odd: '#ef6c00', neutral: '#546e7a' } as const;

/** A message for an incoming webhook of Mattermost. */
export function mattermostMessage(notice: Notice): object {
  const { title, lines, commands } = notice;
  const code = commands.length > 0 ? ['```', ...commands, '```'] : [];
  return {
    username: 'jojka-sync',
    attachments: [
      {
        fallback: plain(noticeText(notice)),
        color: colors[moodOf(notice)],
        title: plain(title),
        text: [...lines.map((line) => `${plain(line)}\n`), ...code].join('\n'),
        footer: originOf(notice),
      },
    ],
  };
}

/** `@all` would call everybody, and Markdown would show another text. */
function plain(text: string): string {
  return text.replace(/[\\*_[\]`~|#<>]/g, '\\$&').replaceAll('@', '@\u200b');
}
