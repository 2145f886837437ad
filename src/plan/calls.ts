import type { ChangeKind, ContactState, PlanBody } from './change.ts';

/** A row of an import: the contact's whole final state (P5). */
export interface ImportRow extends ContactState {
  readonly msisdn: string;
  /** Indexes into the plan's changes that the row carries out. */
  readonly changes: readonly number[];
}

/** One API request that carries one change or many. */
export type PlannedCall =
  | {
      readonly endpoint: 'add_to_blocklist' | 'rm_from_blocklist' | 'rm_contact';
      readonly msisdn: string;
      readonly changes: readonly number[];
    }
  | {
      readonly endpoint: 'add_contact_to_group' | 'rm_contact_from_group';
      readonly msisdn: string;
      readonly group: string;
      readonly changes: readonly number[];
    }
  | {
      readonly endpoint: 'import_contacts_list';
      readonly rows: readonly ImportRow[];
      readonly changes: readonly number[];
    };

/**
 * The calls of a plan in phases, stricter before looser (L1): blocks, removals of memberships, removals of contacts,
 * imports, added memberships, unblocks. A phase begins when the one before it has ended; calls within a phase are
 * independent of each other.
 */
export function planCalls(plan: PlanBody, importRows: number): PlannedCall[][] {
  const byImport = new Map(
    plan.contacts.flatMap(({ msisdn, after, byImport }) =>
      byImport && after ? [[msisdn, after] as const] : [],
    ),
  );
  const indexes = new Map<string, number[]>();
  const phases: Record<'block' | 'leave' | 'remove' | 'import' | 'join' | 'unblock', PlannedCall[]> = {
    block: [],
    leave: [],
    remove: [],
    import: [],
    join: [],
    unblock: [],
  };
  for (const [index, change] of plan.changes.entries()) {
    const { msisdn } = change;
    const changes = [index];
    if (byImport.has(msisdn) && travelsByImport(change.kind)) {
      const list = indexes.get(msisdn);
      if (list) list.push(index);
      else indexes.set(msisdn, changes);
    } else if (change.kind === 'block') phases.block.push({ endpoint: 'add_to_blocklist', msisdn, changes });
    else if (change.kind === 'unblock')
      phases.unblock.push({ endpoint: 'rm_from_blocklist', msisdn, changes });
    else if (change.kind === 'remove') phases.remove.push({ endpoint: 'rm_contact', msisdn, changes });
    else if (change.kind === 'removeMembership')
      phases.leave.push({ endpoint: 'rm_contact_from_group', msisdn, group: change.group, changes });
    else if (change.kind === 'addMembership')
      phases.join.push({ endpoint: 'add_contact_to_group', msisdn, group: change.group, changes });
  }
  const rows: ImportRow[] = [];
  for (const [msisdn, changes] of indexes) {
    const after = byImport.get(msisdn);
    if (after) rows.push({ msisdn, name: after.name, groups: after.groups, changes });
  }
  for (let start = 0; start < rows.length; start += importRows)
    phases.import.push(importCall(rows.slice(start, start + importRows)));
  return [phases.block, phases.leave, phases.remove, phases.import, phases.join, phases.unblock];
}

/** An import of these rows. */
export function importCall(rows: readonly ImportRow[]): PlannedCall & { endpoint: 'import_contacts_list' } {
  return { endpoint: 'import_contacts_list', rows, changes: rows.flatMap((row) => row.changes) };
}

function travelsByImport(kind: ChangeKind): boolean {
  return kind === 'create' || kind === 'rename' || kind === 'addMembership';
}

/** How many calls of each writing endpoint a plan takes (P6); endpoints without a call are left out. */
export function countCalls(plan: PlanBody, importRows: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const phase of planCalls(plan, importRows))
    for (const { endpoint } of phase) counts[endpoint] = (counts[endpoint] ?? 0) + 1;
  return counts;
}
