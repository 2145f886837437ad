import { formatCount, formatQuantity } from './numbers.ts';
import { jsonText } from './printable.ts';

/** What commands of set-up and upkeep have done: in a sentence for people, as one JSON document for programs. */
export interface Told {
  readonly text: string;
  readonly json: object;
}

/** The one or the other, as `--format` asks. */
export function tell({ text, json }: Told, format: 'text' | 'json'): string {
  return format === 'json' ? `${jsonText({ version: 1, ...json })}\n` : `${text}\n`;
}

/** What `adopt` has taken over, or would. */
export function adoptedTold(report: {
  readonly pipeline: string;
  readonly account: string;
  readonly contacts: number;
  readonly memberships: number;
  readonly dryRun: boolean;
}): Told {
  const { pipeline, account, contacts, memberships, dryRun } = report;
  const what = `${formatQuantity(contacts, 'contact')} and ${formatQuantity(memberships, 'membership')} of account ${account}`;
  return {
    text: dryRun
      ? `${what} would be adopted for ${pipeline}.`
      : `${what} adopted for ${pipeline}; nothing was sent to Jojka.`,
    json: { pipeline, account, contacts, memberships, dryRun },
  };
}

/** That a pipeline has another name, and of whom its blocks did not follow. */
export function renamedTold(
  from: string,
  to: string,
  moved: { readonly wants: number; readonly shared: number; readonly unfollowed: readonly string[] },
): Told {
  const { wants, shared, unfollowed } = moved;
  const both = shared > 0 ? ` (${formatCount(shared)} of them it wanted already)` : '';
  const lines = [`${formatQuantity(wants, 'contact')} wanted by ${from} now belong to ${to}${both}.`];
  if (unfollowed.length > 0)
    lines.push(
      `${formatQuantity(unfollowed.length, 'person is', 'people are')} known by another number than under ${from}, where the former one is blocked. Whether that is meant of the new one too: jojka-sync explain NUMBER; to block it: jojka-sync blocklist add NUMBER`,
      ...unfollowed.map((msisdn) => `  ${msisdn}`),
    );
  return {
    text: lines.join('\n'),
    json: { renamed: from, to, contacts: wants, wantedByBoth: shared, unfollowed },
  };
}

/** That a pipeline wants nothing any more. */
export function retiredTold(name: string, contacts: number): Told {
  return {
    text: `${name} wants nothing any more (it wanted ${formatQuantity(contacts, 'contact')}). What is managed and wanted by nobody goes with the next sync of the account that removes.`,
    json: { retired: name, contacts },
  };
}

/** That the schema of the state is up to date. */
export function migratedTold(place: string): Told {
  return { text: `The state at ${place} is up to date.`, json: { place, schema: 'current' } };
}

/** What was taken out of old runs. */
export function prunedTold(runs: number, days: number): Told {
  return {
    text: `Personal data taken out of ${formatQuantity(runs, 'run')} older than ${days} days.`,
    json: { runs, olderThanDays: days },
  };
}

/** That the state knows an account by its new key. */
export function keyAcceptedTold(account: string, url: string): Told {
  return {
    text: `The state now knows account "${account}" at ${url} by the key that is set.`,
    json: { account, url, keyAccepted: true },
  };
}

/** How far `blocklist import` came. */
export function blockImportTold(asked: number, found: number): Told {
  return {
    text:
      asked === 0
        ? 'There is no number in the ledger that Jojka was not asked about.'
        : `Asked about ${formatQuantity(asked, 'number')}: ${formatQuantity(found, 'was', 'were')} blocked before we came.`,
    json: { asked, found },
  };
}

/** What became of cancelling campaigns. */
export function cancelledTold(results: readonly { readonly id: string; readonly error?: string }[]): Told {
  return {
    text: results
      .map(({ id, error }) => (error === undefined ? `${id}: cancelled.` : `${id}: not cancelled. ${error}.`))
      .join('\n'),
    json: {
      campaigns: results.map(({ id, error }) => ({
        id,
        cancelled: error === undefined,
        ...(error && { error }),
      })),
    },
  };
}

/** Where the sandbox listens. */
export function sandboxTold(url: string): Told {
  return {
    text: `The sandbox listens at ${url}\nJOJKA_API_URL=${url}\nStop it with Ctrl-C.`,
    json: { url },
  };
}

/** That a question was answered by no. */
export const declined = { nothing: 'Nothing was sent.', cancelled: 'Nothing was cancelled.' } as const;

export function declinedTold(text: string): Told {
  return { text, json: { declined: true } };
}
