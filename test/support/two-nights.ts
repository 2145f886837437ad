import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { syncPipeline } from '../../src/jobs/sync.ts';
import type { RunEnvironment } from '../../src/session/environment.ts';
import type { Database } from '../../src/state/database.ts';
import type { World } from './in-process.ts';

/** A story with all that can be kept of two people, for those who look whether it is gone. */

export const anna = '46701740605';
export const bo = '46701740606';
const others = Array.from(
  { length: 12 },
  (_, index) => `${20 + index};Nisse ${index};4670174${String(650 + index).padStart(4, '0')};Lund;nej`,
);
export const rest = others;

/** Every row of every table of the state that holds a text, as `table: row`. */
export async function rowsWith(database: Database, text: string): Promise<string[]> {
  const { rows: tables } = await database.knex.raw(
    `select table_name as name from information_schema.tables where table_schema = 'jojka_sync' and table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.knex.raw(
      `select t::text as row from jojka_sync.${name} as t where strpos(t::text, ?) > 0 or strpos(t::text, ?) > 0`,
      [text, Buffer.from(text).toString('hex')],
    );
    for (const { row } of rows) found.push(`${name}: ${row}`);
  }
  return found;
}

/** Files below a folder that hold a text. */
export function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && readFileSync(path).includes(text));
}

/** Two nights with all that can be kept of Anna (K1) and Bo (K2): a rename, rejections, a reply, a block, a packed copy. */
export async function twoNights(
  w: Pick<World, 'crm' | 'clock' | 'cwd' | 'sandbox'>,
  environment: RunEnvironment,
) {
  const sync = () => syncPipeline('crm', environment, { allowEmpty: false });
  w.crm('K100;Anna Klarén;46701740605;Lund;nej', 'K200;Bo Zetterlöw;46701740606;Lund;nej', ...rest);
  await sync();
  w.clock.forward(24);
  w.crm(
    'K100;Annika Klarén;46701740605;Lund;nej',
    'K100;Annika Klarén;070-17 40;Lund;nej',
    'K300;Nils Karlsten;;Lund;nej',
    'K200;Bo Zetterlöw;46701740606;Lund;ja',
    ...rest,
  );
  return sync();
}
