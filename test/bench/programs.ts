import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './product.ts';
import type { Settings } from './settings.ts';

/** Runs one of the benchmarks of a single part, which measure in their own process and print. */
export function program(file: string, ...nodeOptions: string[]): (settings: Settings) => Promise<void> {
  return async ({ writes }) => {
    const own = writes ? [] : ['--no-write'];
    const args = [...nodeOptions, '--import', 'tsx', join(import.meta.dirname, file), ...own];
    const [code] = await once(spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }), 'close');
    if (code !== 0) process.exitCode = 1;
  };
}
