import type { Change, ChangeKind, TouchedContact } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import { blockReason } from './block-reason.ts';
import type { Catalogue } from './language/catalogue.ts';
import { wordsOf } from './language/words.ts';
import { applyMarkdown, basisMarkdown, heldBackMarkdown, signOffMarkdown } from './markdown-sign.ts';
import { literal, table } from './markdown-text.ts';
import { plainText } from './plain-text.ts';
import { summaryLines, type TextOptions } from './plan-text.ts';
import { rejectionCounts } from './rejections-text.ts';
import { heldBackHeadline, heldBackText, outcomeLines, repliesLine } from './run-text.ts';
import { howToApplyHeld, howToApplyPlan } from './sentences/apply.ts';
import { guardIn } from './sentences/guards.ts';
import { blockCallsGone, wouldText } from './sentences/held-back.ts';
import { rejectionIn } from './sentences/rejections.ts';
import { minute } from './sentences/time.ts';
import { warningIn } from './sentences/warnings.ts';

/** How much of a list is shown: a comment on a pull request, or a message in a chat, holds so much. */
const limit = 10;

/** A plan as Markdown, fit for a pull request or a chat: figures first, then the first changes of each kind. */
export function planMarkdown(report: PlanReport, { lang }: Pick<TextOptions, 'lang'> = {}): string {
  const words = wordsOf(lang);
  const { plan } = report;
  const lines = [
    `## ${literal(plan.pipeline)} → ${words.plan.account(literal(plan.account))}`,
    '',
    words.markdown.plan(
      plan.id,
      plan.createdAt.slice(0, 16).replace('T', ' '),
      plan.summary.existing,
      plan.summary.desired,
    ),
    '',
    ...undoMarkdown(report, words),
    ...basisMarkdown(report, words),
    ...summary(
      report,
      words,
      plan.guards.length > 0 ? words.plan.would(wouldText(plan.summary.changes, words)) : undefined,
    ),
    ...guards(plan, words.markdown.wouldHold(report.undoes !== undefined, plan.heldBlocks.length), words),
    ...applyMarkdown(howToApplyPlan(report, minute, words)),
    ...changeSections(plan, words),
    ...moveTable(plan, words),
    ...groupTable(plan, words),
    ...notes(report, words),
    ...signOffMarkdown(plan, words),
  ];
  return joined(lines);
}

/** Which run a plan takes back, where it is an undo. */
function undoMarkdown({ undoes }: PlanReport, { plan }: Catalogue): string[] {
  return undoes === undefined ? [] : [plan.undone(undoes), ''];
}

/** A finished run as Markdown. */
export function runMarkdown(report: RunReport, { lang }: Pick<TextOptions, 'lang'> = {}): string {
  const words = wordsOf(lang);
  const { plan } = report.plan;
  const lines = [
    `## ${literal(plan.pipeline)} → ${words.plan.account(literal(plan.account))}`,
    '',
    words.markdown.run(report.run, report.startedAt.slice(0, 16).replace('T', ' ')),
    '',
    ...undoMarkdown(report.plan, words),
    ...(report.heldBack ? basisMarkdown(report.plan, words) : []),
    ...(report.heldBack
      ? summary(report.plan, words, heldBackText(report, words), blockCallsGone(report))
      : summary(report.plan, words)),
  ];
  if (report.replies) lines.push(`- ${literal(repliesLine(report.replies, plainText, words))}`, '');
  if (report.heldBack)
    lines.push(
      ...guards(plan, heldBackHeadline(report, words), words),
      ...heldBackMarkdown(report, words),
      ...applyMarkdown(howToApplyHeld(report, minute, words)),
    );
  else lines.push(...outcomeLines(report, limit, plainText, words).map((line) => `- ${literal(line)}`), '');
  lines.push(
    ...changeSections(plan, words),
    ...moveTable(plan, words),
    ...groupTable(plan, words),
    ...notes(report.plan, words),
  );
  if (report.heldBack) lines.push(...signOffMarkdown(plan, words));
  return joined(lines);
}

/** Lines as one text, with no more than one empty line between two. */
function joined(lines: readonly string[]): string {
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function summary(report: PlanReport, words: Catalogue, wouldBe?: string, gone?: number): string[] {
  return [...summaryLines(report, plainText, words, wouldBe, gone).map((line) => `- ${literal(line)}`), ''];
}

function guards({ guards: tripped }: Plan, title: string, words: Catalogue): string[] {
  return tripped.length === 0
    ? []
    : [`**${title}**`, '', ...tripped.map((guard) => `- ${literal(guardIn(words, guard))}`), ''];
}

function changeSections(plan: Plan, words: Catalogue): string[] {
  const touched = new Map(plan.contacts.map((contact) => [contact.msisdn, contact]));
  return (Object.keys(words.changes.titles) as ChangeKind[]).flatMap((kind) => {
    const changes = plan.changes.filter((change) => change.kind === kind);
    if (changes.length === 0) return [];
    return [
      `### ${words.changes.titles[kind]} (${words.figures.count(changes.length)})`,
      '',
      ...table(
        words.markdown.changeHead,
        changes.slice(0, limit).map((change) => cells(change, touched.get(change.msisdn), words)),
      ),
      ...(changes.length > limit ? [words.markdown.more(changes.length - limit), ''] : []),
    ];
  });
}

function cells(
  change: Change,
  contact: TouchedContact | undefined,
  words: Catalogue,
): [string, string, string] {
  const { msisdn } = change;
  const name = contact?.before?.name ?? contact?.after?.name ?? '';
  switch (change.kind) {
    case 'create':
      return [msisdn, '', named(change.name, change.groups)];
    case 'remove':
      return [msisdn, named(name, contact?.before?.groups ?? []), words.changes.removed];
    case 'rename':
      return [msisdn, change.from, change.to];
    case 'addMembership':
      return [msisdn, name, `${name} + ${change.group}`];
    case 'removeMembership':
      return [msisdn, `${name} [${change.group}]`, name];
    case 'block':
      return [msisdn, name, words.changes.noMoreSms(blockReason(change, words))];
    case 'unblock':
      return [msisdn, name, words.changes.maySmsAgain];
  }
}

function named(name: string, groups: readonly string[]): string {
  return groups.length > 0 ? `${name} [${groups.join(' | ')}]` : name;
}

function moveTable({ moves }: Plan, { markdown, figures }: Catalogue): string[] {
  if (moves.length === 0) return [];
  return [
    `### ${markdown.moves} (${figures.count(moves.length)})`,
    '',
    ...table(
      markdown.moveHead,
      moves.slice(0, limit).map(({ from, to, name }) => [from, to, name]),
    ),
    ...(moves.length > limit ? [markdown.more(moves.length - limit), ''] : []),
  ];
}

function groupTable({ summary: { groups } }: Plan, { markdown, figures: { count } }: Catalogue): string[] {
  const changed = groups
    .filter(({ added, removed }) => added + removed > 0)
    .sort((a, b) => b.added + b.removed - (a.added + a.removed));
  if (changed.length === 0) return [];
  return [
    `### ${markdown.groups}`,
    '',
    ...table(
      markdown.groupHead,
      changed
        .slice(0, limit)
        .map(({ group, before, after, added, removed }) => [
          group,
          count(before),
          count(after),
          [added > 0 ? `+${count(added)}` : '', removed > 0 ? `-${count(removed)}` : '']
            .filter((part) => part !== '')
            .join(' '),
        ]),
    ),
    ...(changed.length > limit ? [markdown.moreGroups(changed.length - limit), ''] : []),
  ];
}

function notes({ rejections, warnings }: PlanReport, words: Catalogue): string[] {
  const { markdown, figures } = words;
  const lines: string[] = [];
  if (rejections.length > 0)
    lines.push(
      `### ${markdown.rejected} (${figures.count(rejections.length)})`,
      '',
      `${literal(rejectionCounts(rejections, words))}.`,
      '',
      ...table(
        markdown.rejectedHead,
        rejections
          .slice(0, limit)
          .map((one) => [`${one.source}:${one.line}`, one.code, rejectionIn(words, one)]),
      ),
      ...(rejections.length > limit ? [markdown.more(rejections.length - limit), ''] : []),
    );
  if (warnings.length > 0) {
    lines.push(
      `### ${markdown.warnings}`,
      '',
      ...warnings.slice(0, limit).map((warning) => `- ${literal(warningIn(words, warning))}`),
    );
    if (warnings.length > limit) lines.push(`- ${markdown.more(warnings.length - limit)}`);
    lines.push('');
  }
  return lines;
}
