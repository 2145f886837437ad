import { planUndo, undoRun } from '../jobs/undo.ts';
import { renderPlan } from '../report/formats.ts';
import { runText } from '../report/run-text.ts';
import { defineCommand } from './command.ts';
import { watched } from './watched.ts';

export const undoCommand = defineCommand({
  build: (command) =>
    command
      .argument('<run>', 'id of the run; jojka-sync runs lists them')
      .option('--dry-run', 'only show what would be sent')
      .addHelpText(
        'after',
        `
What others have changed since stays. The pipeline goes on asking for what it asked for: mend the source or the
pipeline before its next sync.

Examples:
  $ jojka-sync undo 20261123-030000-k3f9 --dry-run
  $ jojka-sync undo 20261123-030000-k3f9`,
      ),
  run: async (cli, options, [id]) => {
    if (options.dryRun) {
      const planned = await planUndo(cli, id);
      cli.progress.clear();
      await cli.out(renderPlan(planned, 'text', cli.color));
      return 0;
    }
    return watched(cli, { command: 'undo', named: id, metricsFile: undefined }, async (environment) => {
      const report = await undoRun(environment, id);
      cli.progress.clear();
      await cli.out(runText(report, { color: cli.color }));
      return { exitCode: report.exitCode, ended: report };
    });
  },
});
