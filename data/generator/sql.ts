import { desiredGroups, person } from './person.ts';
import { random } from './random.ts';
import { phoneCells } from './spelling.ts';

const head = `-- A small CRM in Postgres, for pipelines/nightly-crm.ts. Everybody in it is invented.
-- Load it into an empty database:  psql "$CRM_DATABASE_URL" -f data/crm.sql
-- It never drops anything: a database that has these tables already is left as it is.
\\set ON_ERROR_STOP on
begin;
set local client_encoding = 'UTF8';

create table customers (
  id integer primary key,
  full_name text not null,
  mobile text,
  phone text,
  town text,
  tags text[] not null default '{}',
  sms_stop boolean not null default false,
  active boolean not null default true,
  updated_at timestamptz not null default now()
);

-- The same people, a row for each membership.
create view customer_memberships as
  select c.id, c.mobile, c.full_name, tag as group_name, c.sms_stop
  from customers c cross join lateral unnest(c.tags) as tag
  where c.active;

insert into customers (id, full_name, mobile, phone, town, tags, sms_stop, active) values
`;

/** Schema and customers in one file: the first of those in the CSV file. */
export function crmSql(customers: number): string {
  const rows = Array.from({ length: customers }, (_, index) => {
    const of = person(index, 'sample');
    const [mobile, phone] = phoneCells(random(index * 31 + 7), of);
    const tags = desiredGroups(of).filter((group) => !group.startsWith('Ort '));
    return `  (${[
      10_001 + index,
      quoted(`${of.first} ${of.last}`),
      mobile ? quoted(mobile) : 'null',
      phone ? quoted(phone) : 'null',
      of.town ? quoted(of.town) : 'null',
      `array[${tags.map(quoted).join(', ')}]`,
      of.optedOut,
      of.active,
    ].join(', ')})`;
  });
  return `${head}${rows.join(',\n')};\n\ncommit;\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
