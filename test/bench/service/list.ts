import { readFileSync } from 'node:fs';

/** A contact as the export has it. */
interface Row {
  readonly msisdn: string;
  readonly name: string;
  readonly groups: readonly string[];
}

const lineFeed = 0x0a;
const quote = 0x22;
const front = Buffer.from('{"export":[');
const back = Buffer.from(']}');
/** Between two rows: a comma for JSON, and what no row holds, since JSON escapes it. */
const separator = ',\n';
/** `{"msisdn":"` is in front of every number. */
const numberAt = 11;

/**
 * The list of contacts as the bytes of its answers: a page of it, at any offset, is a slice and costs next to nothing. What
 * writing calls change waits until somebody reads, and is then put in at once.
 */
export class ContactList {
  #bytes: Buffer;
  /** Where each row ends, what separates it from the next included. */
  #ends: Float64Array;
  #places: Map<string, number> | undefined;
  readonly #changed = new Map<string, string | null>();

  /** @param path of a file of contacts, one a line, each with a comma behind it; an empty list where left out */
  constructor(path?: string) {
    this.#bytes = path === undefined ? Buffer.alloc(0) : readFileSync(path);
    this.#ends = rowEnds(this.#bytes);
  }

  /** The answer to a page, in pieces that are sent one after the other. */
  page(offset: number, max: number): readonly Buffer[] {
    this.#settle();
    const from = Math.min(offset, this.#ends.length);
    const to = Math.min(from + max, this.#ends.length);
    if (from === to) return [front, back];
    return [front, this.#bytes.subarray(this.#start(from), this.#start(to) - separator.length), back];
  }

  put(row: Row): void {
    this.#changed.set(row.msisdn, JSON.stringify(row));
  }

  find(msisdn: string): Row | undefined {
    const changed = this.#changed.get(msisdn);
    if (changed !== undefined) return changed === null ? undefined : JSON.parse(changed);
    const place = this.#index().get(msisdn);
    return place === undefined ? undefined : JSON.parse(this.#text(place));
  }

  remove(msisdn: string): void {
    this.#changed.set(msisdn, null);
  }

  #start(row: number): number {
    return row === 0 ? 0 : (this.#ends[row - 1] as number);
  }

  #text(row: number): string {
    return this.#bytes.toString('utf8', this.#start(row), (this.#ends[row] as number) - separator.length);
  }

  #index(): Map<string, number> {
    if (this.#places) return this.#places;
    const places = new Map<string, number>();
    for (let row = 0; row < this.#ends.length; row += 1) {
      const from = this.#start(row) + numberAt;
      places.set(this.#bytes.toString('latin1', from, this.#bytes.indexOf(quote, from)), row);
    }
    this.#places = places;
    return places;
  }

  /** Puts in what was changed: replaced where it stands, removed, or behind all others. */
  #settle(): void {
    if (this.#changed.size === 0) return;
    const index = this.#ends.length === 0 ? new Map<string, number>() : this.#index();
    const there: [number, string | null][] = [];
    const added: string[] = [];
    for (const [msisdn, text] of this.#changed) {
      const place = index.get(msisdn);
      if (place !== undefined) there.push([place, text]);
      else if (text !== null) added.push(text);
    }
    const pieces: Buffer[] = [];
    let next = 0;
    for (const [place, text] of there.sort(([a], [b]) => a - b)) {
      pieces.push(this.#bytes.subarray(this.#start(next), this.#start(place)));
      if (text !== null) pieces.push(Buffer.from(text + separator));
      next = place + 1;
    }
    pieces.push(this.#bytes.subarray(this.#start(next)));
    for (let from = 0; from < added.length; from += 10_000)
      pieces.push(Buffer.from(added.slice(from, from + 10_000).join(separator) + separator));
    this.#bytes = Buffer.concat(pieces);
    this.#ends = rowEnds(this.#bytes);
    this.#places = undefined;
    this.#changed.clear();
  }
}

function rowEnds(bytes: Buffer): Float64Array {
  const ends: number[] = [];
  for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, end + 1))
    ends.push(end + 1);
  return Float64Array.from(ends);
}
