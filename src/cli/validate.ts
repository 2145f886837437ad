import { validatePipeline } from '../jobs/validate.ts';
import { wordsOf } from '../report/language/words.ts';
import { validatedJson, validatedText } from '../report/validated.ts';
import { defineCommand } from './command.ts';
import { formatOption } from './options.ts';

export const validateCommand = defineCommand({
  build: (command) =>
    command
      .argument('<pipeline>', 'a path, or a name in pipelines/')
      .addOption(formatOption('how it is shown', ['text', 'json']))
      .addHelpText(
        'after',
        `
Needs neither key nor network. Of files the header is looked at, of databases nothing. What is wrong is told with exit code 64.

Examples:
  $ jojka-sync validate nightly-crm
  $ for name in crm webshop; do jojka-sync validate "$name" --quiet || exit; done`,
      ),
  run: async (cli, options, [pipeline]) => {
    const validated = await validatePipeline(pipeline, cli);
    await cli.out(
      options.format === 'json'
        ? validatedJson(validated)
        : validatedText(validated, pipeline, wordsOf(cli.lang)),
    );
    return 0;
  },
});
