import { type Resumed, resumeRun } from '../jobs/resume.ts';
import { executedText } from '../report/run-text.ts';
import { defineCommand } from './command.ts';
import type { Cli } from './context.ts';
import { metricsFileOption } from './options.ts';
import { type Watched, watched } from './watched.ts';

export const resumeCommand = defineCommand({
  build: (command) =>
    command
      .argument('[run]', 'id of the run; the latest one that was interrupted, where left out')
      .option('--dismiss', 'leave it unfinished; what it got done goes into the ledger')
      .addOption(metricsFileOption())
      .addHelpText(
        'after',
        `
Only what is left is sent, and nothing when a contact that the run touches has changed since.
A sync needs no resume: it finds out what was done and plans afresh.

Examples:
  $ jojka-sync resume
  $ jojka-sync resume 20261123-030000-k3f9 --dismiss`,
      ),
  run: (cli, options, [id]) => {
    const { metricsFile } = options;
    return watched(
      cli,
      { command: 'resume', named: id ?? 'the latest run', metricsFile },
      async (environment) => {
        const resumed = await resumeRun(environment, id, { dismiss: options.dismiss === true });
        cli.progress.clear();
        return show(cli, resumed);
      },
    );
  },
});

async function show(cli: Cli, resumed: Resumed): Promise<Watched> {
  if (resumed.kind === 'nothing') {
    await cli.out('There is nothing to resume.\n');
    return { exitCode: 0, ended: undefined };
  }
  if (resumed.kind === 'dismissed') {
    await cli.out(`Run ${resumed.run} is dismissed: what it got done is in the ledger, the rest is left.\n`);
    return { exitCode: 0, ended: undefined };
  }
  const { run, pipeline, left, executed, heldBack } = resumed;
  await cli.out(
    `Run ${run} of ${pipeline} taken up again: ${left} ${left === 1 ? 'call was' : 'calls were'} left.\n`,
  );
  await cli.out(
    heldBack
      ? `Its blocks are sent; guards hold the rest back. How to apply it:\njojka-sync runs ${run}\n`
      : executedText(run, executed, { color: cli.color }),
  );
  return { exitCode: executed.exitCode, ended: { run, heldBack, ...executed } };
}
