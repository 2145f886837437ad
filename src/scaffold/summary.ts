import type { GroupProposal } from './group-proposal.ts';
import { columnSentence, valueLines } from './opt-out-text.ts';
import type { PipelineDraft } from './pipeline-text.ts';

/** What to do with what was written. */
export interface NextSteps {
  readonly what: string;
  readonly commands: readonly string[];
}

/** What became of a file. */
export interface WrittenFile {
  readonly path: string;
  readonly outcome: 'written' | 'overwritten' | 'added to' | 'unchanged' | 'left as it is';
  /** Lines that a file which was left as it is lacks. */
  readonly lacks?: readonly string[];
}

/** What was chosen or proposed, for a person. */
export function proposalText(draft: PipelineDraft): string {
  const { name, source, proposal, rows } = draft;
  const { id, phone, names, groups, everybody, where, absent, unused } = proposal;
  const line = (what: string, text: string) => `  ${what.padEnd(10)}${text}`;
  return [
    `${name}: from ${placeText(source)}, ${rows === 1 ? '1 row' : `${rows} rows`} looked at`,
    line('key', id ?? 'none: a changed number is another person'),
    line('phone', phone.join(', then ')),
    line('name', names.join(' ') || 'none: contacts are called by their number'),
    line('groups', groupsText(everybody, groups)),
    ...optOutLines(draft).map((text, index) => line(index === 0 ? 'opt-out' : '', text)),
    ...(where.length > 0 ? [line('only if', where.map(conditionText).join('; '))] : []),
    line('absent', absent),
    ...(unused.length > 0 ? [line('not used', unused.slice(0, 30).join(', '))] : []),
    '',
  ].join('\n');
}

function placeText(source: PipelineDraft['source']): string {
  if (source.type === 'postgres') return `${source.label}, in Postgres`;
  return source.type === 'http' ? `${source.label}, by its URL` : source.path;
}

function optOutLines({ source, proposal: { optOut } }: PipelineDraft): string[] {
  const lists = source.type === 'postgres' ? source.optOuts : [];
  const lines = [
    ...lists.map(({ label }) => `numbers of ${label}`),
    ...(optOut ? [columnSentence(optOut), ...valueLines(optOut)] : []),
  ];
  return lines.length > 0
    ? lines
    : ['NO COLUMN says who has opted out: everybody with a number becomes a contact'];
}

function conditionText({
  column,
  words,
}: {
  readonly column: string;
  readonly words: readonly string[];
}): string {
  return `${column} is ${words.map((word) => (word === '' ? 'empty' : word)).join(', ')}`;
}

function groupsText(everybody: string | undefined, groups: readonly GroupProposal[]): string {
  const columns = groups.map(({ column, separator, is }) => {
    if (is) return `${column} where ${column} says yes`;
    return separator ? `${column}, split by ${separator}` : column;
  });
  return [...(everybody ? [`${everybody} (everybody)`] : []), ...columns].join('; ') || 'none';
}

/** What was written, and what to do now. */
export function writtenText(files: readonly WrittenFile[], next: readonly NextSteps[]): string {
  return [
    ...files.flatMap(({ path, outcome, lacks = [] }) => [
      `${outcome}: ${path}`,
      ...(lacks.length > 0 ? [`  it lacks: ${lacks.join('  ')}`] : []),
    ]),
    ...next.flatMap(({ what, commands }) => ['', what, ...commands]),
    '',
  ].join('\n');
}
