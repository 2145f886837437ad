const blockBytes = 1 << 20;
/** Where a text begins is 32 bits. */
const mostBlocks = 4095;
/** Two bytes before each text: its length, and whether it is one byte a character or two. */
const wide = 0x8000;
/** The most characters that a text in a block may have. */
export const longestKept = 0x7fff;

/** Texts one behind the other as bytes in large blocks: a byte a character where all are Latin-1, else two. */
export class TextBlocks {
  readonly #blocks: Buffer[] = [];
  #free = blockBytes;

  /** Whether a text of so many characters can be kept: it is not too long, and there is room. */
  takes(length: number): boolean {
    return length <= longestKept && this.#blocks.length < mostBlocks;
  }

  /** Keeps the characters between two places. @returns where the text begins */
  keep(codes: Uint16Array, from: number, to: number): number {
    const isWide = hasWide(codes, from, to);
    const bytes = 2 + (isWide ? 2 : 1) * (to - from);
    if (this.#free + bytes > blockBytes) {
      this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes));
      this.#free = 0;
    }
    const block = this.#blocks.at(-1) as Buffer;
    const start = (this.#blocks.length - 1) * blockBytes + this.#free;
    let at = this.#free;
    const head = (to - from) | (isWide ? wide : 0);
    block[at++] = head & 0xff;
    block[at++] = head >>> 8;
    for (let index = from; index < to; index++) {
      const code = codes[index] as number;
      block[at++] = code & 0xff;
      if (isWide) block[at++] = code >>> 8;
    }
    this.#free = at;
    return start;
  }

  text(start: number): string {
    const { block, at, length, isWide } = this.#head(start);
    return isWide
      ? block.toString('utf16le', at, at + 2 * length)
      : block.toString('latin1', at, at + length);
  }

  firstCode(start: number): number {
    const { block, at, isWide } = this.#head(start);
    const low = block[at] as number;
    return isWide ? low | ((block[at + 1] as number) << 8) : low;
  }

  isAt(start: number, codes: Uint16Array, from: number, to: number): boolean {
    const block = this.#blocks[start >>> 20] as Buffer;
    let at = start & (blockBytes - 1);
    const head = (block[at] as number) | ((block[at + 1] as number) << 8);
    if ((head & longestKept) !== to - from) return false;
    at += 2;
    const width = head >= wide ? 2 : 1;
    for (let index = from; index < to; index++, at += width) {
      const low = block[at] as number;
      const code = width === 2 ? low | ((block[at + 1] as number) << 8) : low;
      if (codes[index] !== code) return false;
    }
    return true;
  }

  /** What {@link hashOf} gives for the text that begins there. */
  hashAt(start: number): number {
    const { block, at, length, isWide } = this.#head(start);
    let hash = length;
    for (let index = 0; index < length; index++) {
      const low = block[isWide ? at + 2 * index : at + index] as number;
      const code = isWide ? low | ((block[at + 2 * index + 1] as number) << 8) : low;
      hash = Math.imul(hash ^ code, prime);
    }
    return mixed(hash);
  }

  #head(start: number): { block: Buffer; at: number; length: number; isWide: boolean } {
    const block = this.#blocks[start >>> 20] as Buffer;
    const at = start & (blockBytes - 1);
    const head = (block[at] as number) | ((block[at + 1] as number) << 8);
    return { block, at: at + 2, length: head & longestKept, isWide: head >= wide };
  }
}

const prime = 0x0100_0193;

/** FNV-1a over the characters. */
export function hashOf(codes: Uint16Array, from: number, to: number): number {
  let hash = to - from;
  for (let index = from; index < to; index++) hash = Math.imul(hash ^ (codes[index] as number), prime);
  return mixed(hash);
}

/** The low bits of a product tell little apart. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  bits ^= bits >>> 12;
  return bits >>> 0;
}

function hasWide(codes: Uint16Array, from: number, to: number): boolean {
  let all = 0;
  for (let index = from; index < to; index++) all |= codes[index] as number;
  return all > 0xff;
}
