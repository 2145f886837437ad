import type { Validated } from '../steps/validated.ts';
import { formatQuantity } from './numbers.ts';
import { jsonText, printable, typed } from './printable.ts';
import { warningText } from './sentences/warnings.ts';

/** That a pipeline is valid, and what was looked at. */
export function validatedText({ pipeline, sources, warnings }: Validated): string {
  const { name, account, contacts, groups, blocklist } = pipeline;
  return [
    `${name} is a valid pipeline, for the account ${account}.`,
    `  absent contacts: ${contacts.absent}; memberships: ${groups.mode}; unblock: ${blocklist.unblock}`,
    ...sources.map(
      ({ name: source, isOptOuts, columns, notLookedAt }) =>
        `  ${isOptOuts ? 'opt-outs' : 'source'} ${printable(typed(source))}: ${
          notLookedAt === undefined
            ? `${formatQuantity(columns ?? 0, 'column')}, and those that it names are there`
            : `not looked at (${notLookedAt})`
        }`,
    ),
    ...warnings.map((warning) => `! ${warningText(warning)}`),
    `Nothing was read but headers. What it would do: jojka-sync plan, with the same argument.`,
    '',
  ].join('\n');
}

/** The same for programs. */
export function validatedJson({ pipeline, sources, warnings }: Validated): string {
  const { name, account } = pipeline;
  return `${jsonText({ version: 1, valid: true, name, account, sources: sources.map((look) => ({ ...look, name: typed(look.name) })), warnings: warnings.map(warningText) })}\n`;
}
