import { definePipeline } from 'jojka-sync';

/**
 * A one-off migration: everybody in a CSV file into an account, nobody out of it.
 *
 *   jojka-sync plan bulk-migration --input export.csv
 *   jojka-sync sync bulk-migration --input export.csv
 */
export default definePipeline({
  name: 'bulk-migration',
  sources: [
    {
      type: 'csv',
      path: 'data/crm-contacts.csv',
      id: 'Kundnr',
      phone: ['Mobil', 'Telefon'],
      name: ['Förnamn', 'Efternamn'],
      groups: ['Kunder', { column: 'Grupper', separator: '|' }],
      optOut: { column: 'SMS-stopp' },
    },
  ],
  contacts: { absent: 'keep', names: 'keep' },
  groups: { mode: 'add' },
});
