import { planPipeline, savePlan } from '../jobs/plan.ts';
import { writePrivateFile } from '../private-file.ts';
import { inFile, planParts, type ReportFormat, reportFormats } from '../report/formats.ts';
import { wordsOf } from '../report/language/words.ts';
import { redactPlanReport } from '../report/redact.ts';
import { defineCommand } from './command.ts';
import type { Cli, ExitCode } from './context.ts';
import {
  allowEmptyOption,
  excludeOption,
  formatOption,
  inputOption,
  limitOption,
  noPagerOption,
  onlyOption,
  redactOption,
  reportOption,
} from './options.ts';
import { mustBeWritable, withReportFile } from './report-file.ts';

export interface PlanOptions {
  readonly out?: string;
  readonly report?: string;
  readonly input?: string;
  readonly only?: string[];
  readonly exclude?: string[];
  readonly limit?: number;
  readonly format: ReportFormat;
  readonly allowEmpty?: boolean;
  readonly redact?: boolean;
  readonly detailedExitcode?: boolean;
  /** False: the plan is printed at once, however long it is. */
  readonly pager: boolean;
}

export const planCommand = defineCommand({
  build: (command) =>
    command
      .argument('<pipeline>', 'a path, or a name in pipelines/')
      .addOption(formatOption('how the plan is shown', reportFormats))
      .option('--out <file>', 'save the plan, to be applied as it is: jojka-sync apply FILE')
      .addOption(reportOption('the plan'))
      .addOption(inputOption())
      .addOption(allowEmptyOption())
      .addOption(onlyOption())
      .addOption(excludeOption())
      .addOption(limitOption())
      .addOption(redactOption())
      .addOption(noPagerOption())
      .option('--detailed-exitcode', 'exit 2 when changes are pending')
      .addHelpText(
        'after',
        `
Examples:
  $ jojka-sync plan nightly-crm
  $ jojka-sync plan pipelines/bulk-migration.ts --input export.csv --format json
  $ jojka-sync plan nightly-crm --only K1042 Styrelsen
  $ jojka-sync plan nightly-crm --detailed-exitcode --quiet || echo "changes pending"`,
      ),
  run: (cli, options, [pipeline]) => showPlan(cli, options, pipeline),
});

/** Makes and shows a plan; `sync --dry-run` is the same. */
export function showPlan(cli: Cli, options: PlanOptions, pipeline: string): Promise<ExitCode> {
  const { out, input } = options;
  const files = { outputs: { '--out': out }, pipeline, input };
  return withReportFile(cli, options.report, files, async (file, onPipeline) => {
    if (out !== undefined) await mustBeWritable(out);
    const report = await planPipeline(pipeline, cli, {
      allowEmpty: options.allowEmpty === true,
      onPipeline,
      ...(input !== undefined && { input }),
      only: options.only,
      exclude: options.exclude,
      limit: options.limit,
    });
    cli.progress.clear();
    if (out !== undefined) await savePlan(out, report, cli);
    const show = options.pager && options.format === 'text' ? cli.page : cli.out;
    const saved = { ...report, savedAs: out };
    const shown = options.redact ? redactPlanReport(saved, wordsOf(cli.lang)) : saved;
    if (file) await writePrivateFile(file.path, planParts(shown, file.format, inFile(cli)));
    await show(planParts(shown, options.format, cli));
    return options.detailedExitcode && report.plan.changes.length > 0 ? 2 : 0;
  });
}
