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
  await dropTypedAhead(stdin);
  if (!stdin.readable) {
    // It has ended already: nothing would ever say so again.
    stderr.write(`${question} ${choice} \n`);
    return false;
  }
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

/** What was typed before the question stood there is no answer to it. */
async function dropTypedAhead(stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }): Promise<void> {
  if (!stdin.isTTY) return;
  const drop = () => {};
  stdin.on('data', drop);
  await new Promise((resolve) => setTimeout(resolve, 50));
  stdin.off('data', drop);
  stdin.pause();
}
