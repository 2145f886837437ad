import { applyPlan } from '../jobs/apply.ts';
import { inFile, reportFormats, runParts } from '../report/formats.ts';
import { ageInHours } from './age.ts';
import { defineCommand } from './command.ts';
import { agreeOn } from './confirm.ts';
import { withRunResult } from './failure.ts';
import { formatOption, metricsFileOption, reportOption, yesOption } from './options.ts';
import { withReportFile, writeRunReport } from './report-file.ts';
import { watched } from './watched.ts';

export const applyCommand = defineCommand({
  build: (command) =>
    command
      .argument('<plan>', 'a file that plan --out wrote, or a run that guards held back')
      .option('--accept <fingerprint>', "the plan's fingerprint: its guards have been read and are accepted")
      .option('--max-age <age>', 'how old the plan may be, such as 3d; 7d at most', '24h')
      .addOption(reportOption('what happened'))
      .addOption(yesOption('do not ask before contacts or memberships are taken away'))
      .addOption(metricsFileOption())
      .addOption(formatOption('how what happened is shown', reportFormats))
      .addHelpText(
        'after',
        `
Refused are a plan older than --max-age, one that has been applied, one of another account, and one that touches a
contact which has changed since. The older it is, the less it knows of what the sources say now. On a terminal it
asks before contacts or memberships are taken away.

Examples:
  $ jojka-sync plan nightly-crm --out tonight.json && jojka-sync apply tonight.json
  $ jojka-sync apply 20261123-030000-k3f9 --accept 5d1f0c2b7a9e4c33aa10
  $ jojka-sync apply friday.json --max-age 3d`,
      ),
  run: async (cli, options, [plan]) => {
    const maxAgeHours = ageInHours('--max-age', options.maxAge);
    const { accept, format, metricsFile } = options;
    return withRunResult(cli, format, () =>
      withReportFile(cli, options.report, { outputs: { '--metrics-file': metricsFile }, plan }, (file) =>
        watched(cli, { command: 'apply', named: plan, metricsFile }, async (environment) => {
          const agree = agreeOn(cli, options.yes);
          const report = await applyPlan(plan, environment, { accept, maxAgeHours, agree });
          cli.progress.clear();
          await cli.out(runParts(report, format, cli));
          const exitCode = await writeRunReport(cli, report, file, (kind) =>
            runParts(report, kind, inFile(cli)),
          );
          return { exitCode, ended: report };
        }),
      ),
    );
  },
});
