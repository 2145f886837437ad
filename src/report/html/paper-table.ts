import { html } from 'hono/html';
import type { ChangeKind, ContactState } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { blockReason } from '../block-reason.ts';
import { changeKindTitles } from '../change-titles.ts';
import { formatCount } from '../numbers.ts';
import { heldBackWords } from '../sentences/held-back.ts';
import type { Html } from './html.ts';
import { shareRows } from './share-rows.ts';
import { type ListedUnmanaged, unmanagedTitle } from './unmanaged.ts';

/** How many rows are printed, shared among the kinds. */
const printed = 300;

/** What of the table is printed: of each kind the first, and how many there are besides. */
export function paperTable(plan: Plan, run: RunReport | undefined, unmanaged: ListedUnmanaged): Html {
  const touched = new Map(plan.contacts.map((contact) => [contact.msisdn, contact]));
  const kinds = (Object.keys(changeKindTitles) as ChangeKind[]).filter(
    (kind) => plan.summary.changes[kind] > 0,
  );
  const counts = kinds.map((kind) => plan.summary.changes[kind]);
  const shares = shareRows([...counts, unmanaged.count], printed);
  const columns = run ? 4 : 3;
  const byKind = new Map(
    kinds.map((kind, index) => [kind, { rows: [] as Html[], share: shares[index] ?? 0 }]),
  );
  for (const [index, change] of plan.changes.entries()) {
    const own = byKind.get(change.kind);
    if (!own || own.rows.length >= own.share) continue;
    const contact = touched.get(change.msisdn);
    const after =
      change.kind === 'block'
        ? blockReason(change.origins, change.carried)
        : `${'group' in change ? `${change.kind === 'addMembership' ? '+' : '−'} ${change.group}; ` : ''}${stateText(contact?.after)}`;
    own.rows.push(
      html`<tr><td class="number">${change.msisdn}</td><td dir="auto">${stateText(contact?.before)}</td><td dir="auto">${after}</td>${run ? html`<td>${outcomeText(run, index)}</td>` : ''}</tr>`,
    );
  }
  const rest = shares.at(-1) ?? 0;
  return html`<div class="paper"><table class="list${run ? ' with-outcome' : ''}"><thead><tr><th>Number</th><th>Before</th><th>After</th>${run ? html`<th>Outcome</th>` : ''}</tr></thead>
${kinds.map((kind, index) => group(changeKindTitles[kind], counts[index] ?? 0, byKind.get(kind)?.rows ?? [], columns))}${
  unmanaged.count > 0
    ? group(
        unmanagedTitle,
        unmanaged.count,
        unmanaged.first
          .slice(0, rest)
          .map(
            (one) =>
              html`<tr><td class="number">${one.msisdn}</td><td dir="auto">${stateText(one)}</td><td>stays</td>${run ? html`<td></td>` : ''}</tr>`,
          ),
        columns,
      )
    : ''
}</table></div>`;
}

function group(title: string, count: number, rows: readonly Html[], columns: number): Html {
  const more = count - rows.length;
  return html`<tbody><tr class="kind"><th colspan="${columns}">${title} (${formatCount(count)})</th></tr>
${rows}${more > 0 ? html`<tr class="more"><td colspan="${columns}">${formatCount(more)} more are not printed; the CSV report has all.</td></tr>` : ''}</tbody>
`;
}

function stateText(state: ContactState | null | undefined): string {
  return state ? [state.name, state.groups.join(' · ')].filter((text) => text !== '').join(' – ') : '–';
}

/** What became of a change; in a night that was held back, that it waits. */
function outcomeText({ outcomes, heldBack }: RunReport, index: number): string {
  const outcome = outcomes[index] ?? 'pending';
  return heldBack && outcome === 'pending' ? heldBackWords.outcome : outcome;
}
