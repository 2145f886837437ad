import { syncPipeline } from '../jobs/sync.ts';
import { renderRun, runParts } from '../report/formats.ts';
import { defineCommand } from './command.ts';
import { allowEmptyOption, inputOption, jsonOption, metricsFileOption, reportOption } from './options.ts';
import { showPlan } from './plan.ts';
import { withReportFile, writeRunReport } from './report-file.ts';
import { watched } from './watched.ts';

export const syncCommand = defineCommand({
  build: (command) =>
    command
      .argument('<pipeline>', 'a path, or a name in pipelines/')
      .option('--dry-run', 'the plan only; the same as the command plan')
      .addOption(inputOption())
      .addOption(allowEmptyOption())
      .option('--accept-loss', 'contacts that we manage are gone from Jojka, and are meant to be')
      .addOption(reportOption('what happened'))
      .addOption(metricsFileOption())
      .addOption(jsonOption())
      .addHelpText(
        'after',
        `
Examples:
  $ jojka-sync sync nightly-crm --dry-run
  $ jojka-sync sync nightly-crm --quiet
  $ jojka-sync sync nightly-crm --quiet --metrics-file /var/lib/node_exporter/jojka.prom
  $ jojka-sync sync bulk-migration --input export.csv --report migration.txt`,
      ),
  run: async (cli, options, [pipeline]) => {
    if (options.dryRun)
      return showPlan(cli, { ...options, format: options.json ? 'json' : 'text' }, pipeline);
    const { metricsFile } = options;
    return withReportFile(cli, options.report, (file) =>
      watched(cli, { command: 'sync', named: pipeline, metricsFile }, async (environment) => {
        const report = await syncPipeline(pipeline, environment, {
          allowEmpty: options.allowEmpty === true,
          acceptLoss: options.acceptLoss === true,
          ...(options.input !== undefined && { input: options.input }),
        });
        cli.progress.clear();
        await cli.out(renderRun(report, options.json ? 'json' : 'text', cli.color));
        const exitCode = await writeRunReport(cli, report, file, (format) => runParts(report, format));
        return { exitCode, ended: report };
      }),
    );
  },
});
