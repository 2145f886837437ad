import iconv from 'iconv-lite';

const first = ['Åsa', 'Bo', 'Cilla', 'Dag', 'Eva', 'Örjan'];
const last = ['Öberg', 'Ek', 'Dahl', 'Älv', 'Strand'];

/**
 * A list of customers as a Swedish Excel saves it: Windows-1252, semicolons, CRLF. The second has opted out.
 *
 * @param hasFault the number of the fourth is cut off
 */
export function excelFile(customers: number, hasFault = false): Buffer {
  const rows = Array.from({ length: customers }, (_, index) => {
    const digits = String(5 + index).padStart(2, '0');
    const name = `${first[index % first.length]};${last[index % last.length]}`;
    const phone = hasFault && index === 3 ? '070-174' : `070-174 06 ${digits}`;
    return `${1001 + index};${name};${phone};Malmö;VIP|Vårkampanj;${index === 1 ? 'Nej' : 'Ja'}`;
  });
  const header = 'Kundnr;Förnamn;Efternamn;Mobiltelefon;Ort;Grupper;SMS-utskick';
  return iconv.encode([header, ...rows, ''].join('\r\n'), 'windows-1252');
}

/** Odoo's partners, with one in `phone_blacklist`. */
export const odoo = `
create table res_partner (id serial primary key, name varchar, active boolean, is_company boolean, phone varchar,
  mobile varchar);
create table res_partner_category (id serial primary key, name jsonb);
create table res_partner_res_partner_category_rel (category_id int, partner_id int);
create table phone_blacklist (id serial primary key, number varchar not null, active boolean);
insert into res_partner_category (name) values ('{"en_US": "VIP"}'), ('{"en_US": "Members", "sv_SE": "Medlemmar"}');
insert into res_partner (name, active, is_company, phone, mobile) values
  ('Åsa Öberg', true, false, '040-628 04 41', '070-174 06 05'),
  ('Bo Ek', true, false, null, '+46 70 174 06 06'),
  ('Dag Älv', true, false, '070-174 06 08', null);
insert into res_partner_res_partner_category_rel values (1, 1), (2, 1), (2, 3);
insert into phone_blacklist (number, active) values ('+46701740606', true);`;
