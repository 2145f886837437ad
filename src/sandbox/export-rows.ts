import type { Contact } from '../contact/contact.ts';
import { createExportOrder } from './export-order.ts';
import type { Faults } from './faults.ts';

/** One page of the export, as the faults have it. */
export type ExportPage = (contacts: readonly Contact[], from: number, max: number) => unknown[];

/** Cuts pages out of the list, with all that may be wrong with a list that is read while the world goes on. */
export function createExportPage(faults: Faults): ExportPage {
  const order = createExportOrder(faults.export);
  const { emptyCalls, pageRows, missing, repeated, msisdnAs, withoutGroups } = faults.exported;
  let calls = 0;
  return (contacts, from, max) => {
    calls += 1;
    if (emptyCalls === 'all' || emptyCalls.includes(calls)) return [];
    const lacking = new Set(missing);
    const rows = order(contacts.filter(({ msisdn }) => !lacking.has(msisdn)));
    const again = rows.filter(({ msisdn }) => repeated.includes(msisdn));
    return [...rows, ...again]
      .slice(from, from + Math.min(max, pageRows ?? max))
      .map(({ msisdn, name, groups }) => ({
        msisdn: msisdnAs === 'number' ? Number(msisdn) : msisdn,
        name,
        ...(!withoutGroups && { groups }),
      }));
  };
}
