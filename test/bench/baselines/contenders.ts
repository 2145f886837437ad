import { join } from 'node:path';
import type { DataFiles } from '../data/files.ts';
import type { Contender } from '../measure/in-turns.ts';
import { runNode } from '../measure/run-command.ts';
import { root } from '../product.ts';

/** A baseline of this folder, as a program of its own. */
export function baseline(
  name: string,
  file: string,
  files: DataFiles,
  url: string,
  further: readonly string[] = [],
): Contender {
  return {
    name,
    run: () =>
      runNode([join(import.meta.dirname, file), files.today, url, ...further], {
        cwd: root,
      }),
  };
}
