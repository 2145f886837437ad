import type { LookedAt } from '../jobs/init.ts';
import { type NewPipeline, pipelineNameFault } from '../jobs/init.ts';
import type { Choices } from '../scaffold/choices.ts';
import type { ColumnLook } from '../scaffold/column-look.ts';
import { optOutCandidates, proposeOptOut } from '../scaffold/opt-out-proposal.ts';
import { valueLines } from '../scaffold/opt-out-text.ts';
import { phoneCandidates, propose } from '../scaffold/proposal.ts';
import { scheduleNames } from '../scaffold/schedule.ts';
import type { InitOptions } from './init-options.ts';
import type { Choice, Questions } from './questions.ts';

/** Asks what each column is, with what is proposed chosen already; what the options say is not asked. */
export async function askAboutColumns(
  questions: Questions,
  { look, name: source }: LookedAt,
  told: Choices,
): Promise<Choices> {
  const columns = look.columns.map(choiceOf);
  const phone =
    told.phone ??
    (await questions.several(
      'Which columns hold phone numbers? The first that is a mobile number counts.',
      columns,
      phoneCandidates(look),
      true,
    ));
  const withOptOut = { ...told, phone: inOrder(phone, phoneCandidates(look)) };
  const optOut = await askAboutOptOut(questions, look, withOptOut);
  const proposal = propose(look, source, { ...withOptOut, ...optOut });
  const free = columns.filter(({ value }) => !phone.includes(value));
  const none = { value: '', label: 'none' };
  const id =
    told.id ?? (await questions.choose('Which column is the key?', [none, ...free], proposal.id ?? ''));
  const names = told.names ?? (await questions.several('Which columns make the name?', free, proposal.names));
  const groupColumns =
    told.groupColumns ??
    (await questions.several(
      'Which columns give groups?',
      free,
      proposal.groups.map(({ column }) => column),
    ));
  const everybody =
    told.everybody ??
    (await questions.write('A group that everybody is in? Empty for none.', proposal.everybody ?? ''));
  const absent = told.absent ?? (await askAboutAbsent(questions));
  return {
    ...withOptOut,
    ...optOut,
    id: id === '' ? false : id,
    names: inOrder(names, proposal.names),
    groupColumns,
    everybody: everybody === '' ? false : everybody,
    absent,
  };
}

/** Columns come in the order of the file; those that were proposed in another one keep it. */
function inOrder(chosen: readonly string[], proposed: readonly string[]): readonly string[] {
  const kept = proposed.filter((name) => chosen.includes(name));
  return [...kept, ...chosen.filter((name) => !kept.includes(name))];
}

function choiceOf({ name, filled, mobiles, values, type }: ColumnLook): Choice<string> {
  const what = mobiles > 0 ? `${mobiles} mobile numbers` : `${values.length} different values`;
  const hint = filled === 0 ? 'empty' : what;
  return { value: name, label: name, hint: type ? `${type}, ${hint}` : hint };
}

async function askAboutOptOut(
  questions: Questions,
  look: LookedAt['look'],
  told: Choices & { readonly phone: readonly string[] },
): Promise<Pick<Choices, 'optOut' | 'optedOut' | 'notOptedOut' | 'empty'>> {
  if (told.optOut === false) return { optOut: false };
  const candidates = optOutCandidates(look, told.phone);
  const column =
    told.optOut?.column ??
    (await questions.choose(
      'Which column says who wants no SMS, or who does?',
      [
        { value: '', label: 'none' },
        ...look.columns.filter(({ name }) => !told.phone.includes(name)).map(choiceOf),
      ],
      candidates[0]?.column ?? '',
    ));
  const found = look.columns.find(({ name }) => name === column);
  if (!found) return { optOut: column === '' ? false : told.optOut };
  const means =
    told.optOut?.means ??
    (await questions.choose(
      `What does a yes in ${column} mean?`,
      [
        { value: 'opt-out' as const, label: 'no SMS to this person' },
        { value: 'opt-in' as const, label: 'this person may get SMS', hint: 'a no opts out' },
      ],
      candidates.find((candidate) => candidate.column === column)?.means ?? 'opt-out',
    ));
  const optOut = { column, means };
  const empty =
    told.empty ??
    (means === 'opt-in' && found.filled < look.rows ? await askAboutEmpty(questions, column) : undefined);
  const odd = proposeOptOut(found, means, { ...told, empty }, look.rows).values.filter(
    ({ meaning }) => meaning === 'odd',
  );
  const optedOut = [...(told.optedOut ?? [])];
  const notOptedOut = [...(told.notOptedOut ?? [])];
  for (const { value, times } of odd.slice(0, 5)) {
    const isOut = await questions.choose(
      `${column} is "${value.slice(0, 40)}" in ${times} rows: what does it mean?`,
      [
        { value: true, label: 'no SMS to this person' },
        { value: false, label: 'this person may get SMS' },
      ],
      true,
    );
    (isOut ? optedOut : notOptedOut).push(value);
  }
  const read = proposeOptOut(found, means, { optedOut, notOptedOut, empty }, look.rows);
  questions.tell(valueLines(read).join('\n'), column);
  return { optOut, optedOut, notOptedOut, empty };
}

function askAboutEmpty(questions: Questions, column: string) {
  return questions.choose(
    `Where nothing stands in ${column}?`,
    [
      { value: 'left-out' as const, label: 'no contact', hint: 'and not blocked: nobody has asked yet' },
      { value: 'opted-out' as const, label: 'opted out', hint: 'blocked, until somebody lifts it' },
      { value: 'texted' as const, label: 'may get SMS' },
    ],
    'left-out',
  );
}

function askAboutAbsent(questions: Questions) {
  return questions.choose(
    'What happens to contacts that are no more in the source?',
    [
      { value: 'remove-managed' as const, label: 'removed, if this product made them' },
      { value: 'keep' as const, label: 'they stay' },
      { value: 'remove-all' as const, label: 'removed, whoever made them' },
    ],
    'remove-managed',
  );
}

/** Asks what the pipeline is called and when it is to run; what the options say is not asked. */
export async function askAboutPipeline(
  questions: Questions,
  proposed: NewPipeline,
  options: InitOptions,
): Promise<NewPipeline> {
  const name =
    options.name ?? (await questions.write('What is the pipeline called?', proposed.name, pipelineNameFault));
  const schedules =
    options.schedule ??
    (await questions.several(
      'What is to run it every night?',
      scheduleNames.map((value) => ({ value, label: value })),
      [],
    ));
  return { ...proposed, name, schedules };
}
