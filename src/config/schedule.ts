import { z } from 'zod';

/** When a pipeline runs by itself, where workers serve the folder: `schedule` of a pipeline. */

/** The five fields of cron: their least and greatest value, and the names that stand for numbers. */
const fields: readonly { readonly least: number; readonly most: number; readonly names?: string }[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec' },
  { least: 0, most: 7, names: 'sun mon tue wed thu fri sat' },
];

/** Whether a text is five fields of cron, each with numbers that it can have. */
export function isCron(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  return (
    parts.length === fields.length &&
    fields.every((field, index) => (parts[index] ?? '').split(',').every((part) => isPart(part, field)))
  );
}

/** One part of a list: `*`, a value, or a range, each with a step or without. */
function isPart(part: string, { least, most, names = '' }: (typeof fields)[number]): boolean {
  const [, range, step] = /^(\*|[\da-z]+(?:-[\da-z]+)?)(?:\/(\d+))?$/i.exec(part) ?? [];
  if (range === undefined || (step !== undefined && Number(step) === 0)) return false;
  if (range === '*') return true;
  const values = range.split('-').map((word) => {
    const named = names.split(' ').indexOf(word.toLowerCase());
    return named >= 0 && /\D/.test(word) ? named + least : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  });
  const [from = Number.NaN, to = from] = values;
  return from >= least && to <= most && from <= to;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const tagsSchema = z
  .array(
    z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u, 'must be letters, digits, dots, dashes and underscores'),
  )
  .max(50)
  .describe('What several pipelines are called together: sync --tag, fleet run --tag');

export const scheduleSchema = z
  .strictObject({
    cron: z
      .string()
      .refine(isCron, 'must be five fields of cron such as "0 3 * * *" (minute, hour, day, month, weekday)')
      .describe('Minute, hour, day of the month, month, weekday'),
    timeZone: z
      .string()
      .refine(isTimeZone, 'must be a time zone such as "Europe/Stockholm"')
      .describe('Whose clock that is')
      .default('Europe/Stockholm'),
    jitter: z
      .string()
      .regex(/^(0|[1-9]\d{0,3}[smh])$/, 'must be a number of seconds, minutes or hours such as "15m"')
      .refine((text) => jitterSeconds(text) <= 12 * 3600, 'must be at most 12 hours')
      .describe('Within so much after it each pipeline has a moment of its own, the same every night')
      .default('0'),
  })
  .describe('When workers run it by themselves, once jojka-sync schedule apply has been told');

/** What `jitter` says, in seconds. */
export function jitterSeconds(text: string): number {
  const seconds = { s: 1, m: 60, h: 3600 }[text.at(-1) ?? ''] ?? 0;
  return Number.parseInt(text, 10) * seconds;
}
