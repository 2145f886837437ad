import { showPlanOrRun } from '../jobs/show.ts';
import { writePrivateFile } from '../private-file.ts';
import { inFile, planParts, type ReportFormat, reportFormats, runParts } from '../report/formats.ts';
import { wordsOf } from '../report/language/words.ts';
import type { TextOptions } from '../report/plan-text.ts';
import { redactPlanReport, redactRunDetail, redactRunReport } from '../report/redact.ts';
import { renderHistory } from '../report/shown-run.ts';
import { defineCommand } from './command.ts';
import { formatOption, noPagerOption, redactOption, reportOption } from './options.ts';
import { withReportFile } from './report-file.ts';

export const showCommand = defineCommand({
  build: (command) =>
    command
      .argument('<plan>', 'a file that plan --out wrote, or a run: its id, the beginning of it, or latest')
      .addOption(formatOption('how it is shown', reportFormats))
      .addOption(reportOption('it'))
      .addOption(redactOption())
      .addOption(noPagerOption())
      .addHelpText(
        'after',
        `
Calls nobody and changes nothing. A plan's file needs neither key nor state.

Examples:
  $ jojka-sync show tonight.json
  $ jojka-sync show latest --report morning.html
  $ jojka-sync show 20261123-030000-k3f9 --format markdown`,
      ),
  run: (cli, options, [plan]) =>
    withReportFile(cli, options.report, { plan }, async (file) => {
      const shown = await showPlanOrRun(plan, cli);
      cli.progress.clear();
      const words = wordsOf(cli.lang);
      const render = (format: ReportFormat, as: TextOptions = inFile(cli)) => {
        if (shown.kind === 'history')
          return renderHistory(
            options.redact ? redactRunDetail(shown.report, words) : shown.report,
            format,
            as,
          );
        if (shown.kind === 'plan')
          return planParts(options.redact ? redactPlanReport(shown.report, words) : shown.report, format, as);
        const report = options.redact ? redactRunReport(shown.report, words) : shown.report;
        return runParts(report, format, { ...as, changes: true });
      };
      const show = options.pager && options.format === 'text' ? cli.page : cli.out;
      if (file) await writePrivateFile(file.path, render(file.format));
      await show(render(options.format, cli));
      return 0;
    }),
});
