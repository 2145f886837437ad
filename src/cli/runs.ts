import { printedFor } from '../contact/printed-commands.ts';
import { latestRuns, pipelineMustBeKnown, runDetail } from '../jobs/runs.ts';
import { historyJson, runDetailJson } from '../report/history-json.ts';
import { runDetailText } from '../report/history-text.ts';
import { historyText } from '../report/runs-text.ts';
import { defineCommand } from './command.ts';
import { formatOption, readLimit } from './options.ts';

export const runsCommand = defineCommand({
  build: (command) =>
    command
      .argument('[run]', 'id of a run, its beginning, or latest')
      .option('--limit <n>', 'how many runs', '20')
      .option('--pipeline <name>', 'runs of this pipeline only')
      .addOption(formatOption('how they are shown', ['text', 'json']))
      .addHelpText(
        'after',
        `
Examples:
  $ jojka-sync runs
  $ jojka-sync runs 20261123-030000-k3f9
  $ jojka-sync runs --pipeline nightly-crm --format json`,
      ),
  run: async (cli, options, [id]) => {
    const limit = readLimit(options.limit);
    if (id !== undefined) {
      const detail = await runDetail(cli, id);
      cli.progress.clear();
      const text = options.format === 'json' ? runDetailJson(detail) : runDetailText(detail, cli);
      await cli.out(printedFor(text, { account: detail.run.account }));
      return 0;
    }
    const { pipeline } = options;
    const runs = await latestRuns(cli, { limit, ...(pipeline !== undefined && { pipeline }) });
    if (runs.length === 0 && pipeline !== undefined) await pipelineMustBeKnown(cli, pipeline);
    cli.progress.clear();
    await cli.out(options.format === 'json' ? historyJson(runs) : historyText(runs, cli));
    return 0;
  },
});
