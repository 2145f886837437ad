import { customer, type DataSet, desiredGroups, repeatedIndex } from './customer.ts';

/** What Jojka holds: what the pipeline asked for yesterday, a contact a line with a comma behind it, in the export's own format. */
export function* exportRows(data: DataSet): Generator<string> {
  for (let index = 0; index < data.rows; index += 1) {
    if (repeatedIndex(index) !== undefined) continue;
    const of = customer(index, data, 'yesterday');
    if (!of.active || of.msisdn === undefined) continue;
    yield `${JSON.stringify({ msisdn: of.msisdn, name: `${of.first} ${of.last}`, groups: desiredGroups(of) })},\n`;
  }
}
