import * as z from 'zod';
import { hasDays, readCron } from './cron.ts';

/** When a pipeline runs by itself, where workers serve the folder: `schedule` of a pipeline. */

/** Whether a text is five fields of cron, each with numbers that it can have. */
export function isCron(text: string): boolean {
  return readCron(text) !== undefined;
}

/** Whether it is none, or one that names a day which some year has. */
function isEver(text: string): boolean {
  const cron = readCron(text);
  return !cron || hasDays(cron);
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
      .refine(
        isCron,
        'must be five fields of cron such as "0 3 * * *" (minute, hour, day, month, weekday), no value twice',
      )
      .refine(isEver, 'must name a day that some month of it has: the 31st of April, for one, never comes')
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

/** A schedule that has been read. */
export type Schedule = z.output<typeof scheduleSchema>;

/** What `jitter` says, in seconds. */
export function jitterSeconds(text: string): number {
  const seconds = { s: 1, m: 60, h: 3600 }[text.at(-1) ?? ''] ?? 0;
  return Number.parseInt(text, 10) * seconds;
}
