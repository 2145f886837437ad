import type { Database } from './database.ts';

/** Records by which words a pipeline knows an opt-out; undefined: by the default ones (P11). */
export async function saveOptOutWords(
  database: Database,
  accountId: number,
  pipeline: string,
  words: readonly string[] | undefined,
): Promise<void> {
  await database
    .knex('opt_out_words')
    .insert({ account_id: accountId, pipeline, words: words ? [...words] : null })
    .onConflict(['account_id', 'pipeline'])
    .merge(['words']);
}

/** The lists of all pipelines of an account, each once; undefined stands for the default words. */
export async function optOutWordsOfAll(
  database: Database,
  accountId: number,
): Promise<(readonly string[] | undefined)[]> {
  const lists = await database.knex('opt_out_words').where({ account_id: accountId }).distinct('words');
  return lists.map(({ words }) => words ?? undefined);
}
