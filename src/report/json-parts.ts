import { stringifyChunked } from '@discoveryjs/json-ext';
import { escapedJson } from './printable.ts';

/**
 * JSON as `jsonText` has it, in parts and with a line's end behind it: one text of a million changes would be longer than a text can
 * be.
 */
export function* jsonParts(value: unknown): Generator<string, void, undefined> {
  for (const part of stringifyChunked(value, null, 2)) yield escapedJson(part);
  yield '\n';
}
