import { verifyPipeline } from '../jobs/verify.ts';
import { driftJson, driftText, hasDrift } from '../report/drift.ts';
import { defineCommand } from './command.ts';
import { allowEmptyOption, formatOption, inputOption, redactOption } from './options.ts';

export const verifyCommand = defineCommand({
  build: (command) =>
    command
      .argument('<pipeline>', 'a path, or a name in pipelines/')
      .addOption(inputOption())
      .addOption(allowEmptyOption())
      .addOption(redactOption())
      .addOption(formatOption('how it is shown', ['text', 'json']))
      .addHelpText(
        'after',
        `
Exit code 0: nothing differs; 2: something does, or more is in doubt than guards let pass.

Example:
  $ jojka-sync verify nightly-crm || echo "somebody should look"`,
      ),
  run: async (cli, options, [pipeline]) => {
    const report = await verifyPipeline(pipeline, cli, {
      allowEmpty: options.allowEmpty === true,
      ...(options.input !== undefined && { input: options.input }),
    });
    cli.progress.clear();
    const redact = options.redact === true;
    await cli.out(
      options.format === 'json'
        ? driftJson(report, redact)
        : driftText(report, { color: cli.color, lang: cli.lang, redact }),
    );
    return hasDrift(report.plan) ? 2 : 0;
  },
});
