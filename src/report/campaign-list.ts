import { localTime } from '../contact/local-time.ts';
import type { RunRecord } from '../state/runs.ts';
import { csvText } from './csv-text.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText, printable } from './printable.ts';
import { tableText } from './table.ts';

/** A campaign or message that was sent by hand, as the history of runs has it. */
interface ListedCampaign {
  /** Null: Jojka gave none, or its answer was lost. */
  readonly id: string | null;
  readonly kind: 'message' | 'campaign';
  readonly account: string;
  readonly run: string;
  readonly at: Date;
  readonly scheduled: string | null;
  readonly name: string | null;
  readonly numbers: number;
  readonly outcome: string;
}

function campaignsOf(runs: readonly RunRecord[]): ListedCampaign[] {
  return runs.flatMap(({ id: run, account, startedAt: at, summary, state, isGone }) => {
    const isAtWork = state === 'running' && !isGone;
    if (!summary?.message) return [];
    const { endpoint, batches, scheduled = null, name = null } = summary.message;
    const kind = endpoint === 'send' ? 'message' : 'campaign';
    return batches.map(({ id = null, numbers, outcome: last }) => {
      // Whoever began it and is gone tells nobody what became of it.
      const outcome = last === 'sending' && !isAtWork ? 'unknown' : last;
      return { id, kind, account, run, at, scheduled, name, numbers, outcome };
    });
  });
}

/** Campaigns that went out by hand, newest first. */
export function campaignListText(runs: readonly RunRecord[], options: TextOptions): string {
  const campaigns = campaignsOf(runs);
  const { messages, figures } = wordsOf(options.lang);
  if (campaigns.length === 0) return `${messages.noCampaign}\n`;
  return tableText(
    messages.listHead,
    campaigns.map(({ id, kind, at, scheduled, name, numbers, outcome }) => [
      id ?? '-',
      localTime(scheduled ?? at, options),
      figures.count(numbers),
      outcome === 'sent' && scheduled !== null ? messages.scheduled : (messages.outcomes[outcome] ?? outcome),
      name === null ? (kind === 'message' ? messages.aMessage : '') : printable(name),
    ]),
  );
}

/** The same as one JSON document. */
export function campaignListJson(runs: readonly RunRecord[]): string {
  return `${jsonText(campaignsOf(runs))}\n`;
}

/** The same as CSV for a spreadsheet; times in UTC. */
export function campaignListCsv(runs: readonly RunRecord[]): string {
  return csvText(
    ['campaign', 'kind', 'account', 'run', 'at', 'scheduled', 'name', 'numbers', 'outcome'],
    campaignsOf(runs).map(({ id, kind, account, run, at, scheduled, name, numbers, outcome }) => [
      ...[
        id ?? '',
        kind,
        account,
        run,
        at.toISOString(),
        scheduled ?? '',
        name ?? '',
        String(numbers),
        outcome,
      ],
    ]),
  );
}
