import { readFileSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Outcome, Result } from './types.ts';

const begin = '<!-- hostile:begin -->';
const end = '<!-- hostile:end -->';

/** So much of a message shows what it is about. */
const shownCharacters = 110;

/** All results as a Markdown table. */
export function tableOf(results: readonly Result[]): string {
  return [
    '| input | exit code | what it says | seconds | peak MB |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(rowOf),
  ].join('\n');
}

/** One result as a row of it. */
export function rowOf({ kind, hostile, outcome, skipped, faults }: Result): string {
  const name = `${kind}: ${hostile.name}`;
  if (!outcome) return row([name, '-', skipped ? `(passed over: ${skipped})` : '(not played)', '-', '-']);
  const mark = faults.length === 0 ? '' : hostile.known ? '(known fault) ' : '(FAILED) ';
  return row([
    name,
    String(outcome.code),
    `${mark}${messageOf(outcome)}`,
    outcome.seconds.toFixed(1),
    outcome.megabytes?.toFixed(0) ?? '-',
  ]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
}

/** The line that says what is wrong; else the first that is no log. */
function messageOf({ stdout, stderr }: Outcome): string {
  const all = `${stderr}\n${stdout}`
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('{'));
  const found =
    all.find((line) => /^(Error|Refused|Internal error)\b/.test(line)) ??
    all.find((line) => /^(Plan|Sent):/.test(line)) ??
    all[0] ??
    '(nothing)';
  const text = found
    .replaceAll(/\S*\/jojka-hostile-\w+\/?/g, '…/')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a table holds none.
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·')
    .trim();
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

/** Puts a table between its markers, with the day and the machine. */
export async function writeTable(path: string, table: string): Promise<void> {
  const text = readFileSync(path, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${path} lacks the markers ${begin} and ${end}.`);
  const played = `Played on ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node} on a machine of ${Math.round(totalmem() / 1e9)} GB.`;
  writeFileSync(path, `${text.slice(0, from)}${begin}\n\n${played}\n\n${table}\n\n${text.slice(to)}`);
}
