/// <reference path="./saxen.d.ts" />
import { TextDecoder } from 'node:util';
import { decodeXML } from 'entities';
import { Parser } from 'saxen';
import type { SourceError } from '../../errors.ts';
import { damaged } from './zip.ts';

/** What is told of a part of a workbook while it is read. Names come without their prefix. */
export interface XmlListener {
  open?(name: string, attributes: () => Readonly<Record<string, string>>): void;
  close?(name: string): void;
  /** In as many pieces as it happens to come in. */
  text?(text: string): void;
}

/** Longer than any text that a cell may hold (32,767), with its signs written out. Bounds memory and time. */
const longestToken = 1024 * 1024;

/** A document type is where entities are made, that unfold to gigabytes or fetch files. No workbook has one. */
const documentType = /^<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i;

/**
 * Reads a part of a workbook, piece by piece. After each piece it lets the reader take what has come of it.
 *
 * @param source the source's name, for messages
 * @throws SourceError when it is no whole XML, or declares entities
 */
export async function* readXml(
  source: string,
  part: string,
  chunks: AsyncIterable<Buffer>,
  listener: XmlListener,
): AsyncGenerator<void> {
  const parser = new Parser();
  let fault: SourceError | undefined;
  let events = 0;
  const fail = (what: string, cause?: unknown) => {
    fault ??= damaged(source, `its part ${part} ${what}`, cause);
    parser.stop();
  };
  parser.on('openTag', (name: string, attributes: () => Record<string, string> | boolean) => {
    events++;
    listener.open?.(withoutPrefix(name), () => decoded(attributes()));
  });
  parser.on('closeTag', (name: string) => {
    events++;
    listener.close?.(withoutPrefix(name));
  });
  parser.on('text', (text: string) => {
    events++;
    listener.text?.(plain(text));
  });
  parser.on('cdata', (text: string) => {
    events++;
    listener.text?.(text);
  });
  parser.on('attention', (text: string) => {
    if (documentType.test(text)) fail('declares a document type, as no workbook does');
  });
  parser.on('error', (error: Error) => fail('is broken', error));

  const decoder = new XmlDecoder(() => fail('is not written in UTF-8'));
  let waiting = 0;
  for await (const chunk of chunks) {
    const text = decoder.write(chunk);
    const before = events;
    parser.write(text);
    if (fault) throw fault;
    waiting = events === before ? waiting + text.length : 0;
    if (waiting > longestToken) fail('has a text that does not end');
    if (fault) throw fault;
    yield;
  }
  parser.write(decoder.end());
  parser.end();
  if (fault) throw fault;
  yield;
}

/** Reads a part whole. */
export async function readAllXml(...given: Parameters<typeof readXml>): Promise<void> {
  for await (const _ of readXml(...given));
}

/** UTF-8, or UTF-16 where a mark says so; anything else is told. */
class XmlDecoder {
  #decoder: TextDecoder | undefined;
  readonly #fault: () => void;

  constructor(fault: () => void) {
    this.#fault = fault;
  }

  write(bytes: Buffer): string {
    this.#decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
    return this.#decode(bytes, true);
  }

  end(): string {
    return this.#decode(Buffer.alloc(0), false);
  }

  #decode(bytes: Buffer, stream: boolean): string {
    try {
      return this.#decoder?.decode(bytes, { stream }) ?? '';
    } catch {
      this.#fault();
      return '';
    }
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decoded(attributes: Record<string, string> | boolean): Record<string, string> {
  const all: Record<string, string> = {};
  if (typeof attributes === 'object')
    for (const [name, value] of Object.entries(attributes)) all[withoutPrefix(name)] = plain(value);
  return all;
}

function plain(text: string): string {
  return text.includes('&') ? decodeXML(text) : text;
}
