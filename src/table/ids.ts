import { sized } from '../contact/sized.ts';

/** Ids of which there are few, of lists or labels, one for each row: a byte each for as long as none of them needs more. */
export class Ids {
  #ids: Uint8Array | Uint16Array | Uint32Array = new Uint8Array(0);
  /** The largest that there is room for. */
  #most = 0xff;

  reserve(rows: number): void {
    this.#ids = sized(this.#ids, rows);
  }

  at(row: number): number {
    return this.#ids[row] as number;
  }

  set(row: number, id: number): void {
    if (id > this.#most) this.#widen(id);
    this.#ids[row] = id;
  }

  #widen(id: number): void {
    const isTwo = id <= 0xffff;
    const wider = new (isTwo ? Uint16Array : Uint32Array)(this.#ids.length);
    wider.set(this.#ids);
    this.#ids = wider;
    this.#most = isTwo ? 0xffff : 0xffff_ffff;
  }
}
