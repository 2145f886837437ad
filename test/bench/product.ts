import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFiles } from './data/files.ts';
import { type CommandOptions, type Measured, runNode } from './measure/run-command.ts';

export const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'dist', 'src', 'cli', 'main.js');

/** What of the pipeline differs from benchmark to benchmark. */
export interface PipelineOptions {
  /** Whether opt-outs are read. Default true; without, no number is asked about or blocked. */
  readonly optOut?: boolean;
}

/** The pipeline of the benchmark: no bound on the rate but the highest that there is. */
function pipeline(path: string, { optOut = true }: PipelineOptions): object {
  return {
    name: 'bench',
    sources: [
      {
        type: 'csv',
        path,
        label: 'crm',
        id: 'Kundnr',
        phone: ['Mobil', 'Telefon'],
        name: ['Förnamn', 'Efternamn'],
        groups: [
          'Kunder',
          'Ort {Ort}',
          { column: 'Grupper', separator: '|' },
          { column: 'Nyhetsbrev', is: ['ja'], group: 'Nyhetsbrev' },
        ],
        ...(optOut && { optOut: { column: 'SMS-stopp' } }),
        where: { Status: ['Aktiv'] },
      },
    ],
    contacts: { absent: 'remove-managed' },
    guards: { creates: 'off', rejections: 'off', joins: 'off' },
    load: { concurrency: 8, requestsPerSecond: 1000 },
  };
}

/** A folder in which the product runs, with a pipeline for each of the two days. */
export function workFolder(folder: string, files: DataFiles, options: PipelineOptions = {}): string {
  mkdirSync(folder, { recursive: true });
  // One pipeline before and after: two files of one name may not lie in one folder.
  for (const day of ['today', 'yesterday'] as const) {
    mkdirSync(join(folder, day), { recursive: true });
    writeFileSync(join(folder, day, 'bench.json'), JSON.stringify(pipeline(files[day], options)));
  }
  return folder;
}

/** Where the product keeps its state, and which service it talks to. */
export interface ProductPlace {
  readonly cwd: string;
  readonly url: string;
  /** Folder of the embedded state; ignored where there is a database. */
  readonly home: string;
  readonly databaseUrl?: string;
}

/** Runs the product as a user does, built. */
export function runProduct(
  args: readonly string[],
  place: ProductPlace,
  options: CommandOptions = {},
): Promise<Measured> {
  const { DATABASE_URL: _none, ...env } = process.env;
  return runNode([bin, ...args], {
    ...options,
    cwd: place.cwd,
    env: {
      ...env,
      JOJKA_API_URL: place.url,
      JOJKA_API_KEY: 'bench',
      JOJKA_SYNC_HOME: place.home,
      ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
    },
  });
}

/** @throws Error when the product is not built, or was changed since */
export function mustBeBuilt(): void {
  if (!existsSync(bin)) throw new Error('The product is not built: npm run build');
  const built = statSync(bin).mtimeMs;
  const changed = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true }).find(
    (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > built,
  );
  if (changed) process.stderr.write(`Note: ${changed.name} was changed after the last npm run build.\n`);
}
