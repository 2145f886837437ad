import type { Knex } from 'knex';
import { mentionsOf, type Person, without } from '../contact/person.ts';
import { bindingsOf, places } from './personal-data.ts';
import { toJson } from './rows.ts';
import { parseRunSummary, type RunSummary } from './run-summary.ts';

/**
 * Takes a person's changes out of the runs of an account. Journal, summary and readers know changes by their place in the plan:
 * those behind his move up, in all three alike, so that what became of the others stays true. What is left is no plan that anybody
 * has read, so its fingerprint goes.
 */
export async function forgetChanges(trx: Knex, accountId: number, person: Person): Promise<void> {
  const { rows } = await trx.raw<{ rows: { run: string; seqs: number[] }[] }>(
    `select run_id as run, array_agg(seq order by seq) as seqs from run_changes
     where msisdn = :msisdn and run_id in (select id from runs where account_id = :account) group by run_id`,
    { msisdn: person.msisdn, account: accountId },
  );
  await trx.raw(
    `update run_changes set detail = jsonb_set(detail, '{carried}', coalesce((
       select jsonb_agg(one order by place) from jsonb_array_elements(detail->'carried') with ordinality as all_of(one, place)
       where one->>'from' <> :msisdn), '[]'))
     where kind = 'block' and msisdn <> :msisdn and run_id in (select id from runs where account_id = :account)
       and detail->'carried' @> jsonb_build_array(jsonb_build_object('from', cast(:msisdn as text)))`,
    { msisdn: person.msisdn, account: accountId },
  );
  for (const { run, seqs } of rows) {
    await moveUp(trx, run, seqs);
    await forgetInSummary(trx, run, seqs);
  }
}

async function moveUp(trx: Knex, run: string, seqs: readonly number[]): Promise<void> {
  const gone = `(select cast(value as integer) as seq from json_array_elements_text(cast(:seqs as json)))`;
  const given = { run, seqs: JSON.stringify(seqs), first: seqs[0] as number };
  await trx.raw(`delete from run_changes where run_id = :run and seq in ${gone}`, given);
  // By way of numbers that nothing has: a number is never given to two at once.
  await trx.raw(
    `update run_changes set seq = -1 - (seq - (select count(*)::integer from ${gone} as g where g.seq < run_changes.seq))
     where run_id = :run and seq > :first`,
    given,
  );
  await trx.raw('update run_changes set seq = -1 - seq where run_id = :run and seq < 0', given);
  // What the service said of a call that carried nobody else is his too.
  await trx.raw(
    `update calls set change_seqs = moved.seqs, error = case when cardinality(moved.seqs) = 0 then null else error end
     from (
       select c.seq, array(
         select s - (select count(*)::integer from ${gone} as g where g.seq < s)
         from unnest(c.change_seqs) with ordinality as kept(s, place)
         where s not in (select seq from ${gone} as g) order by place) as seqs
       from calls as c where c.run_id = :run and cardinality(c.change_seqs) > 0
     ) as moved
     where calls.run_id = :run and calls.seq = moved.seq and calls.change_seqs <> moved.seqs`,
    given,
  );
}

async function forgetInSummary(trx: Knex, run: string, seqs: readonly number[]): Promise<void> {
  const row = await trx('runs').where({ id: run }).first('summary');
  const summary = parseRunSummary(row?.summary);
  if (!summary) return;
  await trx('runs')
    .where({ id: run })
    .update({ summary: toJson(withoutChanges(summary, seqs)) });
}

/** The summary of a run without some of its changes; what it counted stays. */
function withoutChanges(summary: RunSummary, seqs: readonly number[]): RunSummary {
  const { fingerprint: _fingerprint, withheld, doneBefore, forgotten = 0, ...rest } = summary;
  const gone = new Set(seqs);
  const moved = (indexes: readonly number[]) =>
    indexes.flatMap((index) => (gone.has(index) ? [] : [index - seqs.filter((seq) => seq < index).length]));
  return {
    ...rest,
    ...(doneBefore && { doneBefore: moved(doneBefore) }),
    ...(withheld && {
      withheld: Object.fromEntries(
        Object.entries(withheld).map(([reason, indexes]) => [reason, moved(indexes)]),
      ),
    }),
    forgotten: forgotten + seqs.length,
  };
}

/** Takes a person out of texts that are about others, or about a whole run: warnings, errors, reasons that somebody gave. */
export async function forgetInTexts(trx: Knex, accountId: number, person: Person): Promise<void> {
  const bindings = bindingsOf(person, accountId);
  const where = (table: string) => places.find((place) => place.table === table)?.rows ?? 'false';
  const clean = (text: string) => without(person, text);
  for (const { run_id, seq, figures, message } of (
    await trx.raw(`select run_id, seq, figures, message from warnings where ${where('warnings')}`, bindings)
  ).rows)
    await trx('warnings')
      .where({ run_id, seq })
      .update({
        figures: figures === null ? null : toJson(withoutPerson(figures, person)),
        message: message === null ? null : clean(message),
      });
  for (const { run_id, seq, error } of (
    await trx.raw(
      `select run_id, seq, error from calls where ${where('calls')} and error is not null`,
      bindings,
    )
  ).rows)
    await trx('calls')
      .where({ run_id, seq })
      .update({ error: toJson(withoutPerson(error, person)) });
  for (const { id, error, summary } of (
    await trx.raw(`select id, error, summary from runs where ${where('runs')}`, bindings)
  ).rows)
    await trx('runs')
      .where({ id })
      .update({
        error: error === null ? null : clean(error),
        ...((summary?.approval || summary?.message) && {
          summary: toJson({
            ...summary,
            ...(summary.approval && { approval: withoutPerson(summary.approval, person) }),
            ...(summary.message?.name && {
              message: { ...summary.message, name: clean(summary.message.name) },
            }),
          }),
        }),
      });
  for (const { account_id, plan_id, reason } of (
    await trx.raw(
      `select account_id, plan_id, reason from discarded_plans where ${where('discarded_plans')}`,
      bindings,
    )
  ).rows)
    await trx('discarded_plans')
      .where({ account_id, plan_id })
      .update({ reason: clean(reason) });
  for (const { id, reason } of (
    await trx.raw(`select id, reason from console_acts where ${where('console_acts')}`, bindings)
  ).rows)
    await trx('console_acts')
      .where({ id })
      .update({ reason: clean(reason) });
}

/** The same value without the texts that name a person: out of lists they go, elsewhere what names him is taken out of them. */
function withoutPerson(value: unknown, person: Person): unknown {
  const mentions = mentionsOf(person);
  const isHis = (item: unknown) => typeof item === 'string' && mentions(item);
  const walk = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.filter((one) => !isHis(one)).map(walk);
    if (typeof item === 'object' && item !== null)
      return Object.fromEntries(Object.entries(item).map(([key, one]) => [key, walk(one)]));
    if (!isHis(item)) return item;
    const text = without(person, item as string);
    return mentions(text) ? '' : text;
  };
  return walk(value);
}
