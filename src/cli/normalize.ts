import { createInterface } from 'node:readline';
import { createNormalizer } from '../jobs/normalize.ts';
import { jsonText, printable, typed } from '../report/printable.ts';
import { numberTypes } from '../transform/msisdn.ts';
import { defineCommand } from './command.ts';
import { formatOption } from './options.ts';

export const normalizeCommand = defineCommand({
  build: (command) =>
    command
      .argument('[number...]', 'numbers; without any, one a line from standard input')
      .option('--region <code>', 'country of numbers without a country code', 'SE')
      .option('--types <types>', `allowed types, separated by commas: ${numberTypes.join(', ')}`, 'mobile')
      .addOption(formatOption('how each is shown; json: one object a line', ['text', 'json']))
      .addHelpText(
        'after',
        `
Each line of the result: input<TAB>msisdn<TAB>code. The code is "ok", "empty", or why the number is rejected.

Examples:
  $ jojka-sync normalize "070-174 06 05" "+46 70 174 06 06"
  $ cut -d';' -f4 crm.csv | jojka-sync normalize
  $ jojka-sync normalize --region NO --types mobile,landline "22 22 55 55"`,
      ),
  run: async (cli, options, [numbers]) => {
    const types = options.types.split(',').map((type) => type.trim());
    const normalize = createNormalizer({ region: options.region, types });

    const line = (input: string): string => {
      const { msisdn, code } = normalize(input);
      if (options.format === 'json') return `${jsonText({ input: typed(input), msisdn, code }, 0)}\n`;
      return `${printable(typed(input.replace(/[\t\r\n]/g, ' ')))}\t${msisdn}\t${code}\n`;
    };
    if (numbers.length > 0) {
      await cli.outAsIs(numbers.map(line).join(''));
      return 0;
    }
    let pending: string[] = [];
    for await (const input of createInterface({ input: cli.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      pending.push(line(input));
      if (pending.length >= 1000) {
        await cli.outAsIs(pending.join(''));
        pending = [];
      }
    }
    await cli.outAsIs(pending.join(''));
    return 0;
  },
});
