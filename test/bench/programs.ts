import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './product.ts';

/** Runs one of the benchmarks of a single part, which measure in their own process and print. */
export function program(file: string, ...nodeOptions: string[]): () => Promise<void> {
  return async () => {
    const args = [...nodeOptions, '--import', 'tsx', join(import.meta.dirname, file)];
    const [code] = await once(spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }), 'close');
    if (code !== 0) process.exitCode = 1;
  };
}
