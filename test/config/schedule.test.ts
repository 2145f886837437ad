import { describe, expect, test } from 'vitest';
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
])('%j is refused', (value, message) => {
  expect(scheduleSchema.safeParse(value).error?.message).toMatch(message);
});
