import type { Contact } from './contact.ts';

/** Contacts as they stand in an answer, row by row: no objects are made of them before they are asked for. */
export interface PlainContacts {
  readonly length: number;
  /** MSISDNs as numbers: digits without a zero before them, fifteen at most. */
  readonly msisdns: Float64Array;
  /** Characters, and where among them the name of each begins and ends. */
  readonly codes: Uint16Array;
  readonly nameStarts: Uint32Array;
  readonly nameEnds: Uint32Array;
  /** The same of its groups, as a list of texts in JSON. */
  readonly groupsStarts: Uint32Array;
  readonly groupsEnds: Uint32Array;
  /** The groups of a contact, as they are given. */
  groups(row: number): readonly string[];
  contact(row: number): Contact;
  /** Nobody looks at its contacts any more: what they are kept in is for another page. */
  release(): void;
}
