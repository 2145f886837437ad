import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestPostgres } from '../support/postgres.ts';
import type { DataFiles } from './data/files.ts';
import { type PipelineOptions, type ProductPlace, root, runProduct, workFolder } from './product.ts';
import type { Service } from './service/service.ts';

/**
 * Where the product runs with no ledger, or with one that holds what the CRM asked for yesterday, made by `adopt`: that is
 * what a nightly run finds. The service must hold the same.
 */
export async function withLedger(
  kind: string,
  files: DataFiles,
  service: Service,
  postgres: TestPostgres | undefined,
  options: PipelineOptions = {},
): Promise<ProductPlace> {
  const cwd = workFolder(
    join(files.folder, options.optOut === false ? 'work-no-opt-outs' : 'work'),
    files,
    options,
  );
  const place = { cwd, url: service.url };
  if (kind === 'none') return { ...place, home: join(cwd, 'none') };
  if (kind === 'embedded') return { ...place, home: await embedded(place, files, service) };
  const databaseUrl = await postgres?.createDatabase();
  if (databaseUrl === undefined) throw new Error(`There is no ledger of the kind ${kind}.`);
  const inPostgres = { ...place, home: join(cwd, 'none'), databaseUrl };
  await aNightLater(inPostgres);
  return inPostgres;
}

/** A ledger as it is after a night: with the packed copy that each sync keeps up. */
async function aNightLater(place: ProductPlace): Promise<void> {
  await runProduct(['adopt', 'yesterday/bench.json'], place);
  await runProduct(['sync', 'yesterday/bench.json', '--quiet'], place);
}

/** Made once for the code that writes it, since it takes long. */
async function embedded(
  place: Omit<ProductPlace, 'home'>,
  files: DataFiles,
  service: Service,
): Promise<string> {
  const home = join(files.folder, `state-${service.port}-${stateCode()}`);
  if (existsSync(home)) return home;
  const making = `${home}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  await aNightLater({ ...place, home: making });
  renameSync(making, home);
  return home;
}

/** Tells states of one version of the code from those of another. */
function stateCode(): string {
  const hash = createHash('sha256');
  for (const folder of ['dist/src/state', 'dist/migrations'])
    for (const file of readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.js'))
      .sort())
      hash.update(readFileSync(join(root, folder, file)));
  return hash.digest('hex').slice(0, 10);
}
