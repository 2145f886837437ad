import { html } from 'hono/html';
import { localTime } from '../../contact/local-time.ts';
import type { Html } from '../../report/html/html.ts';
import type { Catalogue } from '../../report/language/catalogue.ts';
import type { RunRecord } from '../../state/runs.ts';

const barWidth = 10;
const gap = 3;
const height = 40;
const bars = 14;

/** The last nights of a pipeline: a bar each, oldest first, as high as what it changed, coloured by how it ended. */
export function trend(runs: readonly RunRecord[], words: Catalogue): Html {
  const { console: told } = words;
  const nights = [...runs].reverse();
  const most = Math.max(1, ...nights.map((run) => Math.sqrt(changesOf(run) ?? 0)));
  const width = bars * (barWidth + gap) - gap;
  return html`<svg class="trend" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMinYMax meet" role="img" aria-label="${told.chart(nights.length)}: ${nights.map((run) => barText(run, words)).join('; ')}">${nights.map(
    (run, index) => {
      const tall = Math.max(2, Math.round((Math.sqrt(changesOf(run) ?? 0) / most) * height));
      const at = index * (barWidth + gap);
      return html`<rect x="${at}" y="${height - tall}" width="${barWidth}" height="${tall}" rx="2" class="${lookOf(run)}"><title>${barText(run, words)}</title></rect>`;
    },
  )}</svg>`;
}

/** How many changes a run planned; undefined where it planned none at all. */
function changesOf({ summary }: RunRecord): number | undefined {
  const counts = summary?.plan?.changes;
  return counts && Object.values(counts).reduce((sum, one) => sum + one, 0);
}

/** How a run that ended so is coloured. */
export function lookOf(run: RunRecord): 'bad' | 'warn' | 'good' | 'none' {
  if (run.state === 'failed' || run.state === 'interrupted') return 'bad';
  if (run.state === 'refused' || run.state === 'partial') return 'warn';
  if (run.state === 'running') return 'none';
  return (changesOf(run) ?? 0) === 0 ? 'none' : 'good';
}

/** How a run stands, in words. */
export function stateText(run: RunRecord, { console: told, history }: Catalogue): string {
  return run.summary?.heldBack === true ? told.held : history.states[run.state];
}

function barText(run: RunRecord, words: Catalogue): string {
  const { console: told } = words;
  const changes = changesOf(run);
  return told.bar(
    localTime(run.startedAt),
    stateText(run, words),
    changes === undefined || changes === 0 ? told.noChanges : told.changes(changes),
  );
}
