import { textOf } from '../contact/character-codes.ts';
import { type RecordKey, sourceOfKey } from '../contact/record.ts';
import { isSameList } from '../contact/same-list.ts';
import { sized } from '../contact/sized.ts';
import type { Labels } from './labels.ts';
import { longestKept } from './text-blocks.ts';
import { Texts } from './texts.ts';

const tab = 0x09;
const noKeys: readonly RecordKey[] = Object.freeze([]);
/** Stands for several keys, which are kept beside the column. */
const several = 0xffff_ffff;
/** Before a key that is kept whole. */
const whole = 0xffff;

/** Keys of records, each kept once. The source, with which all keys of a list begin, is one character of what is kept. */
export class RecordKeys {
  readonly #labels: Labels;
  readonly #texts = new Texts();
  /** What the key before began with, and the character that stands for it. */
  #latest = { prefix: '', sign: '' };

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  idOf(key: RecordKey): number {
    return this.#texts.idOf(this.#kept(key));
  }

  /** The id of a key that is kept; 0 where it is not. */
  find(key: RecordKey): number {
    return this.#texts.find(this.#kept(key));
  }

  key(id: number): RecordKey {
    const text = this.#texts.text(id);
    const label = text.charCodeAt(0);
    return label === whole ? text.slice(1) : `${this.#labels.text(label)}\t${text.slice(1)}`;
  }

  /** The character that stands for a source before its keys; undefined where they are kept whole. */
  signOf(source: string): number | undefined {
    if (source.includes('\t')) return undefined;
    const label = this.#labels.idOf(source);
    return label < whole ? label : undefined;
  }

  /** The id of a key whose characters stand between two places, behind the sign of its source. */
  idOfCodes(codes: Uint16Array, from: number, to: number, guess?: number): number {
    return this.#texts.idOfCodes(codes, from, to, guess);
  }

  /**
   * The id of a key whose characters, those of its source before them, stand between two places.
   *
   * @param codes may be written into: the sign of the source takes the place of the tab
   */
  idOfWhole(codes: Uint16Array, from: number, to: number, guess: number | undefined): number {
    const { prefix, sign } = this.#latest;
    const key = from + prefix.length;
    if (prefix === '' || key > to || to - key >= longestKept || !this.#isBehind(prefix, codes, from, to)) {
      return this.idOf(textOf(codes, from, to));
    }
    codes[key - 1] = sign.charCodeAt(0);
    return this.#texts.idOfCodes(codes, key - 1, to, guess);
  }

  /** Whether characters begin with what the key before began with, and have no further tab. */
  #isBehind(prefix: string, codes: Uint16Array, from: number, to: number): boolean {
    for (let index = 0; index < prefix.length; index++)
      if (codes[from + index] !== prefix.charCodeAt(index)) return false;
    for (let at = from + prefix.length; at < to; at++) if (codes[at] === tab) return false;
    return true;
  }

  /** How many there are, the one that is none included. */
  size(): number {
    return this.#texts.size();
  }

  source(id: number): string {
    const label = this.#texts.firstCode(id);
    return label === whole ? sourceOfKey(this.key(id)) : this.#labels.text(label);
  }

  #kept(key: RecordKey): string {
    // The keys of a source come one after the other.
    const { prefix } = this.#latest;
    if (prefix !== '' && key.startsWith(prefix) && !key.includes('\t', prefix.length))
      return this.#latest.sign + key.slice(prefix.length);
    const tab = key.indexOf('\t');
    const label = this.#labels.idOf(key.slice(0, tab));
    // More sources than there are characters, or no key that a source gives.
    const isOdd = label >= whole || tab < 0 || key.includes('\t', tab + 1);
    const sign = String.fromCharCode(isOdd ? whole : label);
    if (isOdd) return sign + key;
    this.#latest = { prefix: key.slice(0, tab + 1), sign };
    return sign + key.slice(tab + 1);
  }
}

/** The keys of contacts, by the ids of their numbers: most have one, some none. */
export class KeyColumn {
  readonly keys: RecordKeys;
  #ids = new Uint32Array(0);
  readonly #lists = new Map<number, readonly RecordKey[]>();
  /** How often anything was written: what was found out of the column before holds while it is the same. */
  version = 0;

  constructor(keys: RecordKeys) {
    this.keys = keys;
  }

  reserve(rows: number): void {
    this.#ids = sized(this.#ids, rows);
  }

  write(id: number, keys: readonly RecordKey[]): void {
    this.version++;
    if (this.#ids[id] === several) this.#lists.delete(id);
    const [key] = keys;
    if (keys.length > 1) {
      this.#lists.set(id, keys);
      for (const one of keys) this.keys.idOf(one);
    }
    this.#ids[id] = keys.length > 1 ? several : key === undefined ? 0 : this.keys.idOf(key);
  }

  /** @param key the id of the one key; 0 for none */
  writeId(id: number, key: number): void {
    this.version++;
    if (this.#ids[id] === several) this.#lists.delete(id);
    this.#ids[id] = key;
  }

  read(id: number): readonly RecordKey[] {
    const key = this.#ids[id] as number;
    if (key === 0) return noKeys;
    return key === several ? (this.#lists.get(id) as readonly RecordKey[]) : [this.keys.key(key)];
  }

  /** Whether a contact has the same keys here and in another column, in the same order. */
  isSame(id: number, other: KeyColumn): boolean {
    const key = this.#ids[id];
    if (key !== other.#ids[id]) return false;
    return key !== several || isSameList(this.read(id), other.read(id));
  }

  /** The id of a contact's one key; 0 where he has none, or several. */
  only(id: number): number {
    const key = this.#ids[id] ?? 0;
    return key === several ? 0 : key;
  }

  /** How many keys a contact has. */
  count(id: number): number {
    const key = this.#ids[id] as number;
    return key === several ? this.read(id).length : Math.min(key, 1);
  }

  /** Goes through the ids of a contact's keys. */
  each(id: number, use: (key: number) => void): void {
    const key = this.#ids[id] as number;
    if (key === several) for (const one of this.read(id)) use(this.keys.find(one));
    else if (key !== 0) use(key);
  }
}
