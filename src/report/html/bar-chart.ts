import { html } from 'hono/html';
import type { Catalogue } from '../language/catalogue.ts';
import type { Html } from './html.ts';

/** A row of a chart. */
export interface Bar {
  readonly title: string;
  /** One bar a value; the first of two is what was before. */
  readonly values: readonly number[];
  /** What stands beside the bars; the last value, where left out. */
  readonly figure?: Html;
}

/** The title, then what its columns are called: label, bar and figure. */
type ChartWords = Catalogue['page']['byKind'];

/**
 * A bar chart that is a table: it can be read aloud, copied and printed as it is. Widths are attributes of SVG, since
 * the page's policy allows no style that it does not know.
 */
export function barChart(
  [title, ...head]: ChartWords,
  bars: readonly Bar[],
  { count }: Catalogue['figures'],
): Html {
  const most = Math.max(1, ...bars.flatMap(({ values }) => values));
  return html`<table class="chart">
<caption>${title}</caption>
<thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${bars.map(
    ({ title: label, values, figure }) => html`<tr><th scope="row" dir="auto">${label}</th>
<td class="bars">${values.map((value, index) => svgBar(value / most, values.length > 1 && index === 0))}</td>
<td class="figure">${figure ?? count(values.at(-1) ?? 0)}</td></tr>
`,
  )}</tbody>
</table>`;
}

function svgBar(share: number, isOld: boolean): Html {
  const width = share === 0 ? 0 : Math.max(0.5, Math.round(share * 1000) / 10);
  return html`<svg class="bar${isOld ? ' old' : ''}" aria-hidden="true" focusable="false"><rect width="${width}%" height="100%"></rect></svg>`;
}
