import { describe, expect, test } from 'vitest';
import { clockGaps, lostIn, skippedTime } from '../../src/config/clock-gap.ts';
import { readCron } from '../../src/config/cron.ts';

/** Hours that a clock leaves out, and what schedules lose by them. */
const winter = new Date('2026-11-29T12:00:00Z');
const year = new Date('2027-11-30T12:00:00Z');
const gapOf = (zone: string) => clockGaps(zone, winter, year)[0];

test.each([
  ['Europe/Stockholm', '2027-03-28T01:00', '2027-03-28T02:00', '2027-03-28T03:00'],
  ['America/New_York', '2027-03-14T07:00', '2027-03-14T02:00', '2027-03-14T03:00'],
  // Half an hour.
  ['Australia/Lord_Howe', '2027-10-02T15:30', '2027-10-03T02:00', '2027-10-03T02:30'],
  // At midnight.
  ['Africa/Cairo', '2027-04-29T22:00', '2027-04-30T00:00', '2027-04-30T01:00'],
])('the clock of %s is put forward once', (zone, ...times) => {
  const gaps = clockGaps(zone, winter, year);
  expect(gaps.map(({ at, from, to }) => [at, from, to].map((one) => one.toISOString().slice(0, 16)))).toEqual(
    [times],
  );
});
test('that of Tokyo is not', () => expect(gapOf('Asia/Tokyo')).toBeUndefined());

describe('what a schedule loses in it', () => {
  test.each([
    ['30 2 * * *', '02:30'],
    ['*/20 2 * * *', '02:00'],
    ['30 2 * * sun', '02:30'],
    ['30 2 28 3 *', '02:30'],
    ['0 */2 * * *', '02:00'],
    ['0 3 * * *', undefined],
    ['30 2 * * mon', undefined],
    ['30 2 * 4 *', undefined],
    // It comes within the hour after.
    ['30 2,3 * * *', undefined],
    ['30 * * * *', undefined],
  ])('%s: %s', (text, time) => {
    const [cron, gap] = [readCron(text), gapOf('Europe/Stockholm')];
    expect(cron && gap && lostIn(cron, gap)?.toISOString().slice(11, 16)).toBe(time);
  });
});

test('a fixed time is told with its day, and one that is there every night', () => {
  expect(skippedTime('crm', { cron: '30 2 * * *', timeZone: 'Europe/Stockholm' }, winter)).toEqual({
    pipeline: 'crm',
    timeZone: 'Europe/Stockholm',
    day: '2027-03-28',
    time: '02:30',
    instead: '03:00',
  });
  for (const cron of ['0 3 * * *', '0 */2 * * *'])
    expect(skippedTime('crm', { cron, timeZone: 'Europe/Stockholm' }, winter)).toBeUndefined();
});
