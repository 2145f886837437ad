import { applyPlan } from '../jobs/apply.ts';
import { renderRun } from '../report/formats.ts';
import { defineCommand } from './command.ts';
import { jsonOption, metricsFileOption, reportOption } from './options.ts';
import { withReportFile, writeRunReport } from './report-file.ts';
import { watched } from './watched.ts';

export const applyCommand = defineCommand({
  build: (command) =>
    command
      .argument('<plan>', 'a file that plan --out wrote, or a run that guards held back')
      .option('--accept <fingerprint>', "the plan's fingerprint: its guards have been read and are accepted")
      .addOption(reportOption('what happened'))
      .addOption(metricsFileOption())
      .addOption(jsonOption())
      .addHelpText(
        'after',
        `
Refused are a plan older than 24 hours, one that has been applied, one of another account, and one that touches a
contact which has changed since.

Examples:
  $ jojka-sync plan nightly-crm --out tonight.json && jojka-sync apply tonight.json
  $ jojka-sync apply 20261123-030000-k3f9 --accept 5d1f0c2b7a9e4c33aa10`,
      ),
  run: async (cli, options, [plan]) => {
    const { metricsFile } = options;
    return withReportFile(cli, options.report, (file) =>
      watched(cli, { command: 'apply', named: plan, metricsFile }, async (environment) => {
        const report = await applyPlan(plan, environment, { accept: options.accept });
        cli.progress.clear();
        await cli.out(renderRun(report, options.json ? 'json' : 'text', cli.color));
        const exitCode = await writeRunReport(cli, report, file, (format) => renderRun(report, format));
        return { exitCode, ended: report };
      }),
    );
  },
});
