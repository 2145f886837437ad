import { describe, expect, test } from 'vitest';
import { parseSendTime } from '../../src/campaign/send-time.ts';
import { UsageError } from '../../src/errors.ts';

const now = new Date('2026-03-01T12:00:00Z');
const stockholm = { timeZone: 'Europe/Stockholm', now };

function refusal(text: string, options = stockholm): UsageError {
  try {
    parseSendTime(text, options);
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  throw new Error(`${text} was taken`);
}

describe('local time becomes UTC', () => {
  test.each([
    ['2026-12-01 09:00', '2026-12-01T08:00:00.000Z'],
    ['2026-07-01 09:00', '2026-07-01T07:00:00.000Z'],
    ['2026-07-01T09:00:30', '2026-07-01T07:00:30.000Z'],
    ['2026-12-01 09:00+01:00', '2026-12-01T08:00:00.000Z'],
    ['2026-12-01 08:00Z', '2026-12-01T08:00:00.000Z'],
    ['2026-10-25 02:30+02:00', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25 02:30+01:00', '2026-10-25T01:30:00.000Z'],
    ['2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
    ['2026-03-29 03:00', '2026-03-29T01:00:00.000Z'],
    ['2028-02-29 12:00', '2028-02-29T11:00:00.000Z'],
  ])('%s', (text, utc) => {
    expect(parseSendTime(text, stockholm).at.toISOString()).toBe(utc);
  });

  test('it is shown both ways', () => {
    expect(parseSendTime('2026-12-01 09:00', stockholm)).toMatchObject({
      local: '2026-12-01 09:00 Europe/Stockholm (+01:00)',
      utc: '2026-12-01 08:00:00 UTC',
    });
  });

  test('in another time zone', () => {
    const { at } = parseSendTime('2026-12-01 09:00', { timeZone: 'Europe/Helsinki', now });
    expect(at.toISOString()).toBe('2026-12-01T07:00:00.000Z');
  });
});

describe('refused, with what may be meant', () => {
  test('an hour that is skipped', () => {
    const { message, advice } = refusal('2026-03-29 02:30');
    expect(message).toContain('there is no such time in Europe/Stockholm');
    expect(advice).toContain('--at "2026-03-29 01:30+01:00"\n--at "2026-03-29 03:30+02:00"');
  });

  test('an hour that comes twice', () => {
    const { message, advice } = refusal('2026-10-25 02:30');
    expect(message).toContain('comes twice');
    expect(advice).toContain('--at "2026-10-25 02:30+02:00"\n--at "2026-10-25 02:30+01:00"');
  });

  test.each(['2026-03-29 02:30', '2026-10-25 02:30'])('what %s names as candidates is taken', (text) => {
    const candidates = [...(refusal(text).advice ?? '').matchAll(/--at "(.*)"/g)].map(([, time]) => time);
    expect(candidates).toHaveLength(2);
    for (const candidate of candidates)
      expect(() => parseSendTime(candidate as string, stockholm)).not.toThrow();
  });

  test.each([
    ['an offset of another zone', '2026-12-01 09:00+02:00', /is at \+01:00 then, not at \+02:00/],
    ['the past', '2026-03-01 12:59', /is past/],
    ['this very moment', '2026-03-01 13:00', /is past/],
    ['no such day', '2026-02-29 12:00', /no such day or hour/],
    ['no such hour', '2026-12-01 25:00', /no such day or hour/],
    ['a day without a time', '2026-12-01', /not a time/],
    ['words', 'i morgon', /not a time/],
  ])('%s', (_, text, said) => {
    expect(refusal(text).message).toMatch(said);
  });

  test('a time zone that is none', () => {
    expect(refusal('2026-12-01 09:00', { timeZone: 'Europe/Nowhere', now }).message).toContain(
      'no time zone "Europe/Nowhere"',
    );
  });
});
