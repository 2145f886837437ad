import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { dosOrMacLetters, firstInvalidUtf8, unfinishedUtf8, utf8Letters } from './encoding-evidence.ts';

/** Turns the bytes of one encoding into text, chunk by chunk. Strict: what it cannot read it reports. */
export interface Codec {
  write(bytes: Buffer): string;
  end(): string;
}

/**
 * Reports bytes that cannot be read.
 *
 * @param bytes what was being read: it ends where the source has been read to
 * @param index where the fault is in them
 */
export type Fault = (bytes: Buffer, index: number, what: string, advice: string) => never;

const nulAdvice =
  'The file is not text, or its disk or transfer damaged it. Export it again, as CSV with encoding UTF-8.';

/** No text holds NUL; a file system that crashed leaves blocks of them. */
export function refuseNul(bytes: Buffer, fault: Fault, upTo = bytes.length): void {
  const at = bytes.indexOf(0);
  if (at >= 0 && at < upTo) fault(bytes, at, 'it is binary: it holds a NUL byte', nulAdvice);
}

export function utf8Codec(fault: Fault, advice: string): Codec {
  let rest: Buffer = Buffer.alloc(0);
  const decode = (bytes: Buffer, upTo: number): string => {
    const whole = bytes.subarray(0, upTo);
    if (!isUtf8(whole)) fault(bytes, firstInvalidUtf8(whole), 'it is not UTF-8 throughout', advice);
    refuseNul(bytes, fault, upTo);
    return whole.toString('utf8');
  };
  return {
    write(bytes) {
      const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
      const whole = all.length - unfinishedUtf8(all);
      rest = Buffer.from(all.subarray(whole));
      return decode(all, whole);
    },
    end: () => (rest.length > 0 ? fault(rest, 0, cutOff, cutOffAdvice) : ''),
  };
}

export function utf16Codec(order: 'le' | 'be', fault: Fault): Codec {
  const decoder = new TextDecoder(`utf-16${order}`, { fatal: true, ignoreBOM: true });
  const advice = 'The file is cut off or damaged. Export it again.';
  const decode = (bytes: Buffer, stream: boolean): string => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream });
    } catch {
      return fault(bytes, 0, 'it is not UTF-16 throughout', advice);
    }
    if (text.includes('\0')) fault(bytes, 0, 'it is binary: it holds NUL characters', nulAdvice);
    return text;
  };
  return { write: (bytes) => decode(bytes, true), end: () => decode(Buffer.alloc(0), false) };
}

const controls = /[\x80-\x9f]/;

/** The UTF-16 code unit of each byte of Windows-1252; the replacement character where it has nothing. */
const units1252 = Uint16Array.from({ length: 256 }, (_, byte) =>
  iconv.decode(Buffer.from([byte]), 'windows-1252').charCodeAt(0),
);

/**
 * Windows-1252. Every byte is a character, so that nearly every file can be read as it; where it was only
 * guessed, text that another encoding would explain better is reported. Latin-1 is the same but for the bytes
 * from 0x80 to 0x9f, and costs next to nothing; what has such bytes goes through a table.
 */
export function windows1252Codec(fault: Fault, guessed: boolean): Codec {
  let last = '';
  let units = new Uint16Array(0);

  const decode = (bytes: Buffer): string => {
    if (units.length < bytes.length) units = new Uint16Array(bytes.length);
    for (let at = 0; at < bytes.length; at += 1) units[at] = units1252[bytes[at] as number] as number;
    return Buffer.from(units.buffer, 0, bytes.length * 2).toString('utf16le');
  };
  const look = (bytes: Buffer, text: string, doubt: RegExp, what: string, advice: string): void => {
    const seam = (last + text.slice(0, 2)).search(doubt);
    const at = seam >= 0 ? seam - last.length : text.search(doubt);
    if (seam >= 0 || at >= 0) fault(bytes, Math.max(0, at), what, advice);
  };
  return {
    write(bytes) {
      refuseNul(bytes, fault);
      const latin1 = bytes.toString('latin1');
      const differs = controls.test(latin1);
      if (guessed) {
        look(bytes, latin1, utf8Letters, 'it mixes UTF-8 with another encoding', mixtureAdvice);
        if (differs || controls.test(last)) look(bytes, latin1, dosOrMacLetters, dosOrMac, dosOrMacAdvice);
        last = (last + latin1.slice(-2)).slice(-2);
      }
      if (!differs) return latin1;
      const text = decode(bytes);
      const gap = text.indexOf('\ufffd');
      if (gap >= 0) fault(bytes, gap, 'it holds a byte that is no character in Windows-1252', nameIt);
      return text;
    },
    end: () => '',
  };
}

/** A character that the file's end cuts in two (E6). */
export const cutOff = 'it ends in the middle of a letter';
export const cutOffAdvice =
  'The file was probably cut off: make or fetch it again. If that is all of it, it is not UTF-8: name its encoding.';

const nameIt = 'Name the encoding that the file was saved in, or save it as UTF-8.';
export const dosOrMac = 'the encoding cannot be told: this looks like a file from DOS or an old Mac';
export const dosOrMacAdvice =
  'Name the encoding in the pipeline: "cp850", "macintosh", or "windows-1252" if it is that after all.';
export const mixtureAdvice =
  'Export the file again in one encoding, best UTF-8. Or name "windows-1252" to read it as it stands, wrong letters and all.';

/** Any other encoding that iconv-lite knows. */
export function iconvCodec({ name, ascii }: { name: string; ascii: boolean }, fault: Fault): Codec {
  const decoder = iconv.getDecoder(name as iconv.Encoding);
  const check = (bytes: Buffer, text: string): string => {
    const at = text.indexOf('\ufffd');
    if (at >= 0) {
      const index = Math.min(bytes.length, iconv.encode(text.slice(0, at), name as iconv.Encoding).length);
      fault(
        bytes,
        index,
        `it is not ${name}`,
        'Name the encoding that the file was saved in, or use "auto".',
      );
    }
    return text;
  };
  return {
    write(bytes) {
      if (ascii) refuseNul(bytes, fault);
      return check(bytes, decoder.write(bytes));
    },
    end: () => check(Buffer.alloc(0), decoder.end() ?? ''),
  };
}
