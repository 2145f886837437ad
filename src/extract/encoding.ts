import { isAscii } from 'node:buffer';
import { SourceError } from '../errors.ts';
import { type Codec, type Fault, refuseNul } from './codecs.ts';
import { decideByHead, decideByWindow, headBytes, lookBack, windowBytes } from './encoding-decision.ts';
import type { EncodingChoice } from './encoding-name.ts';

/**
 * From bytes to text in one pass, never guessing in silence (E3).
 *
 * A wrong guess is not a blemish: `Malmö` read wrongly is another group, and every contact in it changes. So the
 * decision is made in three steps, each as late as the file allows, and everything after it is read strictly.
 *
 * 1. The first 4 KiB show a byte order mark, UTF-16 without one, or a format that is no text at all.
 * 2. While all bytes are ASCII the encoding does not matter, and text flows.
 * 3. The 64 KiB from the first other byte on decide between UTF-8 and Windows-1252: valid UTF-8 is UTF-8, bytes
 *    that are not and show no letters of UTF-8 are Windows-1252, and a mixture is refused.
 *
 * The windows are counted from the file's start and from that byte, never from where a chunk happened to end:
 * the same bytes give the same verdict from a disk, a pipe and a gzip file.
 */
export interface Decoder {
  write(bytes: Buffer): string;
  /** What is still buffered. Must be called at the end: it reports characters that were cut off. */
  end(): string;
}

/** @param name the source's name, for messages */
export function createDecoder(name: string, encoding: EncodingChoice): Decoder {
  let buffered: Buffer = Buffer.alloc(0);
  let read = 0;
  let text = '';
  let lines = 0;
  let codec: Codec | undefined;
  let step: (atEnd: boolean) => void = head;

  const fault: Fault = (bytes, index, what, advice) => {
    const line = lines + 1 + lineBreaks(bytes.toString('latin1', 0, index));
    const place = `byte ${read - bytes.length + index + 1}, line ${line}`;
    throw new SourceError(name, `${name} cannot be read: ${what} (${place})`, { advice });
  };

  function emit(more: string): void {
    lines += lineBreaks(more);
    text += more;
  }

  function start(chosen: Codec, skip: number): void {
    codec = chosen;
    emit(chosen.write(buffered.subarray(skip)));
    buffered = Buffer.alloc(0);
  }

  function head(atEnd: boolean): void {
    if (buffered.length < headBytes && !atEnd) return;
    const decided = decideByHead(buffered, encoding, fault);
    if (decided) start(decided.codec, decided.skip);
    else {
      step = ascii;
      step(atEnd);
    }
  }

  function ascii(atEnd: boolean): void {
    const first = isAscii(buffered) ? buffered.length : buffered.findIndex((byte) => byte >= 0x80);
    refuseNul(buffered, fault, first);
    const allAscii = first === buffered.length;
    // The word before says what a letter is in the middle of, so that much is kept back.
    const out = allAscii && atEnd ? first : Math.max(0, first - lookBack);
    emit(buffered.toString('latin1', 0, out));
    buffered = buffered.subarray(out);
    if (allAscii) return;
    step = window;
    step(atEnd);
  }

  function window(atEnd: boolean): void {
    if (buffered.length < windowBytes && !atEnd) return;
    start(decideByWindow(buffered, atEnd, encoding, fault), 0);
  }

  function handOut(): string {
    const out = text;
    text = '';
    return out;
  }

  return {
    write(bytes) {
      read += bytes.length;
      if (codec) emit(codec.write(bytes));
      else {
        buffered = buffered.length > 0 ? Buffer.concat([buffered, bytes]) : bytes;
        step(false);
      }
      return handOut();
    },
    end() {
      if (!codec) step(true);
      if (codec) emit(codec.end());
      return handOut();
    },
  };
}

/** Line breaks in a text, or in its beginning. */
export function lineBreaks(text: string, end = text.length): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
