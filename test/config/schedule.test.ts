import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasDays, isTimeOf, readCron } from '../../src/config/cron.ts';
import { isCron, jitterSeconds, scheduleSchema } from '../../src/config/schedule.ts';

describe('five fields of cron', () => {
  test.each(['0 3 * * *', '*/15 0-6 1,15 jan-mar mon-fri', '5 4 * * 7', '0 0 31 12 sun', ' 0  3 * * * '])(
    '%s',
    (text) => expect(isCron(text)).toBe(true),
  );
  test.each([
    ['', 'none'],
    ['0 3 * *', 'four'],
    ['0 0 3 * * *', 'six'],
    ['60 3 * * *', 'a minute that is none'],
    ['0 24 * * *', 'an hour that is none'],
    ['0 3 0 * *', 'a day that is none'],
    ['0 3 * 13 *', 'a month that is none'],
    ['0 3 * * 8', 'a weekday that is none'],
    ['0 5-3 * * *', 'a range that ends before it begins'],
    ['*/0 3 * * *', 'a step of nothing'],
    ['0 mon * * *', 'a name in the wrong place'],
    ['0 3,, * * *', 'an empty part'],
    ['@daily', 'a nickname'],
    // The engine takes none of these.
    ['0 3 1,1 * *', 'a value twice'],
    ['0 3 * * 0,7', 'Sunday twice'],
  ])('not %s: %s', (text) => expect(isCron(text)).toBe(false));
});

test.each([
  ['0', 0],
  ['90s', 90],
  ['15m', 900],
  ['2h', 7200],
])('a jitter of %s is %i s', (text, seconds) => expect(jitterSeconds(text)).toBe(seconds));

test.each([
  [{ cron: '0 3 * * *', timeZone: 'Europe/Stokholm' }, /must be a time zone/],
  [{ cron: '0 3 * * *', jitter: '13h' }, /at most 12 hours/],
  [{ cron: '0 3 * * *', jitter: '1d' }, /seconds, minutes or hours/],
  [{ cron: 'never' }, /five fields of cron/],
  [{ cron: '0 3 31 4 *' }, /never comes/],
  [{ cron: '0 3 30 2 *' }, /never comes/],
  [{ cron: '0 3 30-31 2 *' }, /never comes/],
])('%j is refused', (value, message) => {
  expect(scheduleSchema.safeParse(value).error?.message).toMatch(message);
});

test.each(['0 3 29 2 *', '0 3 31 4,5 *', '0 3 30 2 mon', '0 3 */31 2 *', '5/15 0-23/6 * * 0-7'])(
  '%s comes',
  (cron) => expect(scheduleSchema.safeParse({ cron }).error).toBeUndefined(),
);

test('reads as the engine reads it', () => {
  const parser = createRequire(createRequire(import.meta.url).resolve('pg-boss'))('cron-parser');
  const part = (least: number, most: number) => {
    const value = fc.integer({ min: least, max: most });
    const range = fc
      .tuple(value, value)
      .map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);
    const step = fc.integer({ min: 1, max: 40 });
    return fc.oneof(
      fc.constant('*'),
      value.map(String),
      range,
      fc.tuple(value, value).map((values) => values.join(',')),
      fc.tuple(fc.oneof(fc.constant('*'), range, value), step).map((both) => both.join('/')),
    );
  };
  const fields = fc.tuple(part(0, 59), part(0, 23), part(1, 31), part(1, 12), part(0, 7));
  fc.assert(
    fc.property(fields, fc.integer({ min: 0, max: 700 }), (parts, days) => {
      const text = parts.join(' ');
      const cron = readCron(text);
      const read = () =>
        parser.CronExpressionParser.parse(text, {
          tz: 'UTC',
          strict: false,
          currentDate: new Date(Date.UTC(2026, 0, 1 + days)),
        });
      if (!cron || !hasDays(cron)) {
        expect(read).toThrow();
        return;
      }
      const times = read();
      const [first, second] = [times.next().getTime(), times.next().getTime()];
      for (const time of [first, second]) expect(isTimeOf(cron, new Date(time))).toBe(true);
      const end = Math.min(second, first + 86_400_000);
      for (let at = first + 60_000; at < end; at += 60_000)
        if (isTimeOf(cron, new Date(at))) throw new Error(`${text} has ${new Date(at).toISOString()}`);
    }),
    { numRuns: 200 },
  );
});
