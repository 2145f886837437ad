import { planUndo, undoRun } from '../jobs/undo.ts';
import { planParts, reportFormats, runParts } from '../report/formats.ts';
import { defineCommand } from './command.ts';
import { agreeOn } from './confirm.ts';
import { withRunResult } from './failure.ts';
import { formatOption, yesOption } from './options.ts';
import { watched } from './watched.ts';

export const undoCommand = defineCommand({
  build: (command) =>
    command
      .argument('<run>', 'id of the run, its beginning, or latest; jojka-sync runs lists them')
      .option('--dry-run', 'only show what would be sent')
      .addOption(yesOption('do not ask before contacts or memberships are taken away'))
      .addOption(formatOption('how what happened is shown', reportFormats))
      .addHelpText(
        'after',
        `
What others have changed since stays. The pipeline goes on asking for what it asked for: mend the source or the
pipeline before its next sync. On a terminal it asks before contacts or memberships are taken away.

Examples:
  $ jojka-sync undo 20261123-030000-k3f9 --dry-run
  $ jojka-sync undo 20261123-030000-k3f9`,
      ),
  run: async (cli, options, [id]) => {
    const { format } = options;
    return withRunResult(cli, format, async () => {
      if (options.dryRun) {
        const planned = await planUndo(cli, id);
        cli.progress.clear();
        await cli.out(planParts(planned, format, cli));
        return 0;
      }
      return watched(cli, { command: 'undo', named: id, metricsFile: undefined }, async (environment) => {
        const report = await undoRun(environment, id, { agree: agreeOn(cli, options.yes) });
        cli.progress.clear();
        await cli.out(runParts(report, format, cli));
        return { exitCode: report.exitCode, ended: report };
      });
    });
  },
});
