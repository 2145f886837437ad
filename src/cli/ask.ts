import { createInterface } from 'node:readline/promises';

/** Asks on standard error and reads a line: yes in English or Swedish is yes, anything else and the end is no. */
export async function ask(
  question: string,
  options: {
    stdin: NodeJS.ReadableStream;
    stderr: NodeJS.WritableStream;
    signal: AbortSignal;
    /** What can be answered, behind the question. */
    choice?: string;
  },
): Promise<boolean> {
  const { stdin, stderr, signal, choice = '[y/N]' } = options;
  // Not in raw mode: Ctrl-C stays a signal.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([lines.question(`${question} ${choice} `, { signal }), ended]);
    return /^\s*(y|yes|j|ja)\s*$/i.test(answer);
  } finally {
    lines.close();
  }
}
