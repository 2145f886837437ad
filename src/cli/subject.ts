import { extname } from 'node:path';
import { UsageError } from '../errors.ts';
import { readSubject } from '../jobs/subject.ts';
import { writePrivateFile } from '../private-file.ts';
import { subjectHtml } from '../report/html/subject-page.ts';
import { besideSubject, subjectJson, subjectText } from '../report/subject.ts';
import { inputFiles, mustBeApart } from '../steps/files-apart.ts';
import { defineCommand } from './command.ts';
import { textOrJson } from './options.ts';
import { mustBeWritable } from './report-file.ts';

export const subjectCommand = defineCommand({
  build: (command) =>
    command
      .argument('<number...>', 'the number, in any spelling')
      .option(
        '--out <file>',
        'write it to a file, readable by you alone: .html for the person, .json for a program',
      )
      .option('--account <name>', 'of this account alone; of all that the state knows, where left out')
      .option('--key <key...>', 'rejected records with this key too')
      .option('--name <name...>', 'what holds this name too: rejected records, and texts')
      .option('--search <folder...>', 'list files in these folders that name the number')
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
Everything that is kept of a person: what he has a right to be told. The same list by which forget takes it out. Jojka, the
CRM and backups are not looked into. Reads only.

Examples:
  $ jojka-sync subject '070-174 06 05'
  $ jojka-sync subject '070-174 06 05' --out subject.html`,
      ),
  run: async (cli, options, [words]) => {
    const { account, key: keys, name: names, search, out } = options;
    const ending = out === undefined ? undefined : extname(out).toLowerCase();
    if (out !== undefined) {
      if (ending !== '.html' && ending !== '.json')
        throw new UsageError(`${out} is neither .html nor .json.`, {
          advice: 'Nothing was read. Name a file such as subject.html.',
        });
      mustBeApart([{ what: '--out', path: out }], inputFiles(cli, {}), cli);
      await mustBeWritable(out);
    }
    const report = await readSubject(cli, { number: words.join(' '), account, keys, names, search });
    cli.progress.clear();
    for (const line of besideSubject(report, cli.lang)) cli.log.warn(line);
    if (out === undefined) {
      await cli.out(options.format === 'json' ? subjectJson(report) : subjectText(report, cli));
      return 0;
    }
    await writePrivateFile(out, ending === '.html' ? subjectHtml(report, cli.lang) : subjectJson(report));
    return 0;
  },
});
