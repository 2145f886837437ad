import { printedFor } from '../contact/printed-commands.ts';
import { type BlockWriter, blocksAsCsv, blocksAsJson, blocksAsText } from '../report/blocks.ts';
import { eachBlock } from '../steps/list-blocks.ts';
import { defineCommand } from './command.ts';
import type { Cli } from './context.ts';
import { accountOption, formatOption } from './options.ts';

export const blocklistListCommand = defineCommand({
  build: (command) =>
    command
      .name('list')
      .description('who is blocked, or to be blocked, according to the ledger, and why; asks Jojka nothing')
      .addOption(accountOption())
      .addOption(formatOption('how they are shown', ['text', 'csv', 'json']))
      .addHelpText(
        'after',
        `
Examples:
  $ jojka-sync blocklist list
  $ jojka-sync blocklist list --format csv > blocked.csv`,
      ),
  run: async (cli, options) => {
    const writer = writerOf(cli, options.format);
    let head = writer.begin;
    const print = async (text: string) => {
      cli.progress.clear();
      await cli.out(head + text);
      head = '';
    };
    const count = await eachBlock(cli, options.account, (blocks) => print(writer.page(blocks)));
    await print(printedFor(writer.end(count), options));
    return 0;
  },
});

function writerOf(cli: Cli, format: 'text' | 'csv' | 'json'): BlockWriter {
  if (format === 'csv') return blocksAsCsv;
  return format === 'json' ? blocksAsJson() : blocksAsText(cli);
}
