import { UsageError } from '../errors.ts';
import {
  type ApiCall,
  apiDescription,
  checkCall,
  endpointRows,
  makeCall,
  parameterRows,
  refuseChangedAccount,
  WrongCallError,
} from '../jobs/api.ts';
import { wordsOf } from '../report/language/words.ts';
import { jsonText } from '../report/printable.ts';
import { tableLines } from '../report/table.ts';
import { defineCommand } from './command.ts';
import { isAgreed, mustBeAskable } from './confirm.ts';
import type { Cli } from './context.ts';
import { accountOption, formatOption } from './options.ts';
import { readText } from './read-text.ts';

export const apiCommand = defineCommand({
  build: (command) =>
    command
      .argument('[endpoint]', 'its name, such as export_contacts_list')
      .argument(
        '[key=value...]',
        'its parameters; key=@FILE reads a value from a file, key=@- from standard input',
      )
      .addOption(accountOption())
      .option('--yes', 'do not ask before a call that changes something')
      .addOption(formatOption('how the answer is shown', ['json']))
      .option('--openapi', 'print a description of the API as an OpenAPI 3.1 document instead')
      .addHelpText(
        'after',
        () => `
${endpointLines().join('\n')}

A value that begins with @ is written with two: msg=@@home. A line break at the end of a file is left out.

Examples:
  $ jojka-sync api export_contacts_list max=10
  $ jojka-sync api check_if_in_blocklist msisdn=46701740605
  $ jojka-sync api import_contacts_list contacts_list=@rows.csv --yes
  $ jojka-sync api --openapi > jojka.openapi.json`,
      ),
  run: async (cli, options, [endpoint, pairs]) => {
    if (options.openapi) {
      if (endpoint !== undefined)
        throw new UsageError('--openapi describes the whole API; it takes no endpoint.');
      await cli.out(`${jsonText(apiDescription())}\n`);
      return 0;
    }
    if (endpoint === undefined)
      throw new UsageError('Which endpoint?', { advice: endpointLines().join('\n') });
    const call = checked(endpoint, await readPairs(cli, pairs, options.yes));
    if (call.writes) {
      mustBeAskable(cli, options.yes, `${call.endpoint} changes the account`);
      const url = await refuseChangedAccount(cli, options.account);
      const { terminal } = wordsOf(cli.lang);
      const question = terminal.callApi(call.endpoint, options.account, url);
      if (!(await isAgreed(cli, options.yes, question))) {
        await cli.out(`${terminal.nothingSent}\n`);
        return 3;
      }
    }
    const answer = await makeCall(cli, options.account, call);
    cli.progress.clear();
    await cli.out(`${jsonText(answer)}\n`);
    return 0;
  },
});

/** `key=value` as parameters; the messages hold no value. */
async function readPairs(
  cli: Cli,
  pairs: readonly string[],
  yes: boolean | undefined,
): Promise<Record<string, string>> {
  const parameters: Record<string, string> = {};
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      throw new UsageError('Parameters are given as key=value.', {
        advice: 'Nothing was sent. One of them has no name or no "=".',
      });
    if (Object.hasOwn(parameters, key))
      throw new UsageError(`${key} is given twice.`, {
        advice: 'Nothing was sent. Several numbers or groups go into one value, joined by semicolons.',
      });
    if (value === '@-' && !yes && cli.stdin.isTTY)
      throw new UsageError(
        `${key} cannot be read from standard input, on which the question is answered too.`,
        {
          advice: 'Nothing was sent. Read it from a file, or add --yes.',
        },
      );
    parameters[key] = await readValue(cli, value);
  }
  return parameters;
}

async function readValue(cli: Cli, value: string): Promise<string> {
  if (!value.startsWith('@')) return value;
  if (value.startsWith('@@')) return value.slice(1);
  return (await readText(cli, value.slice(1))).replace(/\n$/, '');
}

/** Checks a call; what is wrong with it is told with the table of what would be right. */
function checked(endpoint: string, parameters: Record<string, string>): ApiCall {
  try {
    return checkCall(endpoint, parameters);
  } catch (error) {
    if (!(error instanceof WrongCallError)) throw error;
    const table = error.endpoint === undefined ? endpointLines() : parameterLines(error.endpoint);
    throw new UsageError(error.message, { advice: [error.advice, ...table].join('\n'), cause: error });
  }
}

function endpointLines(): string[] {
  return tableLines(['ENDPOINT', 'DOES'], endpointRows());
}

function parameterLines(name: ApiCall['endpoint']): string[] {
  const rows = parameterRows(name);
  return rows.length > 0
    ? tableLines(['PARAMETER', 'NEEDED', 'MEANING'], rows)
    : [`${name} has no parameters.`];
}
