import { moodOf, type Notice, originOf } from './notice.ts';

/** Colours that an Adaptive Card knows. */
const colors = { good: 'Good', bad: 'Attention', odd: 'Warning', neutral: 'Default' } as const;

/**
 * An Adaptive Card for a URL of Teams' Workflows ("When a Teams webhook request is received"); the older connectors are
 * gone.
 */
export function teamsMessage(notice: Notice): object {
  const { title, lines, commands } = notice;
  const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...more });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: title,
          msteams: { width: 'Full' },
          body: [
            block(plain(title), { size: 'Medium', weight: 'Bolder', color: colors[moodOf(notice)] }),
            ...lines.map((line) => block(plain(line), { spacing: 'Small' })),
            ...commands.map((command) => block(plain(command), { fontType: 'Monospace', spacing: 'Small' })),
            block(plain(originOf(notice)), { isSubtle: true, size: 'Small' }),
          ],
        },
      },
    ],
  };
}

/** A card reads some Markdown: links, emphasis and lists stay text. */
function plain(text: string): string {
  return text.replace(/[\\*_[\]]/g, '\\$&').replace(/^([-+>#]|\d+\.)/gm, '\\$1');
}
