import type { Database } from './database.ts';
import { type SchemaState, schema } from './migrations.ts';

/**
 * What the user of a Postgres state lacks to sync; undefined where he lacks nothing. Only asks.
 *
 * @param state how the schema stands: where there is none, it must be possible to make it
 */
export async function lackingRights(
  { knex }: Database,
  state: SchemaState,
): Promise<{ readonly said: string; readonly advice: string } | undefined> {
  const { rows } = await knex.raw(
    `select current_user as who, pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as frozen,
       has_database_privilege(current_database(), 'create') as creates,
       array(select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = ? and c.relkind = 'r' and c.relname not like 'knex%'
           and not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
             and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
         order by 1) as tables`,
    [schema],
  );
  const [{ who, frozen, creates, tables }] = rows;
  if (frozen)
    return {
      said: 'it takes no writes now: it is a standby, or was made read-only',
      advice: 'Name a server that takes writes in DATABASE_URL.',
    };
  if (state === 'none' && !creates)
    return {
      said: `the schema ${schema} is not there, and ${who} may not make it`,
      advice: `As the database's owner, once: create schema ${schema} authorization ${who}`,
    };
  if (tables.length > 0)
    return {
      said: `${who} may not read and write ${tables.join(', ')}`,
      advice: `As the owner of the schema: grant select, insert, update, delete on all tables in schema ${schema} to ${who}`,
    };
  return undefined;
}
