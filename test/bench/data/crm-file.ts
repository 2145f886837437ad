import { pick, random } from '../../../data/generator/random.ts';
import { comments } from '../../../data/generator/words.ts';
import { customer, type DataSet, type Day, repeatedIndex } from './customer.ts';
import { spelled } from './spelling.ts';

const header = [
  'Kundnr',
  'Förnamn',
  'Efternamn',
  'Mobil',
  'Telefon',
  'Ort',
  'Grupper',
  'Nyhetsbrev',
  'SMS-stopp',
  'Status',
  'Kommentar',
];

/** The CRM file of a day, row by row: UTF-8, semicolons, CRLF, every cell that holds anything in quotes. */
export function* crmRows(data: DataSet, day: Day): Generator<string> {
  yield row(header);
  for (let index = 0; index < data.rows; index += 1) yield crmRow(index, data, day);
}

function crmRow(index: number, data: DataSet, day: Day): string {
  const repeated = repeatedIndex(index);
  const of = customer(repeated ?? index, data, day);
  const next = random(Math.imul(index + 3, 0xc2b2ae35) ^ data.seed);
  const isAgain = repeated !== undefined && of.mobile !== '' && of.msisdn?.startsWith('46');
  return row([
    `K${10_001 + index}`,
    of.first,
    of.last,
    isAgain ? spelled(next, (of.msisdn as string).slice(2)) : of.mobile,
    of.phone,
    of.town,
    of.groups.join('|'),
    of.newsletter ? 'Ja' : 'Nej',
    of.optedOut ? 'Ja' : '',
    of.active ? 'Aktiv' : 'Avslutad',
    next() < 0.04 ? pick(next, comments) : '',
  ]);
}

function row(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (cell === '' ? '' : `"${cell.replaceAll('"', '""')}"`));
  return `${quoted.join(';')}\r\n`;
}
