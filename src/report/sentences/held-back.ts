import type { Change, ChangeKind } from '../../plan/change.ts';
import type { RunReport } from '../../steps/run-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';

/** `4 contacts would be created, 1 would get another name`; kinds of which there is nothing are left out. */
export function wouldText(
  counts: Readonly<Partial<Record<ChangeKind, number>>>,
  { changes: { would } }: Catalogue = english,
): string {
  const parts = (Object.keys(would) as ChangeKind[]).flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count > 0 ? [would[kind](count)] : [];
  });
  return parts.join(', ');
}

/** Of a run that was held back: what was planned of each kind, and what of that was sent. */
export function heldBackRows(run: RunReport): {
  readonly kind: ChangeKind;
  readonly planned: number;
  readonly sent: number;
}[] {
  const { plan } = run.plan;
  const { sent, stood } = blocksOfRun({ ...run, changes: plan.changes });
  return (Object.entries(plan.summary.changes) as [ChangeKind, number][])
    .map(([kind, planned]) =>
      kind === 'block' ? { kind, planned: planned - stood, sent } : { kind, planned, sent: 0 },
    )
    .filter(({ planned }) => planned > 0);
}

/** Of the blocks of a run: how many it sent, and how many stood already, so that no call was made for them. */
export function blocksOfRun({
  changes,
  outcomes,
  doneBefore = [],
}: Pick<RunReport, 'outcomes' | 'doneBefore'> & { readonly changes: readonly Change[] }): {
  readonly sent: number;
  readonly stood: number;
} {
  const before = new Set(doneBefore);
  const done = changes.flatMap(({ kind }, index) =>
    kind === 'block' && outcomes[index] === 'done' ? [index] : [],
  );
  const stood = done.filter((index) => before.has(index)).length;
  return { sent: done.length - stood, stood };
}

/** Calls of a plan that was held back which applying it does not make any more: its blocks, save of people whom it creates. */
export function blockCallsGone({ plan: { plan }, outcomes }: RunReport): number {
  const created = new Set(plan.changes.flatMap(({ kind, msisdn }) => (kind === 'create' ? [msisdn] : [])));
  return plan.changes.filter(
    ({ kind, msisdn }, index) => kind === 'block' && outcomes[index] === 'done' && !created.has(msisdn),
  ).length;
}

/** What of it is left to be decided, by kind. */
export function heldBackCounts(run: RunReport): Partial<Record<ChangeKind, number>> {
  return Object.fromEntries(heldBackRows(run).map(({ kind, planned, sent }) => [kind, planned - sent]));
}

/** That people without a consent by tonight's file are still in groups that need one, where a night was held back; else nothing. */
export function noConsentLines(
  run: { readonly plan?: RunReport['plan'] | undefined } & Pick<RunReport, 'outcomes' | 'heldBack'>,
  { heldBack }: Catalogue = english,
): string[] {
  const { plan, outcomes } = run;
  const people = run.heldBack && plan ? stillWithoutConsent(plan.plan, outcomes) : 0;
  return people > 0 ? [heldBack.noConsent(people)] : [];
}

/** How many people who have no consent by tonight's file are still in groups that need one (C1). */
function stillWithoutConsent(plan: RunReport['plan']['plan'], outcomes: RunReport['outcomes']): number {
  const withheld = new Map<string, Set<string>>();
  for (const { msisdn, state, groups } of plan.consents?.upserts ?? [])
    if (state !== 'yes') withheld.set(msisdn, new Set([...(withheld.get(msisdn) ?? []), ...groups]));
  const people = new Set<string>();
  const befores = new Map(plan.contacts.map(({ msisdn, before }) => [msisdn, before?.groups ?? []]));
  for (const [index, change] of plan.changes.entries()) {
    const groups = withheld.get(change.msisdn);
    if (!groups || outcomes[index] === 'done') continue;
    const leaves =
      change.kind === 'removeMembership'
        ? [change.group]
        : change.kind === 'remove'
          ? befores.get(change.msisdn)
          : [];
    if (leaves?.some((group) => groups.has(group))) people.add(change.msisdn);
  }
  return people.size;
}
