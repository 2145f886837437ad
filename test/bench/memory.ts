import { startPostgres } from '../support/postgres.ts';
import { dataFiles } from './data/files.ts';
import { withLedger } from './ledgers.ts';
import { markdownTable } from './measure/markdown-table.ts';
import { shownNumber, spread } from './measure/spread.ts';
import { runProduct } from './product.ts';
import { report, tell } from './report.ts';
import { startService } from './service/service.ts';
import { type Settings, sizeName } from './settings.ts';

/** The peak of a plan that finds next to nothing to do. */
interface Point {
  readonly contacts: number;
  readonly peakMb: number;
}

/**
 * What one more contact that does not change costs: the slope of peak memory between the smallest and the largest size. One
 * row in forty has no mobile number, and is a rejection that the plan carries; that is part of the slope.
 */
export async function benchMemory(settings: Settings): Promise<void> {
  const service = await startService();
  const postgres = settings.ledgers.includes('postgres') ? await startPostgres() : undefined;
  const points = new Map<string, Point[]>();
  try {
    for (const rows of settings.sizes) {
      const files = dataFiles({ rows, seed: settings.seed, changed: 0 });
      await service.begin({ path: files.export });
      for (const kind of settings.ledgers.filter((name) => name !== 'none')) {
        const place = await withLedger(kind, files, service, postgres, { optOut: false });
        const peaks: number[] = [];
        let contacts = 0;
        for (let round = 0; round < settings.rounds; round += 1) {
          const run = await runProduct(['plan', 'today/bench.json', '--format', 'json'], place);
          contacts = JSON.parse(run.stdout).summary.desired;
          peaks.push(run.peakMb);
          tell(`  ${sizeName(rows)} ${kind}: ${run.peakMb.toFixed(0)} MB`);
        }
        points.set(kind, [...(points.get(kind) ?? []), { contacts, peakMb: spread(peaks).median }]);
      }
    }
    const shown = settings.sizes.map((rows) => `MB at ${sizeName(rows)} rows`);
    const header = ['plan, nothing to do', ...shown, 'bytes per further contact'];
    report(
      'memory',
      markdownTable(
        header,
        [...points].map(([kind, of]) => row(kind, of)),
      ),
      settings,
    );
  } finally {
    service.stop();
    await postgres?.remove();
  }
}

function row(kind: string, points: readonly Point[]): string[] {
  const [from, to] = [points[0], points.at(-1)];
  if (!from || !to || from === to) throw new Error('a slope needs two sizes: --size 250k,1M');
  const slope = ((to.peakMb - from.peakMb) * 2 ** 20) / (to.contacts - from.contacts);
  return [kind, ...points.map(({ peakMb }) => shownNumber(peakMb)), shownNumber(slope)];
}
