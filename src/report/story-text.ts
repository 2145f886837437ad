import { createColors } from 'picocolors';
import { localDay, localTime } from '../contact/local-time.ts';
import type { Story } from '../state/story.ts';
import { blockReason } from './block-reason.ts';
import { formatQuantity } from './numbers.ts';
import type { TextOptions } from './plan-text.ts';
import { printable } from './printable.ts';
import { storyRejectionText } from './sentences/rejections.ts';

/** A number's story (U2): what the ledger has of it now, and what happened, in the order of time. */
export function storyText(msisdn: string, stories: readonly Story[], options: TextOptions): string {
  const colors = createColors(options.color);
  if (stories.length === 0)
    return `Nothing is known of ${msisdn}: no run has touched it, and no source has it.\n`;
  return stories
    .map((story) => {
      const lines = [colors.bold(`${msisdn} in account ${story.account}`)];
      const { contact, block } = story;
      if (contact?.managed)
        lines.push(
          `Managed: ${contact.managed} by ${contact.pipeline ?? '?'}, confirmed since ${localDay(contact.firstConfirmed, options)}.`,
        );
      else lines.push(notManaged(story, options));
      if (contact && contact.groups.length > 0)
        lines.push(`Memberships that are ours: ${contact.groups.join(', ')}.`);
      for (const want of story.wants.filter(({ optedOut }) => optedOut))
        lines.push(`Opted out, and treated as absent by ${want.pipeline}; ${recordsText(want.keys)}.`);
      for (const want of story.wants.filter(({ optedOut }) => !optedOut))
        lines.push(
          `Wanted by ${want.pipeline} since ${localDay(want.since, options)} as ${want.name === '' ? '(no name)' : printable(want.name)} in ${want.groups.length > 0 ? want.groups.join(', ') : 'no group'}; ${recordsText(want.keys)}${want.absentRuns > 0 ? `; absent from ${formatQuantity(want.absentRuns, 'extract')} in a row` : ''}.`,
        );
      if (story.wants.every(({ optedOut }) => optedOut)) lines.push('No pipeline wants it.');
      lines.push(
        block
          ? colors.red(
              `${block.isCertain ? 'Blocked' : 'To be blocked, or unblocked, and not confirmed yet;'} since ${localDay(block.firstAt, options)}: ${blockReason(block.origins)}.`,
            )
          : 'Not blocked, as far as the ledger knows.',
      );
      const events = [
        ...story.changes.map((change) => ({
          at: change.at,
          text: `${changeText(change)}  ${outcome(change)}  run ${change.run} (${change.command})`,
        })),
        ...story.rejections.map((one) => ({
          at: one.at,
          text: `rejected: ${one.source}:${one.line} ${one.code} "${one.value}"  ${storyRejectionText(one)}  run ${one.run}`,
        })),
        ...story.replies.map(({ at, message, word }) => ({
          at,
          text: `answered ${message === null ? '(pruned)' : `"${message}"`}${word === undefined ? '' : ': an opt-out'}`,
        })),
      ].sort((a, b) => a.at.getTime() - b.at.getTime());
      for (const { at, text } of events) lines.push(`  ${localTime(at, options)}  ${printable(text)}`);
      if (events.length === 0)
        lines.push(
          '  Nothing that a run did to it is kept: there was nothing, or its details have been pruned.',
        );
      return `${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** Whether we had to do with a contact that is not managed: removed by us, or never ours. */
function notManaged({ changes }: Story, options: TextOptions): string {
  const ours = changes.filter(
    ({ kind, state }) => state === 'done' && (kind === 'create' || kind === 'remove'),
  );
  const last = ours.at(-1);
  if (last?.kind === 'remove')
    return `Not managed any more: removed ${localTime(last.at, options)} by run ${last.run} (${last.command}).`;
  if (last)
    return `Not managed any more, though created ${localTime(last.at, options)} by run ${last.run} (${last.command}): no export has shown it, or somebody else has removed it since.`;
  return 'Not managed: jojka-sync neither created nor adopted this contact.';
}

function recordsText(keys: readonly string[]): string {
  if (keys.length === 0) return 'its records have no key';
  const names = keys.map((key) => key.replace('\t', ' '));
  return keys.length === 1 ? `record ${names[0]}` : `merged from the records ${names.join(' and ')}`;
}

function changeText({
  kind,
  detail,
}: {
  kind: string;
  detail: Readonly<Record<string, unknown>> | null;
}): string {
  const groups =
    Array.isArray(detail?.groups) && detail.groups.length > 0 ? ` in ${detail.groups.join(', ')}` : '';
  switch (kind) {
    case 'create':
      return `created as ${detail?.name}${groups}`;
    case 'rename':
      return `renamed from ${detail?.from} to ${detail?.to}`;
    case 'addMembership':
      return `into ${detail?.group}`;
    case 'removeMembership':
      return `out of ${detail?.group}`;
    case 'remove':
      return 'removed';
    case 'block':
      return Array.isArray(detail?.carried)
        ? `blocked: ${blockReason(['carried'], detail.carried)}`
        : 'blocked';
    default:
      return 'unblocked';
  }
}

function outcome({ state, verdict }: { state: string | undefined; verdict: string | null }): string {
  if (state === undefined) return '(not sent)';
  return `(${state}${verdict === null ? '' : `, ${verdict}`})`;
}
