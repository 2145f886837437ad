import { RefusedError, UsageError } from '../errors.ts';
import { type LookedAt, type NewPipeline, newPipeline } from '../jobs/init.ts';
import { jsonText } from '../report/printable.ts';
import { isListOfOptOuts } from '../scaffold/opt-out-names.ts';
import { propose } from '../scaffold/proposal.ts';
import { proposalText, type WrittenFile, writtenText } from '../scaffold/summary.ts';
import { lookAtPlaces, type PlacedFile, pipelinesCalled, writePlaced } from '../steps/new-files.ts';
import { defineCommand } from './command.ts';
import type { Cli } from './context.ts';
import { askAboutColumns, askAboutPipeline } from './init-interview.ts';
import { choicesOf, withInitOptions } from './init-options.ts';
import { lookAtSource } from './init-source.ts';
import { createQuestions } from './questions.ts';

export const initCommand = defineCommand({
  build: (command) =>
    withInitOptions(command).addHelpText(
      'after',
      `
Looks at the header and the first 1,000 rows, proposes what each column is, and writes pipelines/NAME.yaml, .env.example and
.gitignore. On a terminal it asks; elsewhere, or with --yes, it takes what it proposes. What was chosen is shown. A file that
is there is overwritten only with --force or when you say so; .env.example and .gitignore get the lines that they lack.

Examples:
  $ jojka-sync init crm.csv
  $ jojka-sync init crm.csv --yes --opt-in SMS-utskick --schedule systemd
  $ jojka-sync init 'https://docs.google.com/spreadsheets/d/…/export?format=csv' --name medlemmar
  $ CRM_DATABASE_URL=postgres://reader@localhost/odoo jojka-sync init --table res_partner --name odoo`,
    ),
  run: async (cli, options, [given]) => {
    const questions = await createQuestions(cli, options.yes === true);
    const source = await lookAtSource(cli, given, options, questions);
    const told = choicesOf(options);
    const choices = questions ? await askAboutColumns(questions, source, told) : told;
    const proposal = propose(source.look, source.name, choices);
    if (!proposal.optOut && told.optOut === undefined) mustBeContacts(source);
    const proposed: NewPipeline = {
      name: options.name ?? nameOf(source),
      account: options.account,
      schedules: options.schedule ?? [],
      at: { ...options.at, timeZone: options.timeZone },
    };
    const wanted = questions ? await askAboutPipeline(questions, proposed, options) : proposed;
    const { draft, files, next } = await newPipeline(wanted, source, proposal, cli);
    await mustBeOnlyOne(cli, wanted.name);
    const mayReplace = async (question: string) =>
      options.force === true || (await questions?.confirm(question, false)) === true;
    const written = await writeAll(cli, await lookAtPlaces(cli.cwd, files), mayReplace);
    const json = { version: 1, name: wanted.name, source: draft.source, ...proposal, files: written, next };
    await cli.out(
      options.format === 'json'
        ? `${jsonText(json)}\n`
        : `${proposalText(draft)}\n${writtenText(written, next)}`,
    );
    return 0;
  },
});

/** What a pipeline is called where nobody says it: as its file or table, in letters that its name may have. */
function nameOf({ title }: LookedAt): string {
  const plain = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
  return plain.slice(0, 64) || 'nightly';
}

/** Who is in a list of opt-outs must never become a contact by mistake. */
function mustBeContacts({ name, title }: LookedAt): void {
  if (!isListOfOptOuts(title)) return;
  throw new UsageError(
    `${name} is called like a list of people who want no SMS: they would all become contacts.`,
    {
      advice:
        'Nothing was written. Begin with the list of contacts, and name this one under "optOuts" in its pipeline. If they are contacts all the same: --no-opt-out',
    },
  );
}

/** A pipeline is found by its name: one with another ending would be mistaken for it. */
async function mustBeOnlyOne(cli: Cli, name: string): Promise<void> {
  const other = (await pipelinesCalled(cli.cwd, name)).find((file) => file !== `${name}.yaml`);
  if (other)
    throw new UsageError(`There is a pipeline "${name}" already: pipelines/${other}.`, {
      advice: 'Nothing was written. Give the new one another name: --name NAME',
    });
}

/** Writes the pipeline first of all; without it the other files are of no use. */
async function writeAll(
  cli: Cli,
  files: readonly PlacedFile[],
  mayReplace: (question: string) => Promise<boolean>,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const [index, file] of files.entries()) {
    const { path, place, lacks } = file;
    const isKept = place === 'other' && !(await mayReplace(questionOf(file)));
    if (isKept && index === 0)
      throw new RefusedError(`${path} is there already, and is another one. Nothing was written.`, {
        advice: 'Give the new pipeline another name (--name NAME), or overwrite the old one (--force).',
      });
    if (place !== 'same' && !isKept) await writePlaced(cli.cwd, file);
    written.push({ path, outcome: isKept ? 'left as it is' : outcomeOf(file), ...(isKept && { lacks }) });
  }
  return written;
}

function questionOf({ path, lacking, lacks }: PlacedFile): string {
  return lacking
    ? `${path} is there: add ${lacks.join('  ')}?`
    : `${path} is there, and differs: overwrite it?`;
}

function outcomeOf({ place, lacking }: PlacedFile): WrittenFile['outcome'] {
  if (place === 'same') return 'unchanged';
  if (place === 'free') return 'written';
  return lacking ? 'added to' : 'overwritten';
}
