import type { Change, ChangeKind, ContactState, PlanBody, TouchedContact } from './change.ts';

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
  const place = importPlaces(plan.contacts);
  const rows = new ImportRows(plan);
  const phases: Record<'block' | 'leave' | 'remove' | 'import' | 'join' | 'unblock', PlannedCall[]> = {
    block: [],
    leave: [],
    remove: [],
    import: [],
    join: [],
    unblock: [],
  };
  for (let index = 0; index < plan.changes.length; index++) {
    const change = plan.changes[index] as Change;
    const { msisdn } = change;
    const at = travelsByImport(change.kind) ? place(msisdn) : -1;
    if (at >= 0) {
      rows.add(index, at);
      continue;
    }
    const changes = [index];
    if (change.kind === 'block') phases.block.push({ endpoint: 'add_to_blocklist', msisdn, changes });
    else if (change.kind === 'unblock')
      phases.unblock.push({ endpoint: 'rm_from_blocklist', msisdn, changes });
    else if (change.kind === 'remove') phases.remove.push({ endpoint: 'rm_contact', msisdn, changes });
    else if (change.kind === 'removeMembership')
      phases.leave.push({ endpoint: 'rm_contact_from_group', msisdn, group: change.group, changes });
    else if (change.kind === 'addMembership')
      phases.join.push({ endpoint: 'add_contact_to_group', msisdn, group: change.group, changes });
  }
  phases.import = rows.calls(importRows);
  return [phases.block, phases.leave, phases.remove, phases.import, phases.join, phases.unblock];
}

/**
 * The rows of a plan's imports, in the order of the first change of each. Of a first load they are as many as its contacts: what is
 * kept of a row is which contact it is and which changes it carries out, and it is made anew each time that its call is asked for it.
 */
class ImportRows {
  readonly #plan: PlanBody;
  /** The row of each contact that travels so, plus one. */
  readonly #rowOf: Uint32Array;
  /** The row of each change that travels so, plus one. */
  readonly #rowOfChange: Uint32Array;
  /** The contact of each row. */
  readonly #contacts: Uint32Array;
  #count = 0;

  constructor(plan: PlanBody) {
    this.#plan = plan;
    this.#rowOf = new Uint32Array(plan.contacts.length);
    this.#rowOfChange = new Uint32Array(plan.changes.length);
    this.#contacts = new Uint32Array(plan.contacts.length);
  }

  /** A change, by its index, of a contact, by its index. */
  add(change: number, contact: number): void {
    if (this.#rowOf[contact] === 0) {
      this.#contacts[this.#count] = contact;
      this.#rowOf[contact] = ++this.#count;
    }
    this.#rowOfChange[change] = this.#rowOf[contact] as number;
  }

  calls(importRows: number): PlannedCall[] {
    const [starts, changes] = this.#changesByRow();
    const row = (at: number): ImportRow => {
      const { msisdn, after } = this.#plan.contacts[this.#contacts[at] as number] as TouchedContact;
      const { name, groups } = after as ContactState;
      return { msisdn, name, groups, changes: [...changes.subarray(starts[at], starts[at + 1])] };
    };
    const calls: PlannedCall[] = [];
    for (let start = 0; start < this.#count; start += importRows) {
      const count = Math.min(importRows, this.#count - start);
      calls.push({
        endpoint: 'import_contacts_list',
        get rows() {
          return Array.from({ length: count }, (_, at) => row(start + at));
        },
        changes: [...changes.subarray(starts[start], starts[start + count])],
      });
    }
    return calls;
  }

  /** The changes of each row one after another, and where those of each begin. */
  #changesByRow(): [starts: Uint32Array, changes: Uint32Array] {
    const starts = new Uint32Array(this.#count + 1);
    for (const row of this.#rowOfChange) if (row > 0) starts[row] = (starts[row] as number) + 1;
    for (let row = 1; row <= this.#count; row++)
      starts[row] = (starts[row] as number) + (starts[row - 1] as number);
    const changes = new Uint32Array(starts[this.#count] as number);
    const next = starts.slice();
    for (let index = 0; index < this.#rowOfChange.length; index++) {
      const row = (this.#rowOfChange[index] as number) - 1;
      if (row < 0) continue;
      const at = next[row] as number;
      changes[at] = index;
      next[row] = at + 1;
    }
    return [starts, changes];
  }
}

/**
 * Tells where among the contacts of a plan a number stands that travels by import; -1 where it does not. A plan's contacts are in the
 * order of their numbers, and so are its changes of one kind: nearly always it is the next one, and nothing is made for a million of them. Of contacts in any other order a map is made.
 */
function importPlaces(contacts: PlanBody['contacts']): (msisdn: string) => number {
  const isCarried = (at: number) => contacts[at]?.byImport === true && contacts[at]?.after != null;
  const isOrdered = contacts.every(
    ({ msisdn }, at) => at === 0 || (contacts[at - 1] as TouchedContact).msisdn < msisdn,
  );
  if (!isOrdered) {
    const places = new Map(contacts.flatMap(({ msisdn }, at) => (isCarried(at) ? [[msisdn, at]] : [])));
    return (msisdn) => places.get(msisdn) ?? -1;
  }
  const isAt = (at: number, msisdn: string) => contacts[at]?.msisdn === msisdn;
  let at = 0;
  return (msisdn) => {
    if (!isAt(at, msisdn)) at = isAt(at + 1, msisdn) ? at + 1 : placeIn(contacts, msisdn);
    return isAt(at, msisdn) && isCarried(at) ? at : -1;
  };
}

/** Where a number stands in a list that is in their order, or where it would. */
function placeIn(contacts: PlanBody['contacts'], msisdn: string): number {
  let [from, to] = [0, contacts.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((contacts[middle] as TouchedContact).msisdn < msisdn) from = middle + 1;
    else to = middle;
  }
  return from;
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
