import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../support/postgres.ts';
import { dataFiles } from './data/files.ts';
import { markdownTable } from './measure/markdown-table.ts';
import { shownSpread } from './measure/spread.ts';
import { runProduct, workFolder } from './product.ts';
import { report, tell } from './report.ts';
import { startService } from './service/service.ts';
import { type Settings, sizeName } from './settings.ts';

interface Loaded {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly serviceSeconds: number;
  readonly contacts: number;
}

const header = [
  '',
  'contacts',
  'wall s',
  'CPU s',
  'peak MB',
  'service s',
  'rows/s',
  'without the service',
  'rows a CPU s',
];

/**
 * The first sync of everybody into an empty account: imports, journal, ledger, verify. The service's own work is told
 * apart, and taken out of the second rate.
 */
export async function benchLoad(settings: Settings): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jojka-bench-load-'));
  const service = await startService();
  const postgres = await startPostgres();
  try {
    for (const size of settings.sizes) {
      const files = dataFiles({ rows: size, seed: settings.seed, changed: 0.02 });
      const cwd = workFolder(join(folder, String(size)), files, { optOut: false });
      const kinds = settings.ledgers.filter((kind) => kind !== 'none');
      const loaded = new Map<string, Loaded[]>(kinds.map((kind) => [kind, []]));
      for (let round = 0; round < settings.rounds; round += 1)
        for (const kind of kinds) {
          await service.begin({});
          const place = {
            cwd,
            url: service.url,
            home: join(cwd, `state-${round}`),
            ...(kind === 'postgres' && { databaseUrl: await postgres.createDatabase() }),
          };
          const run = await runProduct(['sync', 'yesterday/bench.json', '--json'], place);
          const { workedMs, requests } = await service.figures();
          const contacts = JSON.parse(run.stdout).plan.summary.desired as number;
          tell(
            `  ${kind}: ${run.seconds.toFixed(1)} s, ${run.peakMb.toFixed(0)} MB, ${JSON.stringify(requests)}`,
          );
          loaded.get(kind)?.push({ ...run, serviceSeconds: workedMs / 1000, contacts });
          rmSync(place.home, { recursive: true, force: true });
        }
      const rows = [...loaded].map(([kind, runs]) => row(kind, runs));
      report(`load-${sizeName(size)}`, markdownTable(header, rows), settings);
    }
  } finally {
    service.stop();
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(kind: string, runs: readonly Loaded[]): string[] {
  const of = (figure: (run: Loaded) => number) => shownSpread(runs.map(figure));
  return [
    `first load, ${kind === 'postgres' ? 'Postgres' : `${kind} state`}`,
    (runs[0]?.contacts ?? 0).toLocaleString('en'),
    of(({ seconds }) => seconds),
    of(({ cpuSeconds }) => cpuSeconds),
    of(({ peakMb }) => peakMb),
    of(({ serviceSeconds }) => serviceSeconds),
    of(({ contacts, seconds }) => contacts / seconds),
    of(({ contacts, seconds, serviceSeconds }) => contacts / (seconds - serviceSeconds)),
    of(({ contacts, cpuSeconds }) => contacts / cpuSeconds),
  ];
}
