import pg from 'pg';
import type { TestPostgres } from './postgres.ts';

/** Tables of Postgres that are shaped like those of CRMs that people have, with a few people in each. */

/** Odoo: tags as jsonb, and a list of numbers that want no SMS. */
export const odooTables = `
create table res_partner (
  id serial primary key, name varchar, display_name varchar, active boolean, is_company boolean, email varchar,
  phone varchar, mobile varchar, phone_sanitized varchar, city varchar, company_id int, type varchar, comment text);
create table res_partner_category (id serial primary key, name jsonb, color int, active boolean);
create table res_partner_res_partner_category_rel (category_id int, partner_id int);
create table phone_blacklist (id serial primary key, number varchar not null, active boolean);
create table mail_message (id serial primary key, body text);
insert into res_partner_category (name) values ('{"en_US": "VIP"}'), ('{"en_US": "Members", "sv_SE": "Medlemmar"}');
insert into res_partner (name, display_name, active, is_company, phone, mobile, phone_sanitized) values
  ('Åsa Öberg', 'Åsa Öberg', true, false, '040-628 04 41', '070-174 06 05', '+46701740605'),
  ('Bo Ek', 'Bo Ek', true, false, null, '+46 70 174 06 06', '+46701740606'),
  ('Cilla Dahl', 'Cilla Dahl', false, false, null, '070-174 06 07', '+46701740607'),
  ('Dag Älv', 'Dag Älv', true, false, '070-174 06 08', null, '+46701740608');
insert into res_partner_res_partner_category_rel values (1, 1), (2, 1), (2, 4);
insert into phone_blacklist (number, active) values ('+46701740606', true), ('+46701740608', false);`;

/** Twenty: a schema for the workspace, country codes apart, further numbers as jsonb. */
export const twentyTables = `
create schema workspace_3ixj3i1a5avy16ptijtb3lae3;
create table workspace_3ixj3i1a5avy16ptijtb3lae3.person (
  id uuid primary key default gen_random_uuid(), "nameFirstName" text, "nameLastName" text, "emailsPrimaryEmail" text,
  "phonesPrimaryPhoneNumber" text, "phonesPrimaryPhoneCountryCode" text, "phonesPrimaryPhoneCallingCode" text,
  "phonesAdditionalPhones" jsonb, city text, "jobTitle" text, "companyId" uuid, "smsOptOut" boolean,
  "createdAt" timestamptz default now(), "deletedAt" timestamptz, "searchVector" tsvector, position float);
insert into workspace_3ixj3i1a5avy16ptijtb3lae3.person
  ("nameFirstName", "nameLastName", "phonesPrimaryPhoneNumber", "phonesPrimaryPhoneCallingCode", "phonesPrimaryPhoneCountryCode", "phonesAdditionalPhones", "smsOptOut", "deletedAt") values
  ('Åsa', 'Öberg', '701740605', '+46', 'SE', null, false, null),
  ('Bo', 'Ek', '', '', '', '[{"number": "0701740606", "callingCode": "+46", "countryCode": "SE"}]', false, null),
  ('Cilla', 'Dahl', '0701740607', '', '', '[]', true, null),
  ('Dag', 'Älv', '701740608', '+46', 'SE', '{}', null, now()),
  ('Eva', 'Lund', '701740609', '+46', 'SE', null, true, now());`;

/** A new database with that in it. @returns its URL */
export async function databaseWith(postgres: TestPostgres, sql: string): Promise<string> {
  const url = await postgres.createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
  return url;
}
