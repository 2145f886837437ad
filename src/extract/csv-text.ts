import { createDecoder } from './encoding.ts';
import type { EncodingChoice } from './encoding-name.ts';

/** A file's text, begun: enough of it is there to see the delimiter and how lines end. */
export interface BegunText {
  readonly sample: string;
  /** True when the sample is all there is. */
  readonly whole: boolean;
  /** All of the text from the given index of the sample on, in pieces; can be read once. */
  pieces(from: number): AsyncGenerator<string>;
}

const sampleLength = 64 * 1024;
/** What a pipe gives in dribs and drabs is put together to pieces of at least this length. */
const pieceLength = 32 * 1024;

/**
 * Decodes bytes as they are asked for. Lines that end with a lone CR, as on the Macs of old, end with LF here.
 *
 * @param name the source's name, for messages
 */
export async function decodedText(
  name: string,
  chunks: AsyncIterable<Buffer>,
  encoding: EncodingChoice,
): Promise<BegunText> {
  const texts = decode(name, chunks, encoding);
  const begun = await take(texts, sampleLength);
  const oldMac = begun.text.includes('\r') && !begun.text.includes('\n');
  const lines = (text: string) => (oldMac ? text.replaceAll('\r', '\n') : text);
  const sample = lines(begun.text);
  return {
    sample,
    whole: begun.done,
    async *pieces(from) {
      yield sample.slice(from);
      for (let done = begun.done; !done; ) {
        const next = await take(texts, pieceLength);
        yield lines(next.text);
        done = next.done;
      }
    },
  };
}

async function* decode(
  name: string,
  chunks: AsyncIterable<Buffer>,
  encoding: EncodingChoice,
): AsyncGenerator<string> {
  const decoder = createDecoder(name, encoding);
  for await (const chunk of chunks) yield decoder.write(chunk);
  yield decoder.end();
}

async function take(texts: AsyncGenerator<string>, length: number): Promise<{ text: string; done: boolean }> {
  let text = '';
  while (text.length < length) {
    const next = await texts.next();
    if (next.done) return { text, done: true };
    text += next.value;
  }
  return { text, done: false };
}
