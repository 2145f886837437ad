import { UsageError } from '../errors.ts';
import { explainNumber, type Rejected } from '../jobs/explain.ts';
import { storyJson } from '../report/history-json.ts';
import { hitsJson, hitsText } from '../report/hits.ts';
import { wordsOf } from '../report/language/words.ts';
import { rejectedJson, rejectedText } from '../report/rejected-records.ts';
import { storyText } from '../report/story-text.ts';
import { defineCommand } from './command.ts';
import { formatOption } from './options.ts';

export const explainCommand = defineCommand({
  build: (command) =>
    command
      .argument('<who...>', 'a number in any spelling, the key of a record, or a name or a part of it')
      .addOption(formatOption('how it is told', ['text', 'json']))
      .addHelpText(
        'after',
        `
Where a key or a name may mean several, they are listed with their numbers masked, and the exit code is 64.

Examples:
  $ jojka-sync explain '070-174 06 05'
  $ jojka-sync explain K1042
  $ jojka-sync explain Anna Berg`,
      ),
  run: async (cli, { format }, [words]) => {
    const explained = await explainNumber(cli, words.join(' '));
    cli.progress.clear();
    const alsoText = (rejected: Rejected | undefined) =>
      rejected ? `\n${rejectedText(rejected, cli, 'also')}` : '';
    if (explained.kind === 'several') {
      const { hits, more, rejected } = explained;
      const text = () => `${hitsText(hits, more, wordsOf(cli.lang))}${alsoText(rejected)}`;
      await cli.out(format === 'json' ? hitsJson(hits, more, rejected) : text());
      throw new UsageError('Several numbers are known so.', {
        advice: 'Be more exact: give the number, or the whole key of a record.',
      });
    }
    if (explained.kind === 'rejected') {
      await cli.out(format === 'json' ? rejectedJson(explained) : rejectedText(explained, cli, 'only'));
      return 0;
    }
    const { msisdn, stories, rejected } = explained;
    const text = () => `${storyText(msisdn, stories, cli)}${alsoText(rejected)}`;
    await cli.out(format === 'json' ? storyJson(msisdn, stories, rejected) : text());
    return 0;
  },
});
