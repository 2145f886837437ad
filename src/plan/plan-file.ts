import { createHash } from 'node:crypto';
import { stringifyChunked } from '@discoveryjs/json-ext';
import { OutputError, RefusedError } from '../errors.ts';
import type { PlanAbout } from './basis.ts';
import { fingerprint } from './fingerprint.ts';
import type { Plan } from './plan.ts';
import { parseAbout, parsePlan } from './plan-schema.ts';

/** What a file of a plan holds. */
export interface PlanFile {
  readonly plan: Plan;
  /** What it was made from; undefined in files of earlier versions. */
  readonly about: PlanAbout | undefined;
  /** Whether whoever wrote the file had the account's key: an edited file with a new checksum is told by it. */
  isSealedBy(sealer: Sealer): boolean;
}

/** Seals a text with the account's key. */
export type Sealer = (text: string) => string;

/**
 * A plan as a file's text (P9), in parts: the plan itself as JSON; a checksum over all of it, so that a damaged file is told from
 * a whole one; and a seal, so that an edited one is told whatever its checksum says.
 *
 * @param about what it was made from, so that it can be shown again; both are over that too
 * @throws OutputError when it is longer than what can be read again
 */
export function* encodePlan(
  plan: Plan,
  seal: Sealer,
  about?: PlanAbout,
  longest = longestText,
): Generator<string, void, undefined> {
  const content = about ? { ...plan, about } : plan;
  const hash = createHash('sha256');
  let [length, last] = [200, ''];
  for (const part of stringifyChunked(content)) {
    hash.update(part);
    length += part.length;
    if (length > longest) throw tooLong(plan.changes.length);
    yield last;
    last = part;
  }
  const sum = hash.digest('hex');
  yield `${last.slice(0, -1)},"checksum":"${sum}","seal":${JSON.stringify(seal(sum))}}\n`;
}

/** A file is read as one text, and Node has none that is longer. */
const longestText = 2 ** 29 - 24;

function tooLong(changes: number): OutputError {
  return new OutputError(
    `The plan has ${changes.toLocaleString('en')} changes: too many for one file, which could not be read again.`,
    {
      advice:
        'Take it in parts: --limit N plans the changes of so many numbers, --only GROUP those of a group.',
    },
  );
}

/**
 * Reads such a text.
 *
 * @param place the file's path, for messages
 * @throws RefusedError when it is no plan, is cut off, was written by a newer version, or was changed since
 */
export function decodePlan(text: string, place: string): PlanFile {
  try {
    return decoded(text, place);
  } catch (error) {
    // Lists within each other without end.
    if (error instanceof RangeError) throw refused(`${place} is not a saved plan.`);
    throw error;
  }
}

function decoded(given: string, place: string): PlanFile {
  // An editor, or a mail program, may have put it before the text; the checksum is over what the text says.
  const text = given.replace(/^\ufeff/, '');
  const value = parse(text);
  if (value === undefined)
    throw refused(
      text.trimStart().startsWith('{')
        ? `${place} is cut off or damaged: it is not whole JSON.`
        : `${place} is not a saved plan.`,
    );
  const { checksum: noted, seal: sealed, ...rest } = value;
  const { version } = rest;
  if (typeof version !== 'number' || typeof rest.fingerprint !== 'string' || !Array.isArray(rest.changes))
    throw refused(`${place} is not a saved plan.`);
  if (version > 1)
    throw refused(
      `${place} was written by a newer jojka-sync (plan version ${version}; this one knows version 1).`,
      'Nothing was sent. Apply it with the jojka-sync that wrote it.',
    );
  const changed = `${place} has been changed since it was written: its checksum does not fit what it says.`;
  if (noted !== checksum(rest)) throw refused(changed);
  const { about, ...planned } = rest;
  const parsed = parsePlan(planned);
  if ('problem' in parsed) throw refused(`${place} is not a plan that can be applied: ${parsed.problem}.`);
  if (parsed.plan.fingerprint !== fingerprint(parsed.plan)) throw refused(changed);
  return {
    plan: parsed.plan,
    about: parseAbout(about),
    isSealedBy: (sealer) => sealed === sealer(checksum(rest)),
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return undefined;
  }
}

function checksum(value: object): string {
  const hash = createHash('sha256');
  for (const part of stringifyChunked(value)) hash.update(part);
  return hash.digest('hex');
}

function refused(message: string, advice = 'Nothing was sent. Make the plan anew.'): RefusedError {
  return new RefusedError(message, { advice });
}
