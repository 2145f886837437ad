import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** A line that somebody copies whole: a command to run. */
const command = /^\s*(?:\$ )?(?:npx --no-install )?jojka-sync /;

/** What stands before the words of a line, under which its next lines begin. */
const lead = /^\s*(?:(?:\p{Cc}\[\d+m)*[!?~+•-](?:\p{Cc}\[\d+m)* )?/u;

/**
 * Wraps lines that are longer than a terminal is wide, between words; what is wrapped goes on below its own first word.
 * Commands have a line of their own, however long: broken, they could not be copied.
 *
 * @param width columns of the terminal; nothing is wrapped where there is none, or next to none
 */
export function wrapText(text: string, width: number | undefined): string {
  if (width === undefined || width < 20) return text;
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width || stringWidth(line) <= width || command.test(line)) return [line];
  const at = Math.max(line.lastIndexOf(': jojka-sync '), line.lastIndexOf(': npx --no-install jojka-sync '));
  const first = lead.exec(line)?.[0] ?? '';
  const indent = Math.min(stringWidth(first), Math.floor(width / 2));
  if (at > 0) return [...wrapLine(line.slice(0, at + 1), width), ' '.repeat(indent) + line.slice(at + 2)];
  const [head = '', ...rest] = wrapAnsi(line.slice(first.length), width - indent, {
    trim: true,
    wordWrap: true,
    hard: false,
  }).split('\n');
  return [first + head, ...rest.map((part) => ' '.repeat(indent) + part)];
}
