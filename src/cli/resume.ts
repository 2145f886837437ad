import { resumeRun } from '../jobs/resume.ts';
import { executedText } from '../report/run-text.ts';
import { defineCommand } from './command.ts';

export const resumeCommand = defineCommand({
  build: (command) =>
    command
      .argument('[run]', 'id of the run; the latest one that was interrupted, where left out')
      .option('--dismiss', 'leave it unfinished; what it got done goes into the ledger')
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
    const resumed = await resumeRun(cli, id, { dismiss: options.dismiss === true });
    cli.progress.clear();
    if (resumed.kind === 'nothing') {
      await cli.out('There is nothing to resume.\n');
      return 0;
    }
    if (resumed.kind === 'dismissed') {
      await cli.out(
        `Run ${resumed.run} is dismissed: what it got done is in the ledger, the rest is left.\n`,
      );
      return 0;
    }
    const { run, pipeline, left, executed } = resumed;
    await cli.out(
      `Run ${run} of ${pipeline} taken up again: ${left} ${left === 1 ? 'call was' : 'calls were'} left.\n`,
    );
    await cli.out(
      resumed.heldBack
        ? `Its blocks are sent; guards hold the rest back. How to apply it:\njojka-sync runs ${run}\n`
        : executedText(run, executed, { color: cli.color }),
    );
    return executed.exitCode;
  },
});
