/**
 * What is printed under `--quiet`: nothing, until the exit code is known. Where that is 0 nobody needs it; otherwise it is what a
 * person has to act on.
 */
export interface HeldOutput {
  /** Keeps a result that would go to standard output; of one in parts, what makes them. */
  out(text: string | Iterable<string>): Promise<void>;
  /** Keeps a line of the log. */
  err(line: string): void;
  /** Prints what is kept up to now, the log first. */
  print(): Promise<void>;
}

/** So many lines of the log are kept: a job that goes on for hours must not fill the memory with one fault. */
const mostLines = 1000;

export function holdOutput(printers: {
  out(text: string | Iterable<string>): Promise<void>;
  err(text: string): void;
}): HeldOutput {
  const results: (string | Iterable<string>)[] = [];
  const lines: string[] = [];
  return {
    out: async (text) => {
      results.push(text);
    },
    err: (line) => {
      if (lines.length < mostLines) lines.push(line);
    },
    print: async () => {
      for (const line of lines.splice(0)) printers.err(line);
      for (const text of results.splice(0)) await printers.out(text);
    },
  };
}
