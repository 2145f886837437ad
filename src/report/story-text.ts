import { createColors } from 'picocolors';
import { localDay, localTime } from '../contact/local-time.ts';
import { printedFor } from '../contact/printed-commands.ts';
import type { Story } from '../state/story.ts';
import { blockReason } from './block-reason.ts';
import type { Catalogue } from './language/catalogue.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { printable } from './printable.ts';
import { consentEventText, consentText } from './sentences/consent.ts';
import { storyRejectionText } from './sentences/rejections.ts';

/** A number's story (U2): what the ledger has of it now, and what happened, in the order of time. */
export function storyText(msisdn: string, stories: readonly Story[], options: TextOptions): string {
  const colors = createColors(options.color);
  const words = wordsOf(options.lang);
  const { story: told } = words;
  if (stories.length === 0) return `${told.nothing(msisdn)}\n`;
  return stories
    .map((story) => {
      const lines = [colors.bold(told.inAccount(msisdn, story.account))];
      const { contact, block } = story;
      if (contact?.managed)
        lines.push(
          told.managed(
            told.how[contact.managed] ?? contact.managed,
            contact.pipeline ?? '?',
            localDay(contact.firstConfirmed, options),
          ),
        );
      else lines.push(notManaged(story, options, told));
      if (contact && contact.groups.length > 0) lines.push(told.memberships(contact.groups.join(', ')));
      for (const want of story.wants.filter(({ optedOut }) => optedOut))
        lines.push(told.optedOut(want.pipeline, recordsText(want.keys, told)));
      for (const want of story.wants.filter(({ optedOut }) => !optedOut))
        lines.push(
          told.wanted({
            pipeline: want.pipeline,
            since: localDay(want.since, options),
            name: want.name === '' ? words.changes.noName : printable(want.name),
            groups: want.groups.join(', '),
            records: recordsText(want.keys, told),
            absentRuns: want.absentRuns,
          }),
        );
      if (story.wants.every(({ optedOut }) => optedOut)) lines.push(told.unwanted);
      lines.push(
        block
          ? colors.red(
              told.blocked(block.isCertain, localDay(block.firstAt, options), blockReason(block, words)),
            )
          : told.notBlocked,
      );
      for (const consent of story.consents) lines.push(consentText(consent, options, words));
      const events = [
        ...story.consentEvents.map((event) => ({ at: event.at, text: consentEventText(event, words) })),
        ...story.changes.map((change) => ({
          at: change.at,
          text: `${changeText(change, words)}  ${changeOutcome(change, told)}  ${told.run(change.run, change.command)}`,
        })),
        ...story.rejections.map((one) => ({
          at: one.at,
          text: `${told.rejected(`${one.source}:${one.line}`, one.code, one.value)}  ${storyRejectionText(one, words)}  ${words.run.runId(one.run)}`,
        })),
        ...story.replies.map(({ at, message, word }) => ({
          at,
          text: `${told.answered(message)}${word === undefined ? '' : told.anOptOut}`,
        })),
      ].sort((a, b) => a.at.getTime() - b.at.getTime());
      for (const { at, text } of events) lines.push(`  ${localTime(at, options)}  ${printable(text)}`);
      if (events.length === 0) lines.push(`  ${told.nothingKept}`);
      return printedFor(`${lines.join('\n')}\n`, { account: story.account });
    })
    .join('\n');
}

/** Whether we had to do with a contact that is not managed: removed by us, or never ours. */
function notManaged({ changes }: Story, options: TextOptions, told: Catalogue['story']): string {
  const ours = changes.filter(
    ({ kind, state }) => state === 'done' && (kind === 'create' || kind === 'remove'),
  );
  const last = ours.at(-1);
  if (!last) return told.neverManaged;
  const at = localTime(last.at, options);
  const run = told.run(last.run, last.command);
  return last.kind === 'remove' ? told.removedBy(at, run) : told.createdBy(at, run);
}

function recordsText(keys: readonly string[], told: Catalogue['story']): string {
  if (keys.length === 0) return told.noKey;
  const names = keys.map((key) => key.replace('\t', ' '));
  const [first = ''] = names;
  return names.length === 1 ? told.oneRecord(first) : told.merged(names);
}

/** What a change did, in a few words. */
export function changeText(
  {
    kind,
    detail,
  }: {
    kind: string;
    detail: Readonly<Record<string, unknown>> | null;
  },
  words: Catalogue,
): string {
  const { story: told } = words;
  switch (kind) {
    case 'create':
      return told.createdAs(
        String(detail?.name),
        Array.isArray(detail?.groups) ? detail.groups.join(', ') : '',
      );
    case 'rename':
      return told.renamed(String(detail?.from), String(detail?.to));
    case 'addMembership':
      return told.into(String(detail?.group));
    case 'removeMembership':
      return told.outOf(String(detail?.group));
    case 'remove':
      return told.removed;
    case 'block':
      return Array.isArray(detail?.carried)
        ? told.blockedFor(blockReason({ origins: ['carried'], carried: detail.carried }, words))
        : told.blockedNow;
    default:
      return told.unblocked;
  }
}

/** What became of it, in brackets. */
export function changeOutcome(
  { state, verdict }: { state: string | undefined; verdict: string | null },
  { notSent, states }: Catalogue['story'],
): string {
  if (state === undefined) return `(${notSent})`;
  const found = verdict === null ? '' : `, ${states[verdict] ?? verdict}`;
  return `(${states[state] ?? state}${found})`;
}
