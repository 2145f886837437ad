import type { Contact } from '../contact/contact.ts';
import type { DesiredContact } from '../contact/desired.ts';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import { sized } from '../contact/sized.ts';
import { Ids } from './ids.ts';
import type { Labels } from './labels.ts';
import type { Lists } from './lists.ts';
import type { Columns } from './number-map.ts';
import { KeyColumn, type RecordKeys } from './record-keys.ts';
import type { Texts } from './texts.ts';

/** While it is made: an object by spreads takes several times as long, a million times over. */
type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** What the tables of a run have in common. */
export interface Shared {
  readonly texts: Texts;
  readonly labels: Labels;
  readonly lists: Lists;
  readonly keys: RecordKeys;
  /** Tables that have names and keys of people: what one of them has of a number another one most likely has too. */
  readonly people: WeakRef<PeopleTable>[];
}

/** A table of people, who have names and keys. */
export interface PeopleTable {
  readonly size: number;
  readonly columns: { readonly names: Uint32Array; readonly keys: KeyColumn };
}

/** The columns to guess names and keys by: those of the largest table of people that is another one than this. */
export function likelyPeople({ people }: Shared, own: unknown): PeopleTable['columns'] | undefined {
  let largest: PeopleTable | undefined;
  for (const one of people) {
    const table = one.deref();
    if (table && table.columns !== own && table.size > (largest?.size ?? 0)) largest = table;
  }
  return largest?.columns;
}

/** What Jojka holds. */
export class ContactColumns implements Columns<Contact> {
  readonly shared: Shared;
  names = new Uint32Array(0);
  readonly groups = new Ids();

  constructor(shared: Shared) {
    this.shared = shared;
  }

  reserve(rows: number): void {
    this.names = sized(this.names, rows);
    this.groups.reserve(rows);
  }

  write(id: number, { name, groups }: Contact): void {
    this.names[id] = this.shared.texts.idOf(name);
    this.groups.set(id, this.shared.lists.idOf(groups));
  }

  /** The same of ids. */
  writeIds(id: number, name: number, groups: number): void {
    this.names[id] = name;
    this.groups.set(id, groups);
  }

  read(id: number, msisdn: string): Contact {
    const { texts, lists } = this.shared;
    return {
      msisdn,
      name: texts.text(this.names[id] as number),
      groups: lists.list(this.groups.at(id)),
    };
  }
}

/** A row of {@link DesiredColumns} as ids, of which 0 is none. */
export interface DesiredIds {
  name: number;
  groups: number;
  source: number;
  line: number;
  key: number;
}

/** What the sources ask for. */
export class DesiredColumns implements Columns<DesiredContact> {
  readonly shared: Shared;
  names = new Uint32Array(0);
  readonly groups = new Ids();
  readonly #sources = new Ids();
  #lines = new Uint32Array(0);
  readonly keys: KeyColumn;

  constructor(shared: Shared) {
    this.shared = shared;
    this.keys = new KeyColumn(shared.keys);
  }

  reserve(rows: number): void {
    this.names = sized(this.names, rows);
    this.groups.reserve(rows);
    this.#sources.reserve(rows);
    this.#lines = sized(this.#lines, rows);
    this.keys.reserve(rows);
  }

  write(id: number, { name, groups, keys, source, line }: DesiredContact): void {
    this.names[id] = this.shared.texts.idOf(name);
    this.groups.set(id, this.shared.lists.idOf(groups));
    this.#sources.set(id, this.shared.labels.idOf(source));
    this.#lines[id] = line;
    this.keys.write(id, keys);
  }

  /** The same of ids, and of one key or none. */
  writeIds(id: number, row: DesiredIds): void {
    this.names[id] = row.name;
    this.groups.set(id, row.groups);
    this.#sources.set(id, row.source);
    this.#lines[id] = row.line;
    this.keys.writeId(id, row.key);
  }

  read(id: number, msisdn: string): DesiredContact {
    const { texts, lists, labels } = this.shared;
    return {
      msisdn,
      name: texts.text(this.names[id] as number),
      groups: lists.list(this.groups.at(id)),
      keys: this.keys.read(id),
      source: labels.text(this.#sources.at(id)),
      line: this.#lines[id] as number,
    };
  }
}

const managedAs = [undefined, 'created', 'adopted'] as const;

/** What a contact of the ledger is, as ids. */
export interface LedgerContactIds {
  readonly managed: number;
  readonly pipeline: number;
  readonly groups: number;
}

/** What the ledger knows of contacts. */
export class LedgerContactColumns implements Columns<LedgerContact> {
  readonly shared: Shared;
  #managed = new Uint8Array(0);
  readonly #pipelines = new Ids();
  readonly groups = new Ids();
  readonly #spellings = new Map<number, NonNullable<LedgerContact['spellings']>>();

  constructor(shared: Shared) {
    this.shared = shared;
  }

  reserve(rows: number): void {
    this.#managed = sized(this.#managed, rows);
    this.#pipelines.reserve(rows);
    this.groups.reserve(rows);
  }

  /** All of a contact but its spellings. */
  idsOf({ managed, pipeline, groups }: LedgerContact): LedgerContactIds {
    const { labels, lists } = this.shared;
    return {
      managed: managedAs.indexOf(managed),
      pipeline: labels.idOf(pipeline ?? ''),
      groups: lists.idOf(groups),
    };
  }

  /** Writes a contact that has no spellings. */
  writeIds(id: number, { managed, pipeline, groups }: LedgerContactIds): void {
    this.#managed[id] = managed;
    this.#pipelines.set(id, pipeline);
    this.groups.set(id, groups);
    if (this.#spellings.size > 0) this.#spellings.delete(id);
  }

  write(id: number, contact: LedgerContact): void {
    this.writeIds(id, this.idsOf(contact));
    if (contact.spellings) this.#spellings.set(id, contact.spellings);
  }

  read(id: number): LedgerContact {
    const contact: Writable<LedgerContact> = { groups: this.shared.lists.list(this.groups.at(id)) };
    const managed = managedAs[this.#managed[id] as number];
    if (managed) contact.managed = managed;
    const pipeline = this.shared.labels.text(this.#pipelines.at(id));
    if (pipeline) contact.pipeline = pipeline;
    if (this.#spellings.size > 0) {
      const spellings = this.#spellings.get(id);
      if (spellings) contact.spellings = spellings;
    }
    return contact;
  }

  isManaged(id: number): boolean {
    return this.#managed[id] !== 0;
  }

  hasSpellings(id: number): boolean {
    return this.#spellings.has(id);
  }

  /** Of all contacts that have any. */
  spellings(): Iterable<NonNullable<LedgerContact['spellings']>> {
    return this.#spellings.values();
  }
}

const isHeld = 1;
const isOptedOut = 2;

function flagsOf({ held, optedOut }: Pick<Want, 'held' | 'optedOut'>): number {
  return (held ? isHeld : 0) | (optedOut ? isOptedOut : 0);
}

/** What a want is besides its name and keys, as ids. */
export interface WantIds {
  readonly groups: number;
  readonly since: number;
  readonly flags: number;
}

/** What one pipeline wants, as the ledger has it. */
export class WantColumns implements Columns<Want> {
  readonly shared: Shared;
  names = new Uint32Array(0);
  readonly groups = new Ids();
  readonly #since = new Ids();
  #flags = new Uint8Array(0);
  readonly keys: KeyColumn;
  /** Of those who are absent, and of nobody else. */
  readonly #absences = new Map<number, Pick<Want, 'absentRuns' | 'absentAt'>>();

  constructor(shared: Shared) {
    this.shared = shared;
    this.keys = new KeyColumn(shared.keys);
  }

  reserve(rows: number): void {
    this.names = sized(this.names, rows);
    this.groups.reserve(rows);
    this.#since.reserve(rows);
    this.#flags = sized(this.#flags, rows);
    this.keys.reserve(rows);
  }

  /** All of a want but its name and keys; undefined of who is absent. */
  idsOf(want: Omit<Want, 'name' | 'keys'>): WantIds | undefined {
    if (want.absentRuns !== 0 || want.absentAt !== undefined) return undefined;
    const { lists, labels } = this.shared;
    return { groups: lists.idOf(want.groups), since: labels.idOf(want.since), flags: flagsOf(want) };
  }

  /** Writes a want of who is not absent, and has one key or none. */
  writeIds(id: number, { groups, since, flags }: WantIds, name: number, key: number): void {
    this.names[id] = name;
    this.groups.set(id, groups);
    this.#since.set(id, since);
    this.#flags[id] = flags;
    this.keys.writeId(id, key);
    if (this.#absences.size > 0) this.#absences.delete(id);
  }

  write(id: number, want: Want): void {
    const { name, groups, keys, since, absentRuns, absentAt } = want;
    this.names[id] = this.shared.texts.idOf(name);
    this.groups.set(id, this.shared.lists.idOf(groups));
    this.#since.set(id, this.shared.labels.idOf(since));
    this.#flags[id] = flagsOf(want);
    this.keys.write(id, keys);
    if (absentRuns !== 0 || absentAt !== undefined)
      this.#absences.set(id, { absentRuns, ...(absentAt !== undefined && { absentAt }) });
    else this.#absences.delete(id);
  }

  read(id: number): Want {
    const { texts, lists, labels } = this.shared;
    const want: Writable<Want> = {
      name: texts.text(this.names[id] as number),
      groups: lists.list(this.groups.at(id)),
      keys: this.keys.read(id),
      absentRuns: 0,
      since: labels.text(this.#since.at(id)),
    };
    const flags = this.#flags[id] as number;
    if (flags & isHeld) want.held = true;
    if (flags & isOptedOut) want.optedOut = true;
    const absence = this.#absences.size > 0 ? this.#absences.get(id) : undefined;
    return absence ? { ...want, ...absence } : want;
  }

  /** Whether it is wanted as any contact is: not absent, not held back, not opted out. */
  isPlain(id: number): boolean {
    return this.#flags[id] === 0 && !this.#absences.has(id);
  }
}
