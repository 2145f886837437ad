import { createColors } from 'picocolors';
import { localTime } from '../contact/local-time.ts';
import { reachOf } from '../contact/message-calls.ts';
import { shellWord } from '../contact/shell-word.ts';
import type { ChangeState } from '../load/outcome.ts';
import type { Change, ChangeKind } from '../plan/change.ts';
import type { RunRecord } from '../state/runs.ts';
import type { RunDetail } from '../steps/run-detail.ts';
import type { Catalogue } from './language/catalogue.ts';
import { wordsOf } from './language/words.ts';
import { messageRunLines, messageRunText } from './message-run-text.ts';
import { guardLines, type TextOptions } from './plan-text.ts';
import { printable } from './printable.ts';
import { rejectionCounts } from './rejections-text.ts';
import { discardText } from './sentences/apply.ts';
import { blocksOfRun } from './sentences/held-back.ts';
import { warningIn } from './sentences/warnings.ts';
import { withheldLines } from './sentences/withheld.ts';

/** Everything about one run. */
export function runDetailText(detail: Omit<RunDetail, 'contacts'>, options: TextOptions): string {
  const colors = createColors(options.color);
  const words = wordsOf(options.lang);
  const { history } = words;
  const { run, changes, outcomes, calls, warnings, rejections, isPruned } = detail;
  const lines = [
    `${colors.bold(words.run.runId(run.id))}  ${run.pipeline === '-' ? run.command : `${run.command} ${run.pipeline}`} → ${words.plan.account(run.account)}`,
    `${colorState(standingOf(run, words), run.isGone ? 'interrupted' : run.state, colors)}${run.exitCode === null ? '' : `, ${history.exitCode(run.exitCode)}`}; ${history.began(localTime(run.startedAt, options), duration(run, words))}`,
  ];
  if (run.isGone) lines.push(...diedLines(run, words));
  if (run.error !== null) lines.push(colors.red(run.error));
  lines.push(...approvalLines(run, words));
  const isHeld = run.summary?.heldBack === true;
  const blocks = blocksOfRun({ changes, outcomes, doneBefore: run.summary?.doneBefore });
  const stood = new Set(run.summary?.doneBefore);
  lines.push(...heldBackLines(detail, blocks, colors, words));
  lines.push(...whatLines(run, { isHeld, blocks }, words));
  if (isPruned) lines.push(history.pruned);
  if (calls.length > 0)
    lines.push(
      history.calls(
        calls.map(
          ({ endpoint, state, count }) =>
            `${endpoint} ${words.figures.count(count)} ${history.callStates[state] ?? state}`,
        ),
      ),
    );
  if (!isPruned || rejections.length > 0)
    lines.push(
      rejections.length === 0
        ? words.rejections.none
        : `${words.run.rejections(rejections.length)}: ${rejectionCounts(rejections, words)}. ${words.run.seeThem(`jojka-sync rejects ${run.id}`)}`,
    );
  for (const warning of warnings) lines.push(`${colors.yellow('!')} ${warningIn(words, warning)}`);
  if (!isHeld) lines.push(...withheldLines(detail.withheld, words));
  const limit = options.limit ?? 50;
  for (const [index, change] of changes.slice(0, limit).entries()) {
    const text = stood.has(index)
      ? words.changes.blockedAlready
      : changeText(change, outcomes[index] ?? 'pending', isHeld, words);
    lines.push(`  ${change.msisdn}  ${printable(text)}`);
  }
  if (changes.length > limit) lines.push(`  ${history.more(changes.length - limit)}`);
  return `${lines.join('\n')}\n`;
}

/**
 * What held a run back, and how exactly its plan is applied.
 *
 * @param blocks how many were sent all the same, and how many stood already
 */
function heldBackLines(
  { run: { id, summary }, spentBy, discard }: Pick<RunDetail, 'run' | 'spentBy' | 'discard'>,
  blocks: ReturnType<typeof blocksOfRun>,
  colors: ReturnType<typeof createColors>,
  words: Catalogue,
): string[] {
  if (summary?.heldBack !== true) return [];
  const said = [
    words.history.heldBack(blocks.sent, blocks.stood),
    ...guardLines(summary.guards ?? [], colors, words),
  ];
  if (spentBy !== undefined) return [...said, words.sentences.spent(spentBy), `jojka-sync show ${spentBy}`];
  if (discard) return [...said, discardText(discard, words)];
  return [
    ...said,
    // Somebody whom it named was forgotten since: it is no plan any more.
    ...(summary.fingerprint === undefined
      ? []
      : [words.history.howToApply, `jojka-sync apply ${id} --accept ${summary.fingerprint}`]),
  ];
}

/** What it was to do, or has done besides a plan. */
function whatLines(
  run: RunRecord,
  { isHeld, blocks }: { readonly isHeld: boolean; readonly blocks: ReturnType<typeof blocksOfRun> },
  words: Catalogue,
): string[] {
  const { history } = words;
  const { message, forget, forgotten = 0 } = run.summary ?? {};
  const what = changesText(run, words);
  if (message) return [history.sent(what), ...messageRunLines(message, words)];
  if (run.summary?.adopted) return [`${what.charAt(0).toUpperCase()}${what.slice(1)}.`];
  if (forget) return [history.forgot(Object.values(forget.rows).reduce((sum, rows) => sum + rows, 0))];
  return [
    what === unknown ? history.noPlan : history.planned(what, isHeld, blocks.sent, blocks.stood),
    ...(forgotten > 0 ? [history.forgotten(forgotten)] : []),
  ];
}

/** Who approved a held plan in the console, and why. */
function approvalLines({ summary }: RunRecord, { history }: Catalogue): string[] {
  const { approval } = summary ?? {};
  return approval ? [printable(history.approved(approval.by, approval.reason))] : [];
}

/** What a change came to; of one that is not done what it would come to, and how it stands, save where it is held back. */
function changeText(change: Change, outcome: ChangeState, isHeld: boolean, { changes }: Catalogue): string {
  if (outcome === 'done') return changes.done(change);
  const text = changes.wouldBe(change);
  return isHeld && (outcome === 'pending' || outcome === 'skipped')
    ? text
    : `${text} (${changes.outcomes[outcome]})`;
}

/** How a run stands: of one whose process is gone its own word for that is not to be taken. */
export function standingOf(run: RunRecord, { history }: Catalogue): string {
  return run.isGone ? history.died : history.states[run.state];
}

function diedLines(
  { id, pipeline, command, canResume, summary }: RunRecord,
  { history }: Catalogue,
): string[] {
  if (canResume) return [history.diedWithPlan, `jojka-sync resume ${id}`];
  if (summary?.message) {
    const { sent, unsure } = reachOf(summary.message.batches);
    return [history.diedSending(sent, unsure)];
  }
  if (command !== 'sync') return [history.diedByHand];
  return [history.diedBefore, `jojka-sync sync ${shellWord(summary?.called ?? pipeline)}`];
}

/** How long a run was at work, in seconds; undefined while it has not ended. */
export function secondsOf(run: RunRecord): number | undefined {
  return run.endedAt === null ? undefined : (run.endedAt.getTime() - run.startedAt.getTime()) / 1000;
}

export function duration(run: RunRecord, { figures }: Catalogue): string {
  const seconds = secondsOf(run);
  return seconds === undefined ? '?' : figures.seconds(seconds);
}

/** Of a run that makes a plan and came to none. */
const unknown = '?';

/** What a run was to do: changes of a plan, or messages. */
export function changesText(run: RunRecord, words: Catalogue): string {
  const changes = run.summary?.plan?.changes;
  if (run.summary?.message) return messageRunText(run.summary.message, words);
  const { adopted, dryRun } = run.summary ?? {};
  if (adopted) return words.history.adopted(adopted.contacts ?? 0, adopted.memberships ?? 0, dryRun === true);
  if (!changes)
    return run.command === 'sync' || run.command === 'undo' || run.command === 'apply' ? unknown : '-';
  const { short, intended } = words.changes;
  const said = run.state === 'done' || run.state === 'partial' ? short : intended;
  const parts = Object.entries(changes).flatMap(([kind, count]) =>
    count > 0 ? [said[kind as ChangeKind](count)] : [],
  );
  const text = parts.length > 0 ? parts.join(', ') : words.history.nothing;
  return run.summary?.part ? words.history.part(text) : text;
}

export function rejectionsText(run: RunRecord, { figures }: Catalogue): string {
  const count = run.summary?.rejections;
  return typeof count === 'number' ? figures.count(count) : run.summary?.plan ? '?' : '-';
}

export function colorState(text: string, state: string, colors: ReturnType<typeof createColors>): string {
  if (state === 'done' || state === 'running') return text;
  return state === 'failed' ? colors.red(text) : colors.yellow(text);
}
