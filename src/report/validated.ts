import { shellWord } from '../contact/shell-word.ts';
import type { Validated } from '../steps/validated.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { jsonText, printable, typed } from './printable.ts';
import { warningIn, warningText } from './sentences/warnings.ts';

/** That a pipeline is valid, and what was looked at. @param argument what names the pipeline on the command line */
export function validatedText(
  { pipeline, sources, warnings }: Validated,
  argument: string,
  words: Catalogue = english,
): string {
  const { validated } = words;
  const { name, account, contacts, groups, blocklist } = pipeline;
  return [
    validated.valid(name, account),
    `  ${validated.policy(contacts.absent, groups.mode, blocklist.unblock)}`,
    ...sources.map(
      ({ name: source, isOptOuts, columns, notLookedAt }) =>
        `  ${validated.source(printable(typed(source)), isOptOuts)}: ${
          notLookedAt === undefined ? validated.columns(columns ?? 0) : validated.notLookedAt[notLookedAt]
        }`,
    ),
    ...warnings.map((warning) => `! ${warningIn(words, warning)}`),
    validated.onlyHeaders(`jojka-sync plan ${shellWord(argument)}`),
    '',
  ].join('\n');
}

/** The same for programs. */
export function validatedJson({ pipeline, sources, warnings }: Validated): string {
  const { name, account } = pipeline;
  return `${jsonText({ version: 1, valid: true, name, account, sources: sources.map((look) => ({ ...look, name: typed(look.name) })), warnings: warnings.map(warningText) })}\n`;
}
