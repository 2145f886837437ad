import { UsageError } from '../errors.ts';
import { endPipeline, knownPipelines, movePipeline } from '../jobs/pipelines.ts';
import { formatCount, formatQuantity } from '../report/numbers.ts';
import { tableText } from '../report/table.ts';
import { defineCommand } from './command.ts';

export const pipelinesCommand = defineCommand({
  build: (command) =>
    command
      .argument('[action]', 'rename or retire')
      .argument('[name]', 'the pipeline')
      .argument('[new-name]', 'for rename')
      .addHelpText(
        'after',
        `
Examples:
  $ jojka-sync pipelines
  $ jojka-sync pipelines rename nightly nightly-crm
  $ jojka-sync pipelines retire webshop`,
      ),
  run: async (cli, _options, [action, name, newName]) => {
    if (action === undefined) {
      const known = await knownPipelines(cli);
      cli.progress.clear();
      const rows = known.map(({ account, pipeline, contacts, since }) => [
        pipeline,
        account,
        String(contacts),
        since.toISOString().slice(0, 10),
      ]);
      await cli.out(
        rows.length === 0
          ? 'The ledger knows no pipeline yet.\n'
          : tableText(['PIPELINE', 'ACCOUNT', 'WANTS CONTACTS', 'SINCE'], rows),
      );
      return 0;
    }
    if (action === 'rename' && name !== undefined && newName !== undefined) {
      const { wants, shared, unfollowed } = await movePipeline(cli, name, newName);
      cli.progress.clear();
      const both = shared > 0 ? ` (${formatCount(shared)} of them it wanted already)` : '';
      const lines = [
        `${formatQuantity(wants, 'contact')} wanted by ${name} now belong to ${newName}${both}.`,
      ];
      if (unfollowed.length > 0)
        lines.push(
          `${formatQuantity(unfollowed.length, 'person is', 'people are')} known by another number than under ${name}, where the former one is blocked. Whether that is meant of the new one too: jojka-sync explain NUMBER; to block it: jojka-sync blocklist add NUMBER`,
          ...unfollowed.map((msisdn) => `  ${msisdn}`),
        );
      await cli.out(`${lines.join('\n')}\n`);
      return 0;
    }
    if (action === 'retire' && name !== undefined && newName === undefined) {
      const wants = await endPipeline(cli, name);
      cli.progress.clear();
      await cli.out(
        `${name} wants nothing any more (it wanted ${formatQuantity(wants, 'contact')}). What is managed and wanted by nobody goes with the next sync of the account that removes.\n`,
      );
      return 0;
    }
    throw new UsageError('That is not understood.', {
      advice:
        'jojka-sync pipelines, jojka-sync pipelines rename OLD NEW, or jojka-sync pipelines retire NAME',
    });
  },
});
