import type { Change, ChangeKind, TouchedContact } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunReport } from '../steps/run-report.ts';
import { blockReason } from './block-reason.ts';
import { changeKindTitles } from './change-titles.ts';
import { applyMarkdown, basisMarkdown, heldBackMarkdown, signOffMarkdown } from './markdown-sign.ts';
import { literal, table } from './markdown-text.ts';
import { formatCount, formatQuantity } from './numbers.ts';
import { plainText } from './plain-text.ts';
import { summaryLines } from './plan-text.ts';
import { rejectionCounts } from './rejections-text.ts';
import { heldBackHeadline, heldBackText, outcomeLines, repliesLine } from './run-text.ts';
import { howToApplyHeld, howToApplyPlan } from './sentences/apply.ts';
import { guardText } from './sentences/guards.ts';
import { wouldText } from './sentences/held-back.ts';
import { rejectionText } from './sentences/rejections.ts';
import { warningText } from './sentences/warnings.ts';

/** How much of a list is shown: a comment on a pull request, or a message in a chat, holds so much. */
const limit = 10;

/** A plan as Markdown, fit for a pull request or a chat: figures first, then the first changes of each kind. */
export function planMarkdown(report: PlanReport): string {
  const { plan } = report;
  const lines = [
    `## ${literal(plan.pipeline)} → account ${literal(plan.account)}`,
    '',
    `Plan \`${plan.id}\`, made ${plan.createdAt.slice(0, 16).replace('T', ' ')} UTC: ${formatQuantity(plan.summary.existing, 'contact')} in Jojka, ${formatCount(plan.summary.desired)} desired.`,
    '',
    ...basisMarkdown(report),
    ...summary(report, plan.guards.length > 0 ? `Plan: ${wouldText(plan.summary.changes)}` : undefined),
    ...guards(plan, 'A sync would hold this plan back, all but its blocks:'),
    ...applyMarkdown(howToApplyPlan(report)),
    ...changeSections(plan),
    ...moveTable(plan),
    ...groupTable(plan),
    ...notes(report),
    ...signOffMarkdown(plan),
  ];
  return joined(lines);
}

/** A finished run as Markdown. */
export function runMarkdown(report: RunReport): string {
  const { plan } = report.plan;
  const lines = [
    `## ${literal(plan.pipeline)} → account ${literal(plan.account)}`,
    '',
    `Run \`${report.run}\`, ${report.startedAt.slice(0, 16).replace('T', ' ')} UTC.`,
    '',
    ...(report.heldBack ? basisMarkdown(report.plan) : []),
    ...summary(report.plan, report.heldBack ? heldBackText(report) : undefined),
  ];
  if (report.replies) lines.push(`- ${literal(repliesLine(report.replies, plainText))}`, '');
  if (report.heldBack)
    lines.push(
      ...guards(plan, heldBackHeadline(report)),
      ...heldBackMarkdown(report),
      ...applyMarkdown(howToApplyHeld(report)),
    );
  else lines.push(...outcomeLines(report, limit, plainText).map((line) => `- ${literal(line)}`), '');
  lines.push(...changeSections(plan), ...moveTable(plan), ...groupTable(plan), ...notes(report.plan));
  if (report.heldBack) lines.push(...signOffMarkdown(plan));
  return joined(lines);
}

/** Lines as one text, with no more than one empty line between two. */
function joined(lines: readonly string[]): string {
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function summary(report: PlanReport, wouldBe?: string): string[] {
  return [...summaryLines(report, plainText, wouldBe).map((line) => `- ${literal(line)}`), ''];
}

function guards({ guards: tripped }: Plan, title: string): string[] {
  return tripped.length === 0
    ? []
    : [`**${title}**`, '', ...tripped.map((guard) => `- ${literal(guardText(guard))}`), ''];
}

function changeSections(plan: Plan): string[] {
  const touched = new Map(plan.contacts.map((contact) => [contact.msisdn, contact]));
  return (Object.keys(changeKindTitles) as ChangeKind[]).flatMap((kind) => {
    const changes = plan.changes.filter((change) => change.kind === kind);
    if (changes.length === 0) return [];
    return [
      `### ${changeKindTitles[kind]} (${formatCount(changes.length)})`,
      '',
      ...table(
        ['Number', 'Before', 'After'],
        changes.slice(0, limit).map((change) => cells(change, touched.get(change.msisdn))),
      ),
      ...(changes.length > limit ? [`… ${formatCount(changes.length - limit)} more.`, ''] : []),
    ];
  });
}

function cells(change: Change, contact: TouchedContact | undefined): [string, string, string] {
  const { msisdn } = change;
  const name = contact?.before?.name ?? contact?.after?.name ?? '';
  switch (change.kind) {
    case 'create':
      return [msisdn, '', named(change.name, change.groups)];
    case 'remove':
      return [msisdn, named(name, contact?.before?.groups ?? []), 'removed'];
    case 'rename':
      return [msisdn, change.from, change.to];
    case 'addMembership':
      return [msisdn, name, `${name} + ${change.group}`];
    case 'removeMembership':
      return [msisdn, `${name} [${change.group}]`, name];
    case 'block':
      return [msisdn, name, `no more SMS: ${blockReason(change.origins, change.carried)}`];
    case 'unblock':
      return [msisdn, name, 'may get SMS again'];
  }
}

function named(name: string, groups: readonly string[]): string {
  return groups.length > 0 ? `${name} [${groups.join(' | ')}]` : name;
}

function moveTable({ moves }: Plan): string[] {
  if (moves.length === 0) return [];
  return [
    `### Changed numbers (${formatCount(moves.length)})`,
    '',
    ...table(
      ['Before', 'After', 'Name'],
      moves.slice(0, limit).map(({ from, to, name }) => [from, to, name]),
    ),
    ...(moves.length > limit ? [`… ${formatCount(moves.length - limit)} more.`, ''] : []),
  ];
}

function groupTable({ summary: { groups } }: Plan): string[] {
  const changed = groups
    .filter(({ added, removed }) => added + removed > 0)
    .sort((a, b) => b.added + b.removed - (a.added + a.removed));
  if (changed.length === 0) return [];
  return [
    '### Members of groups',
    '',
    ...table(
      ['Group', 'Before', 'After', 'Change'],
      changed
        .slice(0, limit)
        .map(({ group, before, after, added, removed }) => [
          group,
          formatCount(before),
          formatCount(after),
          [added > 0 ? `+${formatCount(added)}` : '', removed > 0 ? `-${formatCount(removed)}` : '']
            .filter((part) => part !== '')
            .join(' '),
        ]),
    ),
    ...(changed.length > limit ? [`… ${formatQuantity(changed.length - limit, 'more group')}.`, ''] : []),
  ];
}

function notes({ rejections, warnings }: PlanReport): string[] {
  const lines: string[] = [];
  if (rejections.length > 0)
    lines.push(
      `### Rejected (${formatCount(rejections.length)})`,
      '',
      `${literal(rejectionCounts(rejections))}.`,
      '',
      ...table(
        ['Where', 'Code', 'What to do'],
        rejections.slice(0, limit).map((one) => [`${one.source}:${one.line}`, one.code, rejectionText(one)]),
      ),
      ...(rejections.length > limit ? [`… ${formatCount(rejections.length - limit)} more.`, ''] : []),
    );
  if (warnings.length > 0) {
    lines.push(
      '### Warnings',
      '',
      ...warnings.slice(0, limit).map((warning) => `- ${literal(warningText(warning))}`),
    );
    if (warnings.length > limit) lines.push(`- … ${formatCount(warnings.length - limit)} more.`);
    lines.push('');
  }
  return lines;
}
