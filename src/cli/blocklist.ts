import { buffer } from 'node:stream/consumers';
import { Option } from '@commander-js/extra-typings';
import { printedFor } from '../contact/printed-commands.ts';
import { RefusedError, UsageError } from '../errors.ts';
import {
  type BlocklistLine,
  changeBlocklist,
  checkBlocklist,
  countReleasable,
  importBlocks,
  OwnStopError,
  releaseBlocks,
} from '../jobs/blocklist.ts';
import { blockReason } from '../report/block-reason.ts';
import { numberLines } from '../report/blocklist-lines.ts';
import { reportFormats, runParts } from '../report/formats.ts';
import { wordsOf } from '../report/language/words.ts';
import { formatQuantity } from '../report/numbers.ts';
import { blockImportTold, declinedTold, tell } from '../report/upkeep.ts';
import { blocklistListCommand } from './blocklist-list.ts';
import { defineCommand, defineGroup } from './command.ts';
import { isAgreed, mustBeAskable } from './confirm.ts';
import type { Cli, ExitCode } from './context.ts';
import { accountOption, formatOption, textOrJson } from './options.ts';

const linesFormat = () => formatOption('how each is shown; json: one object a line', ['text', 'json']);

const numbers = 'numbers in any spelling; without any, one a line from standard input';

const checkCommand = defineCommand({
  build: (command) =>
    command
      .name('check')
      .description('whether numbers are blocked in Jojka')
      .argument('[number...]', numbers)
      .addOption(accountOption())
      .addOption(linesFormat())
      .addHelpText(
        'after',
        `
Each line of the result: input<TAB>msisdn<TAB>blocked, or not blocked. Exit code 4 when not all were answered.

Example:
  $ jojka-sync blocklist check '070-174 06 05' 46701740606`,
      ),
  run: async (cli, options, [given]) => {
    let failed = 0;
    await checkBlocklist(cli, options.account, await inputsOf(cli, given), async (lines) => {
      failed += lines.filter(({ isFailure }) => isFailure).length;
      await printLines(cli, lines, options.format);
    });
    return failed > 0 ? 4 : 0;
  },
});

const addCommand = defineCommand({
  build: (command) =>
    command
      .name('add')
      .description('blocks numbers by hand')
      .argument('[number...]', numbers)
      .addOption(accountOption())
      .addOption(linesFormat())
      .addHelpText(
        'after',
        `
A number that was blocked by hand stays blocked, whatever the sources say.

Example:
  $ jojka-sync blocklist add '070-174 06 05'`,
      ),
  run: (cli, options, [given]) => change(cli, 'add', given, options),
});

const removeCommand = defineCommand({
  build: (command) =>
    command
      .name('remove')
      .description('unblocks numbers by hand')
      .argument('[number...]', numbers)
      .addOption(accountOption())
      .option('--yes', 'unblock also who answered STOP himself')
      .addOption(linesFormat())
      .addHelpText(
        'after',
        `
A number that a source still opts out is blocked again by the next sync.

Example:
  $ jojka-sync blocklist remove '070-174 06 05'`,
      ),
  run: (cli, options, [given]) => change(cli, 'remove', given, options),
});

const releaseCommand = defineCommand({
  build: (command) =>
    command
      .name('release')
      .description('lifts what a run has blocked, and nothing but the source of its pipeline')
      .requiredOption('--run <run>', 'id of the run, its beginning, or latest; jojka-sync runs lists them')
      .addOption(
        new Option('--origin <origin>', 'of the blocks; those of other origins are never touched')
          .choices(['source'])
          .makeOptionMandatory(),
      )
      .option('--yes', 'do not ask')
      .addOption(formatOption('how what happened is shown', reportFormats))
      .addHelpText(
        'after',
        `
For when a column of opt-outs was misread, that is mended, and a sync has read it right: whom the source still opts out
stays blocked. The guards of the run hold for it. Fetch answers first (jojka-sync replies): one of them may be a STOP.

Example:
  $ jojka-sync blocklist release --origin source --run 20261123-030000-k3f9`,
      ),
  run: async (cli, options) => {
    const { terminal } = wordsOf(cli.lang);
    const { run, numbers, pipeline } = await countReleasable(cli, options.run);
    const what = `Unblock ${formatQuantity(numbers, 'number')} that nothing but the source of ${pipeline} has blocked`;
    mustBeAskable(cli, options.yes, what);
    if (!(await isAgreed(cli, options.yes, terminal.unblock(numbers, pipeline)))) {
      await cli.out(tell(declinedTold(terminal.nothingSent), options.format === 'json' ? 'json' : 'text'));
      return 3;
    }
    const report = await releaseBlocks(cli, run);
    cli.progress.clear();
    await cli.out(runParts(report, options.format, cli));
    return report.exitCode;
  },
});

const importCommand = defineCommand({
  build: (command) =>
    command
      .name('import')
      .description('asks Jojka once about each number of the ledger, for an account that was used before')
      .option('--check', 'by asking about each number; Jojka has no list of blocked ones')
      .option('--rate <n>', 'numbers a second', '10')
      .addOption(accountOption())
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
What was blocked before we came is recorded as such (origin found), and never unblocked by a sync. It can be stopped with
Ctrl-C at any time; the same command goes on from there.

Example:
  $ jojka-sync blocklist import --check`,
      ),
  run: async (cli, options) => {
    if (!options.check)
      throw new UsageError('Jojka has no call that lists the blocklist.', {
        advice: printedFor(
          'To ask about each number of the ledger:\njojka-sync blocklist import --check',
          options,
        ),
      });
    const rate = Number(options.rate);
    if (!(rate >= 0.1 && rate <= 1000))
      throw new UsageError(`--rate ${options.rate}: not a number from 0.1 to 1,000.`);
    const { asked, found } = await importBlocks(cli, options.account, rate);
    cli.progress.clear();
    await cli.out(tell(blockImportTold(asked, found, wordsOf(cli.lang)), options.format));
    return 0;
  },
});

export const blocklistCommand = defineGroup({
  build: (command) =>
    command.addHelpText(
      'after',
      `
Examples:
  $ jojka-sync blocklist list
  $ jojka-sync blocklist check '070-174 06 05'
  $ jojka-sync blocklist add < numbers.txt
  $ jojka-sync blocklist import --check`,
    ),
  commands: [blocklistListCommand, checkCommand, addCommand, removeCommand, releaseCommand, importCommand],
});

async function change(
  cli: Cli,
  what: 'add' | 'remove',
  given: readonly string[],
  {
    account,
    format,
    yes = false,
  }: {
    readonly account: string;
    readonly format: 'text' | 'json';
    readonly yes?: boolean | undefined;
  },
): Promise<ExitCode> {
  let failed = 0;
  const inputs = await inputsOf(cli, given);
  await changeBlocklist(cli, account, what, inputs, { yes }, async (lines) => {
    failed += lines.filter(({ isFailure }) => isFailure).length;
    await printLines(cli, lines, format, what === 'add' ? 'blocked' : 'not blocked');
  }).catch((error: unknown) => {
    throw error instanceof OwnStopError ? withReasons(error) : error;
  });
  return failed > 0 ? 4 : 0;
}

/** Numbers from arguments, or lines of standard input. */
async function inputsOf(cli: Cli, given: readonly string[]): Promise<string[]> {
  if (given.length > 0) return [...given];
  const text = cli.stdin.isTTY ? '' : (await buffer(cli.stdin)).toString('utf8').replace(/^\ufeff/, '');
  const inputs = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (inputs.length > 0) return inputs;
  throw new UsageError(`No number was given${cli.stdin.isTTY ? '' : ', and standard input holds none'}.`, {
    advice: 'Nothing was sent. Name numbers as arguments, or pipe them in, one a line.',
  });
}

async function printLines(
  cli: Cli,
  lines: readonly BlocklistLine[],
  format: 'text' | 'json',
  done?: string,
): Promise<void> {
  cli.progress.clear();
  const told = lines.map((line) => (line.isFailure ? line : { ...line, outcome: done ?? line.outcome }));
  await cli.outAsIs(numberLines(told, format));
}

/** The refusal with why each number is blocked. */
function withReasons(error: OwnStopError): RefusedError {
  const numbers = error.blocked.map(({ msisdn, origins }) => `${msisdn} (${blockReason({ origins })})`);
  return new RefusedError(`${numbers.join(', ')} asked not to get SMS. Nothing was unblocked.`, {
    ...(error.advice !== undefined && { advice: error.advice }),
    cause: error,
  });
}
