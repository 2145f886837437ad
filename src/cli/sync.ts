import { syncPipeline } from '../jobs/sync.ts';
import { inFile, reportFormats, runParts } from '../report/formats.ts';
import { wordsOf } from '../report/language/words.ts';
import { rejectionIn } from '../report/sentences/rejections.ts';
import { defineCommand } from './command.ts';
import { agreeOn } from './confirm.ts';
import { withRunResult } from './failure.ts';
import {
  allowEmptyOption,
  excludeOption,
  formatOption,
  inputOption,
  limitOption,
  metricsFileOption,
  noPagerOption,
  onlyOption,
  reportOption,
  yesOption,
} from './options.ts';
import { showPlan } from './plan.ts';
import { withReportFile, writeRunReport } from './report-file.ts';
import { areSeveral, showSeveral } from './sync-several.ts';
import { watched } from './watched.ts';

export const syncCommand = defineCommand({
  build: (command) =>
    command
      .argument('[pipeline]', 'a path, or a name in pipelines/')
      .option('--all', 'every pipeline of the folder, one after the other, and a table at the end')
      .option('--tag <tag>', 'as --all, those with this tag')
      .option('--fail-fast', 'of several: what comes after one that did not end with 0 is not begun')
      .option('--keep-going', 'of several: the others are synced all the same (the default)')
      .option('--dry-run', 'the plan only; the same as the command plan')
      .addOption(noPagerOption())
      .addOption(inputOption())
      .addOption(allowEmptyOption())
      .addOption(onlyOption())
      .addOption(excludeOption())
      .addOption(limitOption())
      .option('--accept-loss', 'contacts that we manage are gone from Jojka, and are meant to be')
      .addOption(yesOption('do not ask before contacts or memberships are taken away'))
      .addOption(reportOption('what happened'))
      .addOption(metricsFileOption())
      .addOption(formatOption('how what happened is shown', reportFormats))
      .addHelpText(
        'after',
        `
On a terminal it asks before contacts or memberships are taken away; a job without a terminal is never asked.
Of several pipelines each is synced as it would be alone, in a process of its own. The exit code is the worst of them: 1 before 64,
3, 4, 5 and 0; where a signal stopped them, that of the signal.
Of a part (--only, --exclude, --limit) nobody outside is changed, and no absence is counted; who has opted out is blocked all the same.

Examples:
  $ jojka-sync sync nightly-crm --dry-run
  $ jojka-sync sync nightly-crm --quiet
  $ jojka-sync sync nightly-crm --quiet --metrics-file /var/lib/node_exporter/jojka.prom
  $ jojka-sync sync nightly-crm --only K1042 Styrelsen
  $ jojka-sync sync bulk-migration --input export.csv --report migration.txt
  $ jojka-sync sync --all --quiet
  $ jojka-sync sync --tag night --fail-fast`,
      ),
  run: async (cli, options, [pipeline]) => {
    if (areSeveral(options, pipeline) || pipeline === undefined) return showSeveral(cli, options);
    if (options.dryRun) return showPlan(cli, options, pipeline);
    const { format, metricsFile, input } = options;
    const files = { outputs: { '--metrics-file': metricsFile }, pipeline, input };
    return withRunResult(cli, format, () =>
      withReportFile(cli, options.report, files, (file, onPipeline) =>
        watched(cli, { command: 'sync', named: pipeline, metricsFile }, async (environment) => {
          const report = await syncPipeline(pipeline, environment, {
            allowEmpty: options.allowEmpty === true,
            acceptLoss: options.acceptLoss === true,
            agree: agreeOn(cli, options.yes),
            sentence: (rejection) => rejectionIn(wordsOf(cli.lang), rejection),
            onPipeline,
            ...(input !== undefined && { input }),
            only: options.only,
            exclude: options.exclude,
            limit: options.limit,
          });
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
