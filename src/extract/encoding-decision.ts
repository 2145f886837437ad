import { isAscii } from 'node:buffer';
import {
  type Codec,
  cutOff,
  cutOffAdvice,
  dosOrMac,
  dosOrMacAdvice,
  type Fault,
  iconvCodec,
  mixtureAdvice,
  utf8Codec,
  utf16Codec,
  windows1252Codec,
} from './codecs.ts';
import {
  byteOrderMark,
  fewDosOrMac,
  firstInvalidUtf8,
  foreignFormat,
  unfinishedUtf8,
  utf8Letters,
  utf16Pattern,
} from './encoding-evidence.ts';
import { type EncodingChoice, encodingLabel } from './encoding-name.ts';

/** How much of the file's start is looked at. */
export const headBytes = 4 * 1024;
/** How much is looked at from the first byte on that is not ASCII. */
export const windowBytes = 64 * 1024;
/** How much before that byte is looked at with it: a word. */
export const lookBack = 16;

const damaged =
  'A part of the file is in another encoding or damaged: export it again as UTF-8, or name the encoding in the pipeline.';
const notUtf8 = 'Name the encoding that it was saved in: what Excel writes in Sweden is "windows-1252".';
const takeOut = 'Take "encoding" out of the pipeline, or save the file in the encoding that it names.';

/**
 * What the first bytes decide: a byte order mark, UTF-16 without one, a format that is no text, or an encoding
 * by name that leaves nothing open.
 *
 * @param bytes the file from its start on, {@link headBytes} of it or more, or all of it
 * @returns undefined when the file goes on as ASCII until a byte says more; `skip` is the length of the mark
 */
export function decideByHead(
  bytes: Buffer,
  encoding: EncodingChoice,
  fault: Fault,
): { readonly codec: Codec; readonly skip: number } | undefined {
  const head = bytes.subarray(0, headBytes);
  const mark = byteOrderMark(head);
  if (mark && !agrees(mark, encoding))
    fault(
      bytes,
      0,
      `its byte order mark says ${mark}, the pipeline says ${encodingLabel(encoding)}`,
      takeOut,
    );
  if (mark === 'utf-8') return { codec: utf8Codec(fault, damaged), skip: 3 };
  if (mark) return { codec: utf16Codec(mark === 'utf-16le' ? 'le' : 'be', fault), skip: 2 };

  const foreign = foreignFormat(head);
  if (foreign) fault(bytes, 0, `it is ${foreign.what}`, foreign.advice);
  switch (encoding.kind) {
    case 'utf-8':
      return { codec: utf8Codec(fault, notUtf8), skip: 0 };
    case 'utf-16':
      return { codec: utf16Codec(encoding.order ?? utf16Pattern(head) ?? 'le', fault), skip: 0 };
    case 'iconv':
      return encoding.ascii ? undefined : { codec: iconvCodec(encoding, fault), skip: 0 };
    default: {
      const order = encoding.kind === 'auto' ? utf16Pattern(head) : undefined;
      return order && { codec: utf16Codec(order, fault), skip: 0 };
    }
  }
}

/**
 * What the bytes from the first on that is not ASCII decide.
 *
 * @param bytes the file from {@link lookBack} before that byte on, {@link windowBytes} of it or more, or all the rest
 * @param atEnd true when the file ends with them
 */
export function decideByWindow(bytes: Buffer, atEnd: boolean, encoding: EncodingChoice, fault: Fault): Codec {
  const seen = bytes.subarray(0, windowBytes);
  const isAll = atEnd && seen.length === bytes.length;
  if (isAll && encoding.kind === 'auto') refuseCutOff(seen, fault);
  const cut = isAll ? 0 : unfinishedUtf8(seen);
  // A character that the window's end cuts in two shows nothing; one that the file's end cuts is no UTF-8.
  const invalid = firstInvalidUtf8(seen.subarray(0, seen.length - cut));
  const letters = utf8Letters.test(seen.toString('latin1'));
  if (encoding.kind === 'auto') {
    if (invalid < 0) return utf8Codec(fault, damaged);
    if (letters) fault(bytes, invalid, 'it mixes UTF-8 with another encoding', mixtureAdvice);
    const old = fewDosOrMac(seen.toString('latin1'));
    if (old >= 0) fault(bytes, old, dosOrMac, dosOrMacAdvice);
    return windows1252Codec(fault, true);
  }
  if (invalid < 0 && letters)
    fault(bytes, 0, `it is UTF-8, the pipeline says ${encodingLabel(encoding)}`, takeOut);
  return encoding.kind === 'iconv' ? iconvCodec(encoding, fault) : windows1252Codec(fault, false);
}

/**
 * Of UTF-8 whose last character is half there the end was cut off (E6). Where it is the only one that is not ASCII, half a
 * letter of Western Europe is taken for one: \xe5 alone at the end is the å of Windows-1252, and \xc3 no letter that ends a word.
 */
function refuseCutOff(bytes: Buffer, fault: Fault): void {
  const half = unfinishedUtf8(bytes);
  const whole = bytes.subarray(0, bytes.length - half);
  if (half === 0 || firstInvalidUtf8(whole) >= 0) return;
  const isHalfLetter = /^(?:[\xc2\xc3]|\xe2\x80)$/.test(bytes.toString('latin1', whole.length));
  if (!isAscii(whole) || isHalfLetter) fault(bytes, whole.length, cutOff, cutOffAdvice);
}

function agrees(mark: string, encoding: EncodingChoice): boolean {
  return encoding.kind === 'auto' || mark.startsWith(encodingLabel(encoding));
}
