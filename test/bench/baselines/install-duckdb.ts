import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../data/files.ts';

/** Its releases are all marked as pre-releases, so a range would find none. */
const duckdb = '@duckdb/node-api@1.5.6-r.1';

/** @returns the folder that DuckDB is installed in, now or of an earlier run; undefined where it cannot be had */
export function installDuckdb(): string | undefined {
  const folder = join(cacheFolder, 'duckdb');
  if (existsSync(join(folder, 'node_modules', '@duckdb', 'node-api', 'package.json'))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', duckdb], {
      cwd: folder,
      stdio: 'ignore',
      timeout: 180_000,
    });
    return folder;
  } catch {
    return undefined;
  }
}
