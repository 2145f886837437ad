import { Option } from '@commander-js/extra-typings';
import { UsageError } from '../errors.ts';

/** Options that several commands have, each declared once. */

/** `--account`: which of several accounts. */
export const accountOption = (text = 'the account') =>
  new Option('--account <name>', text).default('default');

/** `--input`: another file in place of the pipeline's. */
export const inputOption = () =>
  new Option('--input <path>', "read this instead of the pipeline's file (csv, xlsx); - is standard input");

/** `--allow-empty`: see E5. */
export const allowEmptyOption = () => new Option('--allow-empty', 'an empty source is meant to be empty');

/** `--only`: a part of the night, as are `--exclude` and `--limit`. */
export const onlyOption = () =>
  new Option('--only <who...>', 'these contacts alone: keys, numbers or groups (key:42 says which it is)');

export const excludeOption = () => new Option('--exclude <who...>', 'all contacts but these');

export const limitOption = () =>
  new Option('--limit <n>', 'so many contacts that change, at most').argParser((given) =>
    readLimit(given, 'Nothing was read or sent. Give how many may change, such as --limit 20.'),
  );

/** `--report`: a file beside what is printed. @param what is written to it */
export const reportOption = (what: string) =>
  new Option(
    '--report <file>',
    `write ${what} to a file too; its ending (.txt, .json, .md, .html, .csv) says how`,
  );

/** `--format`, one of some; the first is the default. */
export const formatOption = <const Format extends string>(
  text: string,
  formats: readonly [Format, ...Format[]],
) => new Option('--format <format>', text).choices(formats).default(formats[0]);

/** `--redact`: for what is passed on (K2). */
export const redactOption = () => new Option('--redact', 'mask numbers, leave names out');

/** `--metrics-file`: figures of the run for Prometheus. */
export const metricsFileOption = () =>
  new Option(
    '--metrics-file <file>',
    "write figures of the run for Prometheus (a .prom file for node_exporter's textfiles)",
  );

/** `--format` of commands that have little to say. */
export const textOrJson = () => formatOption('how the result is shown', ['text', 'json']);

/** `--no-pager`: a long plan, or run, is printed at once. */
export const noPagerOption = () =>
  new Option('--no-pager', 'print what is longer than the screen without $PAGER (less)');

/** `--yes`: what would be asked on a terminal is agreed to. */
export const yesOption = (text = 'do not ask') => new Option('--yes', text);

/**
 * What `--limit` says.
 *
 * @throws UsageError when it is no whole number above 0
 */
export function readLimit(
  given: string,
  advice = 'Nothing was read. Give how many are to be shown, such as --limit 20.',
): number {
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new UsageError(`--limit ${given}: not a whole number above 0.`, {
    advice,
  });
}
