/**
 * The same question in SQL: DuckDB on two threads, with regular expressions. It does less: no number is validated, no
 * rejection is told, and there is no ledger.
 *
 *     node test/bench/baselines/duckdb.mjs CRM.csv URL FOLDER-OF-DUCKDB
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , path = '', url = '', installed = ''] = process.argv;
const { DuckDBInstance } = createRequire(join(installed, 'package.json'))('@duckdb/node-api');

const folder = mkdtempSync(join(tmpdir(), 'jojka-bench-duckdb-'));
for (let offset = 0; ; offset += 10_000) {
  const body = new URLSearchParams({ API_key: 'bench', max: '10000', offset: String(offset) });
  const answer = await fetch(`${url}/export_contacts_list`, { method: 'POST', body });
  const page = Buffer.from(await answer.arrayBuffer());
  if (page.length < 100) break;
  writeFileSync(join(folder, `page-${offset}.json`), page);
}

/** @param {string} column */
const msisdn = (column) => {
  const digits = `regexp_replace(regexp_replace(${column}, '\\(0\\)|[^0-9+]', '', 'g'), '^(\\+|00)', '')`;
  return `case when regexp_matches(${digits}, '^(0|46|460)?7[02369][0-9]{7}$')
    then '46' || right(${digits}, 9)
    when regexp_matches(${digits}, '^47[49][0-9]{7}$') then ${digits} end`;
};

const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
for (const sql of [
  `create table crm as
     select coalesce(${msisdn('Mobil')}, ${msisdn('Telefon')}) as msisdn, trim(Förnamn || ' ' || Efternamn) as name,
       Ort, Grupper, Nyhetsbrev, "SMS-stopp" = 'Ja' as stopped, Status = 'Aktiv' as active, row_number() over () as line
     from read_csv('${path}', delim = ';', quote = '"', escape = '"', header = true, all_varchar = true, null_padding = false)`,
  `create table desired as
     select msisdn, arg_min(name, line) as name,
       list_sort(list_distinct(flatten(list(list_concat(['Kunder', 'Ort ' || Ort],
         list_filter(string_split(coalesce(Grupper, ''), '|'), g -> g <> ''),
         case when Nyhetsbrev = 'Ja' then ['Nyhetsbrev'] else [] end))))) as groups
     from crm where active and msisdn is not null group by msisdn`,
  `create table existing as
     select c.msisdn as msisdn, c.name as name, list_sort(c.groups) as groups
     from (select unnest(export) as c from read_json('${folder}/page-*.json',
       columns = {export: 'STRUCT(msisdn VARCHAR, name VARCHAR, groups VARCHAR[])[]'}, maximum_object_size = 67108864))`,
])
  await connection.run(sql);
const result = await connection.runAndReadAll(`
  select count(*) filter (e.msisdn is null) as creates,
    count(*) filter (d.name <> e.name) as renames,
    count(*) filter (d.groups <> e.groups) as regrouped,
    count(*) filter (d.msisdn is null) as removals,
    (select count(distinct msisdn) from crm where stopped) as blocks
  from desired d full join existing e on d.msisdn = e.msisdn`);
process.stdout.write(
  `${JSON.stringify(result.getRowObjects()[0], (_, value) => (typeof value === 'bigint' ? Number(value) : value))}\n`,
);
rmSync(folder, { recursive: true });
