import { html } from 'hono/html';
import type { ChangeKind, ContactState } from '../../plan/change.ts';
import type { Plan } from '../../plan/plan.ts';
import type { RunReport } from '../../steps/run-report.ts';
import { blockReason } from '../block-reason.ts';
import type { Catalogue } from '../language/catalogue.ts';
import type { Html } from './html.ts';
import { shareRows } from './share-rows.ts';
import type { ListedUnmanaged } from './unmanaged.ts';

/** How many rows are printed, shared among the kinds. */
const printed = 300;

/** What of the table is printed: of each kind the first, and how many there are besides. */
export function paperTable(
  plan: Plan,
  run: RunReport | undefined,
  unmanaged: ListedUnmanaged,
  words: Catalogue,
): Html {
  const { page } = words;
  const { titles } = words.changes;
  const touched = new Map(plan.contacts.map((contact) => [contact.msisdn, contact]));
  const kinds = (Object.keys(titles) as ChangeKind[]).filter((kind) => plan.summary.changes[kind] > 0);
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
        ? blockReason(change, words)
        : `${'group' in change ? `${change.kind === 'addMembership' ? '+' : '−'} ${change.group}; ` : ''}${stateText(contact?.after)}`;
    own.rows.push(
      html`<tr><td class="number">${change.msisdn}</td><td dir="auto">${stateText(contact?.before)}</td><td dir="auto">${after}</td>${run ? html`<td>${outcomeText(run, index, words)}</td>` : ''}</tr>`,
    );
  }
  const rest = shares.at(-1) ?? 0;
  return html`<div class="paper"><table class="list${run ? ' with-outcome' : ''}"><thead><tr><th>${page.number}</th><th>${page.before}</th><th>${page.after}</th>${run ? html`<th>${page.outcome}</th>` : ''}</tr></thead>
${kinds.map((kind, index) => group(titles[kind], counts[index] ?? 0, byKind.get(kind)?.rows ?? [], columns, words))}${
  unmanaged.count > 0
    ? group(
        page.unmanaged,
        unmanaged.count,
        unmanaged.first
          .slice(0, rest)
          .map(
            (one) =>
              html`<tr><td class="number">${one.msisdn}</td><td dir="auto">${stateText(one)}</td><td>${page.stays}</td>${run ? html`<td></td>` : ''}</tr>`,
          ),
        columns,
        words,
      )
    : ''
}</table></div>`;
}

function group(
  title: string,
  count: number,
  rows: readonly Html[],
  columns: number,
  { page, figures }: Catalogue,
): Html {
  const more = count - rows.length;
  return html`<tbody><tr class="kind"><th colspan="${columns}">${title} (${figures.count(count)})</th></tr>
${rows}${more > 0 ? html`<tr class="more"><td colspan="${columns}">${page.notPrinted(more)}</td></tr>` : ''}</tbody>
`;
}

function stateText(state: ContactState | null | undefined): string {
  return state ? [state.name, state.groups.join(' · ')].filter((text) => text !== '').join(' – ') : '–';
}

/** What became of a change; in a night that was held back, that it waits. */
function outcomeText({ outcomes, heldBack }: RunReport, index: number, words: Catalogue): string {
  const outcome = outcomes[index] ?? 'pending';
  return heldBack && outcome === 'pending' ? words.heldBack.outcome : words.changes.outcomes[outcome];
}
