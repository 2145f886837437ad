import { extname } from 'node:path';
import { UsageError } from '../errors.ts';
import { evidenceOf } from '../jobs/evidence.ts';
import { writePrivateFile } from '../private-file.ts';
import { evidenceJson } from '../report/history-json.ts';
import { evidenceHtml } from '../report/html/evidence.ts';
import { wordsOf } from '../report/language/words.ts';
import { storyText } from '../report/story-text.ts';
import { inputFiles, mustBeApart } from '../steps/files-apart.ts';
import { defineCommand } from './command.ts';
import { formatOption } from './options.ts';
import { mustBeWritable } from './report-file.ts';

const endings: Readonly<Record<string, 'html' | 'json' | 'text'>> = {
  '.html': 'html',
  '.htm': 'html',
  '.json': 'json',
  '.txt': 'text',
};

export const evidenceCommand = defineCommand({
  build: (command) =>
    command
      .argument('<number>', 'a number in any spelling')
      .argument('[pipeline]', 'what this one alone knows and did; all of them, where left out')
      .option(
        '--account <name>',
        'of this account alone; where left out, of those that know the pipeline, or of all',
      )
      .option(
        '--out <file>',
        'write it to a file that its owner alone can read; its ending (.html, .json, .txt) says how',
      )
      .addOption(formatOption('how it is shown on standard output', ['text', 'html', 'json']))
      .addHelpText(
        'after',
        `
One page for whoever asks: what each source said of the person's consent and when that changed, when he objected and was
blocked, what was changed at Jojka and when, in Coordinated Universal Time. Calls nobody and changes nothing.

Examples:
  $ jojka-sync evidence '070-174 06 05' --out evidence.html
  $ jojka-sync evidence 46701740605 nightly-crm --lang sv --out underlag.html`,
      ),
  run: async (cli, { out, format, account }, [number, pipeline]) => {
    const form = out === undefined ? format : endings[extname(out).toLowerCase()];
    if (!form)
      throw new UsageError(`${out}: evidence is not written so.`, {
        advice: 'Nothing was written. Name a file that ends in .html, .json or .txt.',
      });
    if (out !== undefined) {
      mustBeApart([{ what: '--out', path: out }], inputFiles(cli, { pipeline }), cli);
      await mustBeWritable(out);
    }
    const evidence = await evidenceOf(cli, number, { pipeline, account });
    cli.progress.clear();
    const words = wordsOf(cli.lang);
    const { msisdn, stories } = evidence;
    if (out === undefined && form === 'text') {
      await cli.out(storyText(msisdn, stories, cli));
      return 0;
    }
    const page =
      form === 'json'
        ? evidenceJson(evidence)
        : form === 'html'
          ? evidenceHtml(evidence, words)
          : storyText(msisdn, stories, { color: false, timeZone: 'UTC', lang: cli.lang });
    if (out === undefined) {
      await cli.outAsIs(page);
      return 0;
    }
    await writePrivateFile(out, page);
    await cli.out(`${words.evidence.written(out)}\n`);
    return 0;
  },
});
