import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crmRows } from './crm-file.ts';
import type { DataSet } from './customer.ts';
import { exportRows } from './export-file.ts';

/** Where the benchmark keeps what it need not make twice. */
export const cacheFolder = process.env.BENCH_CACHE ?? join(tmpdir(), 'jojka-sync-bench');

export interface DataFiles {
  readonly folder: string;
  /** The CRM's file of today, and the one that the export is of. */
  readonly today: string;
  readonly yesterday: string;
  readonly export: string;
}

/** Changed whenever the generator is, so that nobody measures with old files. */
const generation = 4;

/** Makes the files of a data set, streamed while they are made, or finds them of an earlier run. */
export function dataFiles(data: DataSet): DataFiles {
  const name = `data-${generation}-${data.rows}-${data.seed}-${data.changed}`;
  const folder = join(cacheFolder, name);
  const files = {
    folder,
    today: join(folder, 'crm-today.csv'),
    yesterday: join(folder, 'crm-yesterday.csv'),
    export: join(folder, 'export.rows'),
  };
  if (existsSync(folder)) return files;
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  write(join(making, 'crm-today.csv'), crmRows(data, 'today'));
  write(join(making, 'crm-yesterday.csv'), crmRows(data, 'yesterday'));
  write(join(making, 'export.rows'), exportRows(data));
  renameSync(making, folder);
  return files;
}

function write(path: string, rows: Iterable<string>): void {
  const file = openSync(path, 'w');
  let piece = '';
  for (const row of rows) {
    piece += row;
    if (piece.length < 1 << 20) continue;
    writeSync(file, piece);
    piece = '';
  }
  writeSync(file, piece);
  closeSync(file);
}
