import { type Command, Option } from '@commander-js/extra-typings';
import { type BatchResult, type MessagePlan, numbersWith } from '../campaign/delivery.ts';
import { findingCodes, refuseFindings } from '../campaign/preflight.ts';
import type { GivenNumbers } from '../campaign/recipients.ts';
import { JojkaSyncError, RefusedError, UsageError } from '../errors.ts';
import type { OnBatch } from '../jobs/send.ts';
import { writePrivateFile } from '../private-file.ts';
import { wordsOf } from '../report/language/words.ts';
import {
  batchText,
  deliveryHint,
  deliveryJson,
  messagePlanText,
  rejectedText,
} from '../report/message-text.ts';
import { formatCount } from '../report/numbers.ts';
import { declinedTold, tell } from '../report/upkeep.ts';
import { inputFiles, mustBeApart } from '../steps/files-apart.ts';
import { isAgreed, mustBeAskable } from './confirm.ts';
import type { Cli, ExitCode } from './context.ts';
import { readMessageWords } from './message-words.ts';
import { accountOption, textOrJson } from './options.ts';
import { readText } from './read-text.ts';

/**
 * Declares the arguments and options that `send` and `campaign add` share.
 *
 * @param words what the words of the command line are
 */
export function withMessageOptions(command: Command, words: string) {
  return command
    .argument('[words...]', words)
    .option('--text <text>', 'what to send, where it might be taken for a number')
    .option('--to <number...>', 'recipients, in any spelling')
    .option('--file <path...>', 'recipients from a file, one number a line; - is standard input')
    .option('--group <name...>', 'those who are in these groups now; all is every contact of the account')
    .option('--from <sender>', "a sender that was ordered of Jojka; without it, the account's own number")
    .option('--at <time>', 'begin then, such as "2026-12-01 09:00"; without it, now')
    .option('--time-zone <name>', 'where --at is meant', 'Europe/Stockholm')
    .option('--name <name>', 'name of the campaign for your own statistics')
    .option('--region <code>', 'country of numbers without a country code', 'SE')
    .addOption(
      new Option(
        '--allow <code...>',
        'what would hold a message to many back and is meant: the codes that it names',
      ).choices(findingCodes),
    )
    .option('--skip-invalid', 'leave out numbers that are none, and send to the others')
    .option('--failed <file>', 'write the numbers that did not get it to a file, to be sent to later')
    .addOption(accountOption())
    .option('--dry-run', 'only show what would be sent')
    .addOption(new Option('--yes', 'do not ask').conflicts('dryRun'))
    .addOption(textOrJson());
}

/** Options of `send` and `campaign add`. */
type MessageOptions = ReturnType<ReturnType<typeof withMessageOptions>['opts']>;

/** Shows a message and who gets it, asks, sends, and tells what became of it. */
export async function runMessage(
  cli: Cli,
  as: 'send' | 'campaign',
  options: MessageOptions,
  given: readonly string[],
): Promise<ExitCode> {
  const { yes, dryRun } = options;
  const json = options.format === 'json';
  const words = wordsOf(cli.lang);
  if (!dryRun) mustBeAskable(cli, yes, 'This sends messages');
  if (options.file?.includes('-') && !yes && !dryRun)
    throw new UsageError('The numbers come from standard input, on which the question is answered too.', {
      advice: 'Nothing was sent. Name a file, or add --yes.',
    });
  if (options.failed !== undefined)
    mustBeApart([{ what: '--failed', path: options.failed }], inputFiles(cli), cli);
  const { text, numbers } = await readMessageWords(cli, as, given, {
    text: options.text,
    yes,
    region: options.region,
    hasRecipients: [options.to, options.file, options.group].some((given) => given !== undefined),
  });
  // Loaded here alone: no other command needs time zones and the sizes of SMS.
  const { planMessage, sendMessage } = await import('../jobs/send.ts');
  const plan = await planMessage(cli, {
    as,
    account: options.account,
    text,
    from: options.from,
    numbers: [
      ...numbers.map((number) => ({ text: number, where: 'NUMBER' })),
      ...(await readNumbers(cli, options)),
    ],
    groups: options.group ?? [],
    at: options.at,
    timeZone: options.timeZone,
    name: options.name,
    region: options.region,
    dryRun,
  });
  cli.progress.clear();
  await mustBeSendable(cli, plan, options.skipInvalid);
  if (!json) await cli.out(messagePlanText(plan, words));
  if (dryRun) {
    if (json) await cli.out(deliveryJson(plan, []));
    return 0;
  }
  refuseFindings(plan.findings, options.allow ?? []);
  const question = words.terminal.sendSms(plan.sms.parts * plan.recipients.msisdns.length);
  if (!(await isAgreed(cli, yes, json ? `${messagePlanText(plan, words)}${question}` : question))) {
    await cli.out(tell(declinedTold(words.terminal.nothingSent), options.format));
    return 3;
  }
  const onBatch: OnBatch = async (result, place) => {
    cli.progress.clear();
    // At once: whoever kills this has the ids of what went out.
    if (!json) await cli.out(batchText(plan, result, place, words));
    else if (result.id !== undefined) cli.log.info({ id: result.id, numbers: result.msisdns.length }, 'sent');
  };
  const results = await sendMessage(cli, plan, onBatch, options.allow);
  cli.progress.clear();
  await cli.out(json ? deliveryJson(plan, results) : deliveryHint(plan, results));
  await tellNumbers(cli, options, results);
  return exitCodeOf(cli, results);
}

/** The numbers are a result and go to standard output: an error may end in a log (K2). */
async function mustBeSendable(
  cli: Cli,
  { recipients }: MessagePlan,
  skipInvalid: boolean | undefined,
): Promise<void> {
  const { msisdns, blocked, rejected } = recipients;
  if (rejected.length > 0 && !skipInvalid) {
    await cli.out(rejectedText(rejected, wordsOf(cli.lang)));
    throw new UsageError(
      rejected.length === 1
        ? 'One of the numbers is none that a message can go to.'
        : `${formatCount(rejected.length)} of the numbers are none that a message can go to.`,
      { advice: 'Nothing was sent. Correct them, or add --skip-invalid to leave them out.' },
    );
  }
  if (msisdns.length === 0)
    throw new RefusedError('Nobody is left to send to. Nothing was sent.', {
      advice:
        blocked.length > 0
          ? `${formatCount(blocked.length)} blocked, or to be blocked, according to the ledger; jojka-sync explain NUMBER tells why.`
          : 'The lists and groups hold no number that a message can go to.',
    });
}

/** Numbers as they stand in `--to` and in files; looked at line by line only later, so that all faults show at once. */
async function readNumbers(cli: Cli, options: MessageOptions): Promise<GivenNumbers[]> {
  const numbers: GivenNumbers[] = (options.to ?? []).map((text) => ({ text, where: '--to' }));
  for (const path of options.file ?? []) {
    const name = path === '-' ? 'standard input' : path;
    const lines = (await readText(cli, path)).split('\n');
    for (const [index, text] of lines.entries()) numbers.push({ text, where: `${name}:${index + 1}` });
  }
  return numbers;
}

/** Hands over the numbers that did not get the message, and apart from them those of whom nobody knows. */
async function tellNumbers(
  cli: Cli,
  { failed: path, format }: MessageOptions,
  results: readonly BatchResult[],
): Promise<void> {
  const json = format === 'json';
  const without = numbersWith(results, 'failed', 'not-tried');
  const unknown = numbersWith(results, 'unknown');
  const isMixed = new Set(results.map(({ outcome }) => outcome)).size > 1;
  const { messages } = wordsOf(cli.lang);
  const lists = [
    { numbers: without, what: messages.didNotGetIt, file: path, how: messages.toSendAgain },
    {
      numbers: unknown,
      what: messages.mayHaveGotIt,
      file: path && `${path}.unknown`,
      how: messages.lookFirst,
    },
  ];
  for (const { numbers, what, file, how } of lists) {
    if (numbers.length === 0) continue;
    const list = numbers.map((number) => `${number}\n`).join('');
    if (file !== undefined && (await isWritten(cli, file, list))) {
      if (!json) await cli.out(`${what(numbers.length)}. ${how(file)}\n`);
    } else if (!json && isMixed) await cli.out(`\n${what(numbers.length)}:\n${list}`);
  }
}

/** Something was sent by now, so a file that cannot be written is no reason to end: the numbers are shown instead. */
async function isWritten(cli: Cli, path: string, text: string): Promise<boolean> {
  try {
    await writePrivateFile(path, text);
    return true;
  } catch (error) {
    if (!(error instanceof JojkaSyncError)) throw error;
    cli.log.error(error.message);
    return false;
  }
}

/** 0 when all went out, 4 when some did, 1 when none did; the signal's own code when one stopped it. */
function exitCodeOf(cli: Cli, results: readonly BatchResult[]): ExitCode {
  if (results.every(({ outcome }) => outcome === 'sent')) return 0;
  const { reason } = cli.signal;
  if (cli.signal.aborted && reason instanceof JojkaSyncError) return reason.exitCode;
  return results.some(({ outcome }) => outcome === 'sent') ? 4 : 1;
}
