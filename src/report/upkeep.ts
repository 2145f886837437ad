import { printedFor } from '../contact/printed-commands.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
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
export function adoptedTold(
  report: {
    readonly pipeline: string;
    readonly account: string;
    readonly contacts: number;
    readonly memberships: number;
    readonly dryRun: boolean;
  },
  { upkeep }: Catalogue = english,
): Told {
  const { pipeline, account, contacts, memberships, dryRun } = report;
  return {
    text: upkeep.adopted(contacts, memberships, account, pipeline, dryRun),
    json: { pipeline, account, contacts, memberships, dryRun },
  };
}

/** That a pipeline has another name, and of whom its blocks did not follow. */
export function renamedTold(
  from: string,
  to: string,
  moved: {
    readonly wants: number;
    readonly shared: number;
    readonly unfollowed: readonly string[];
    readonly account?: string | undefined;
  },
  { upkeep }: Catalogue = english,
): Told {
  const { wants, shared, unfollowed } = moved;
  const lines = [upkeep.renamed(from, to, wants, shared)];
  if (unfollowed.length > 0)
    lines.push(
      printedFor(upkeep.unfollowed(unfollowed.length, from), moved),
      ...unfollowed.map((msisdn) => `  ${msisdn}`),
    );
  return {
    text: lines.join('\n'),
    json: { renamed: from, to, contacts: wants, wantedByBoth: shared, unfollowed },
  };
}

/** That a pipeline wants nothing any more. */
export function retiredTold(name: string, contacts: number, { upkeep }: Catalogue = english): Told {
  return {
    text: upkeep.retired(name, contacts),
    json: { retired: name, contacts },
  };
}

/** That the schema of the state is up to date. */
export function migratedTold(place: string, { upkeep }: Catalogue = english): Told {
  return { text: upkeep.migrated(place), json: { place, schema: 'current' } };
}

/** What was taken out of old runs. */
export function prunedTold(runs: number, days: number, { upkeep }: Catalogue = english): Told {
  return {
    text: upkeep.pruned(runs, days),
    json: { runs, olderThanDays: days },
  };
}

/** That the state knows an account by its new key. */
export function keyAcceptedTold(account: string, url: string, { upkeep }: Catalogue = english): Told {
  return {
    text: upkeep.keyAccepted(account, url),
    json: { account, url, keyAccepted: true },
  };
}

/** How far `blocklist import` came. */
export function blockImportTold(asked: number, found: number, { upkeep }: Catalogue = english): Told {
  return {
    text: asked === 0 ? upkeep.askedAll : upkeep.asked(asked, found),
    json: { asked, found },
  };
}

/** What became of cancelling campaigns. */
export function cancelledTold(
  results: readonly { readonly id: string; readonly error?: string }[],
  { upkeep }: Catalogue = english,
): Told {
  return {
    text: results
      .map(({ id, error }) => (error === undefined ? upkeep.cancelled(id) : upkeep.notCancelled(id, error)))
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
export function declinedTold(text: string): Told {
  return { text, json: { declined: true } };
}

/** Where the console is. */
export function consoleTold(url: string): Told {
  return { text: `The console is at ${url}. Ctrl-C ends it.`, json: { url } };
}
