import { printedFor } from '../contact/printed-commands.ts';
import { resumeRun } from '../jobs/resume.ts';
import { resumedJson, resumedText } from '../report/resumed.ts';
import { defineCommand } from './command.ts';
import { withRunResult } from './failure.ts';
import { metricsFileOption, textOrJson } from './options.ts';
import { watched } from './watched.ts';

export const resumeCommand = defineCommand({
  build: (command) =>
    command
      .argument(
        '[run]',
        'id of the run, or its beginning; the latest one that was interrupted, where left out (or latest)',
      )
      .option('--dismiss', 'leave it unfinished; what it got done goes into the ledger')
      .addOption(metricsFileOption())
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
Only what is left is sent, and nothing when a contact that the run touches has changed since.
A sync needs no resume: it finds out what was done and plans afresh.

Examples:
  $ jojka-sync resume
  $ jojka-sync resume 20261123-030000-k3f9 --dismiss`,
      ),
  run: async (cli, options, [id]) => {
    const { format, metricsFile } = options;
    const watch = { command: 'resume', named: id ?? 'the latest run', metricsFile };
    return withRunResult(cli, format, () =>
      watched(cli, watch, async (environment) => {
        const resumed = await resumeRun(environment, id, { dismiss: options.dismiss === true });
        cli.progress.clear();
        const text = format === 'json' ? resumedJson(resumed) : resumedText(resumed, cli);
        await cli.out(printedFor(text, resumed.kind === 'resumed' ? resumed : {}));
        if (resumed.kind !== 'resumed') return { exitCode: 0, ended: undefined };
        const { run, heldBack, executed } = resumed;
        return { exitCode: executed.exitCode, ended: { run, heldBack, ...executed } };
      }),
    );
  },
});
