import { InterruptedError } from '../errors.ts';
import { printable } from '../report/printable.ts';
import type { Cli } from './context.ts';

/** An answer that can be chosen. */
export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** Questions on a terminal, on standard error: what is printed is the result alone. */
export interface Questions {
  choose<Value>(message: string, choices: readonly Choice<Value>[], initial: Value): Promise<Value>;
  /** One of many: what is typed narrows the list. */
  find<Value>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  several<Value>(
    message: string,
    choices: readonly Choice<Value>[],
    initial: readonly Value[],
    required?: boolean,
  ): Promise<readonly Value[]>;
  write(message: string, initial: string, fault?: (text: string) => string | undefined): Promise<string>;
  confirm(message: string, initial: boolean): Promise<boolean>;
  tell(text: string, title: string): void;
}

/** So many choices are on the screen at once. */
const maxItems = 12;

/**
 * Questions of `init`. Ctrl-C and Escape end the command; nothing was written then.
 *
 * @returns undefined where nobody can be asked, or is to be
 */
export async function createQuestions(cli: Cli, isSilent: boolean): Promise<Questions | undefined> {
  // A terminal of no width shows nothing that could be read.
  if (isSilent || !cli.stdin.isTTY || !process.stderr.isTTY || !process.stderr.columns) return undefined;
  // Loaded here alone: no other command needs it.
  const clack = await import('@clack/prompts');
  const common = { input: cli.stdin, output: process.stderr, signal: cli.signal };
  const answered = <Answer>(answer: Answer): Exclude<Answer, symbol> => {
    if (!clack.isCancel(answer)) return answer as Exclude<Answer, symbol>;
    throw new InterruptedError('Stopped. Nothing was written.', { exitCode: 130 });
  };
  const shown = <Value>(choices: readonly Choice<Value>[]) =>
    // The library asks for labels of values that are objects, and takes them for all.
    choices.map(({ value, label, hint }) => ({
      value,
      label: printable(label),
      ...(hint && { hint: printable(hint) }),
    })) as never[];
  return {
    choose: async (message, choices, initialValue) =>
      answered(await clack.select({ ...common, message, options: shown(choices), initialValue, maxItems })),
    find: async (message, choices) =>
      answered(await clack.autocomplete({ ...common, message, options: shown(choices), maxItems })),
    several: async (message, choices, initial, required = false) =>
      answered(
        await clack.multiselect({
          ...common,
          message,
          options: shown(choices),
          initialValues: [...initial],
          required,
          maxItems,
        }),
      ),
    write: async (message, initialValue, fault) =>
      answered(
        await clack.text({
          ...common,
          message,
          initialValue,
          validate: (text) => fault?.((text ?? '').trim()),
        }),
      ).trim(),
    confirm: async (message, initialValue) =>
      answered(await clack.confirm({ ...common, message, initialValue })),
    tell: (text, title) => clack.note(text, title, { output: process.stderr }),
  };
}
