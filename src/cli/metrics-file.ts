import { extname } from 'node:path';
import { UsageError } from '../errors.ts';
import { writeWholeFile } from '../private-file.ts';
import type { Measured } from '../report/metrics.ts';
import { inputFiles, mustBeApart } from '../steps/files-apart.ts';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';
import type { Cli } from './context.ts';
import { mustBeWritable } from './report-file.ts';

/**
 * Looks at the file that `--metrics-file` names before the work begins.
 *
 * @throws UsageError when node_exporter would pass over it, its folder cannot be written to, or it is a file that is read
 */
export async function checkMetricsFile(cli: Cli, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  mustBeApart([{ what: '--metrics-file', path }], inputFiles(cli), cli);
  if (extname(path) !== '.prom')
    throw new UsageError(`A metrics file must end in .prom, and ${path} does not.`, {
      advice: 'Nothing was read or sent. node_exporter reads no others from its textfile directory.',
    });
  await mustBeWritable(path);
}

/**
 * Writes the metrics of a run that has ended, whole or not at all. Everybody may read them: there is nobody's number or name in
 * them, and whoever collects them is another user. When the last good run was is taken along from the file before.
 *
 * @throws UsageError when it cannot be written
 */
export async function writeMetricsFile(path: string, measured: Omit<Measured, 'lastSuccess'>): Promise<void> {
  const { metricsText } = await import('../report/metrics.ts');
  const { exitCode, endedAt } = measured;
  const lastSuccess = exitCode === 0 ? endedAt.getTime() / 1000 : lastSuccessOf(path, measured);
  await writeWholeFile(path, await metricsText({ ...measured, lastSuccess }), 0o644);
}

/** When the last good run was, as the file has it that is there; undefined where it has none, or is of another pipeline. */
function lastSuccessOf(path: string, { pipeline }: Pick<Measured, 'pipeline'>): number | undefined {
  try {
    const text = readWholeText(path, mostHandwrittenBytes);
    const [, labels, value] =
      /^jojka_sync_last_success_timestamp_seconds\{(.*)\} ([\d.e+]+)$/m.exec(text) ?? [];
    return labels?.includes(`pipeline=${JSON.stringify(pipeline)}`) ? Number(value) : undefined;
  } catch {
    return undefined;
  }
}
