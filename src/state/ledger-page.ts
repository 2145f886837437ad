import { createHash } from 'node:crypto';
import type { LedgerContact, Want } from '../contact/ledger.ts';
import type { ListPool } from '../contact/list-pool.ts';
import type { PlainLedgerSink } from '../contact/plain-ledger.ts';
import {
  createPageReader,
  createPageWriter,
  DamagedPageError,
  type PageReader,
  type PageWriter,
  unzigzag,
  zigzag,
} from './page-bytes.ts';

/**
 * One packed page: some ten thousand contacts, or wants of one pipeline, in about 1 MB.
 *
 *   page    = seal (32 bytes: SHA-256 of where the page belongs and of all that follows), texts and numbers (page-bytes.ts)
 *   numbers = 0 for contacts; 1 and the pipeline for wants; then entries, and 0
 *   entry   = key, shape, and what is its own: a contact's spellings (JSON, rare); a want's name and keys
 *   key     = 1 and a text; or 2 + how far it is from the number before (zigzag), for plain numbers below 10^15
 *   shape   = all else, which a great many entries have in common: how manieth shape of the page it is. One more than there
 *             are by now: a new one follows, and is known from then on.
 *
 * Nothing of it is JSON that has to be parsed, and contacts of one shape are one object: what is read is mostly numbers.
 * Whatever changes here changes {@link pageFormat} too; pages of another format are as good as none.
 */
export const pageFormat = 1;

/** Where a page belongs: none is taken for another. */
export interface PagePlace {
  readonly accountId: number;
  readonly edition: string;
  readonly part: number;
}

/** Takes an account's ledger entry by entry: contacts first, then wants, one pipeline after the other. */
export interface LedgerSink {
  /** @param contact may be the object that others of the same kind have got too */
  contact(msisdn: string, contact: LedgerContact): void;
  /** @param want its texts may be slices of a page's: who keeps a few of many copies them */
  want(pipeline: string, msisdn: string, want: Want): void;
  /** Takes entries as they stand in a page; who has none is given all of them as above. */
  readonly plain?: PlainLedgerSink | undefined;
}

/** A page that is being written. */
export interface PageDraft {
  /** Of wants; contacts, where there is none. */
  readonly pipeline: string | undefined;
  readonly size: () => number;
  readonly contact: (msisdn: string, contact: LedgerContact) => void;
  readonly want: (msisdn: string, want: Want) => void;
  readonly seal: (place: PagePlace) => Buffer;
}

/** Begins a page. @param pipeline of wants; contacts, where left out */
export function draftPage(pipeline?: string): PageDraft {
  const writer = createPageWriter();
  optional(writer, pipeline);
  const key = keyWriter(writer);
  const lists = numbering<readonly string[]>();
  const shapes = numbering<string>();
  return {
    pipeline,
    size: writer.size,
    contact: (msisdn, { managed, pipeline: from, groups, spellings }) => {
      key(msisdn);
      const shape = shapes(
        `${managed ?? '-'} ${lists(groups).index} ${from === undefined ? '' : `=${from}`}`,
      );
      writer.number(2 * shape.index + (spellings ? 1 : 0));
      if (shape.isNew) {
        writer.number(managedKinds.indexOf(managed));
        list(writer, groups);
        optional(writer, from);
      }
      if (spellings) writer.text(JSON.stringify(spellings));
    },
    want: (msisdn, { name, groups, keys, absentRuns, absentAt, since, optedOut, held }) => {
      key(msisdn);
      const flags = (optedOut ? 2 : 0) + (held ? 1 : 0);
      const shape = shapes(`${lists(groups).index} ${absentRuns} ${flags} ${absentAt ?? '-'} ${since}`);
      writer.number(shape.index);
      if (shape.isNew) {
        list(writer, groups);
        writer.number(zigzag(absentRuns));
        writer.number(flags);
        optional(writer, absentAt);
        writer.text(since);
      }
      writer.text(name);
      list(writer, keys);
    },
    seal: (place) => {
      writer.number(0);
      const rest = writer.bytes();
      return Buffer.concat([sealOf(rest, place), rest]);
    },
  };
}

/**
 * Gives a page's entries.
 *
 * @returns how many there were
 * @throws DamagedPageError when it is not what was written for that place; nothing was given then, as long as the writing
 *   was right
 */
export function readPage(page: Buffer, place: PagePlace, pool: ListPool, sink: LedgerSink): number {
  const rest = page.subarray(sealLength);
  if (!sealOf(rest, place).equals(page.subarray(0, sealLength)))
    throw new DamagedPageError('a page is not the one that was written');
  const reader = createPageReader(rest);
  const pipeline = optionalOf(reader);
  const entries =
    pipeline === undefined ? readContacts(reader, pool, sink) : readWants(reader, pipeline, pool, sink);
  reader.end();
  return entries;
}

function readContacts(reader: PageReader, pool: ListPool, sink: LedgerSink): number {
  const key = keyReader(reader);
  const plain = sink.plain?.contacts();
  const shapes: { readonly contact: LedgerContact; readonly plain: number | undefined }[] = [];
  for (let entries = 0; ; entries++) {
    if (!key.next()) return entries;
    const found = reader.number();
    const { contact, plain: shape } = shapeOf(shapes, found >>> 1, () => {
      const managed = managedKinds[reader.number()];
      const groups = pool(listOf(reader));
      const from = optionalOf(reader);
      const made: LedgerContact = Object.freeze({
        groups,
        ...(managed && { managed }),
        ...(from !== undefined && { pipeline: from }),
      });
      return { contact: made, plain: plain?.shape(made) };
    });
    const number = key.number();
    if (plain && shape !== undefined && found % 2 === 0 && number > 0 && plain.takes(number))
      plain.add(number, shape);
    else
      sink.contact(
        key.msisdn(),
        found % 2 === 0 ? contact : { ...contact, spellings: JSON.parse(reader.text()) },
      );
  }
}

function readWants(reader: PageReader, pipeline: string, pool: ListPool, sink: LedgerSink): number {
  const key = keyReader(reader);
  const plain = sink.plain?.wants(pipeline);
  const codes = plain ? reader.codes() : new Uint16Array(0);
  const own = { codes, nameStart: 0, nameEnd: 0, hasKey: false, keyStart: 0, keyEnd: 0 };
  const shapes: {
    readonly groups: readonly string[];
    readonly rest: Omit<Want, 'name' | 'groups' | 'keys'>;
    readonly plain: number | undefined;
  }[] = [];
  for (let entries = 0; ; entries++) {
    if (!key.next()) return entries;
    const {
      groups,
      rest,
      plain: shape,
    } = shapeOf(shapes, reader.number(), () => {
      const found = pool(listOf(reader));
      const absentRuns = unzigzag(reader.number());
      const flags = reader.number();
      const absentAt = optionalOf(reader);
      const made = {
        absentRuns,
        ...(absentAt !== undefined && { absentAt }),
        since: reader.text(),
        ...(flags >= 2 && { optedOut: true as const }),
        ...(flags % 2 === 1 && { held: true as const }),
      };
      return { groups: found, rest: made, plain: plain?.shape({ groups: found, ...made }) };
    });
    own.nameStart = reader.place();
    own.nameEnd = reader.pass();
    const keys = reader.number();
    const number = key.number();
    if (plain && shape !== undefined && keys <= 1 && number > 0 && plain.takes(number)) {
      own.hasKey = keys === 1;
      own.keyStart = reader.place();
      if (own.hasKey) own.keyEnd = reader.pass();
      plain.add(number, shape, own);
    } else {
      const name = reader.between(own.nameStart, own.nameEnd);
      sink.want(pipeline, key.msisdn(), { name, groups, keys: textsOf(reader, keys), ...rest });
    }
  }
}

/** A shape that is known, or the next one. */
function shapeOf<S>(shapes: S[], index: number, next: () => S): S {
  if (index > shapes.length) throw new DamagedPageError('a page has an entry of no shape');
  const known = shapes[index];
  if (known !== undefined) return known;
  const shape = next();
  shapes.push(shape);
  return shape;
}

const managedKinds = [undefined, 'created', 'adopted'] as const;

const sealLength = 32;

function sealOf(rest: Buffer, { accountId, edition, part }: PagePlace): Buffer {
  return createHash('sha256').update(`${pageFormat} ${accountId} ${edition} ${part}\n`).update(rest).digest();
}

/** Numbers things in the order in which they come. */
function numbering<T>(): (thing: T) => { readonly index: number; readonly isNew: boolean } {
  const known = new Map<T, { readonly index: number; readonly isNew: boolean }>();
  return (thing) => {
    const before = known.get(thing);
    if (before) return before;
    known.set(thing, { index: known.size, isNew: false });
    return { index: known.size - 1, isNew: true };
  };
}

const plainNumber = /^[1-9]\d{0,14}$/;

function keyWriter(writer: PageWriter): (msisdn: string) => void {
  let before = 0;
  return (msisdn) => {
    if (!plainNumber.test(msisdn)) {
      writer.number(1);
      writer.text(msisdn);
      return;
    }
    const number = Number(msisdn);
    writer.number(2 + zigzag(number - before));
    before = number;
  };
}

/** Reads the keys of a page's entries, one after the other. */
interface KeyReader {
  /** @returns false at the end of the page */
  next(): boolean;
  /** The key as a number; -1 where it is none. */
  number(): number;
  msisdn(): string;
}

function keyReader(reader: PageReader): KeyReader {
  let before = 0;
  let text: string | undefined;
  return {
    next: () => {
      const key = reader.number();
      text = key === 1 ? reader.text() : undefined;
      if (key > 1) before += unzigzag(key - 2);
      return key !== 0;
    },
    number: () => (text === undefined ? before : -1),
    msisdn: () => text ?? String(before),
  };
}

function list(writer: PageWriter, texts: readonly string[]): void {
  writer.number(texts.length);
  for (const text of texts) writer.text(text);
}

function listOf(reader: PageReader): string[] {
  return textsOf(reader, reader.number());
}

function textsOf(reader: PageReader, count: number): string[] {
  const texts: string[] = [];
  for (let left = count; left > 0; left--) texts.push(reader.text());
  return texts;
}

function optional(writer: PageWriter, text: string | undefined): void {
  writer.number(text === undefined ? 0 : 1);
  if (text !== undefined) writer.text(text);
}

function optionalOf(reader: PageReader): string | undefined {
  return reader.number() === 0 ? undefined : reader.text();
}
