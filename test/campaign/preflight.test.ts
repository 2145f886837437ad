import { describe, expect, test } from 'vitest';
import { findingCodes, preflight, refuseFindings } from '../../src/campaign/preflight.ts';
import { measureSms } from '../../src/campaign/sms-text.ts';
import { english } from '../../src/report/language/en.ts';
import { swedish } from '../../src/report/language/sv.ts';
import { findingText } from '../../src/report/sentences/findings.ts';

const anna = '46701740605';
const bo = '46701740606';
const day = new Date('2026-12-01T11:00:00Z');

/** A message of which there is nothing to say. */
const plain = {
  sms: measureSms('Öppet till 20. Svara STOPP för att slippa.'),
  sender: undefined,
  isToMany: true,
  msisdns: [anna, bo],
  at: day,
  timeZone: 'Europe/Stockholm',
  facts: { wanted: new Set([anna, bo]), consenting: new Set([anna, bo]) },
} as const;

describe('preflight', () => {
  test.each<[string, Partial<Parameters<typeof preflight>[0]>, object[]]>([
    ['nothing to say', {}, []],
    ['nothing known of consent or wants', { facts: { wanted: undefined, consenting: undefined } }, []],
    [
      'no consent',
      { facts: { ...plain.facts, consenting: new Set([anna]) } },
      [{ code: 'no-consent', msisdns: [bo], stops: true }],
    ],
    [
      'nobody consents',
      { facts: { ...plain.facts, consenting: new Set() } },
      [{ code: 'no-consent', msisdns: [anna, bo], stops: true }],
    ],
    [
      'in no CRM',
      { facts: { ...plain.facts, wanted: new Set([bo]) } },
      [{ code: 'unwanted', msisdns: [anna], stops: true }],
    ],
    [
      'answers that could not be fetched',
      { facts: { ...plain.facts, repliesUnread: { code: 'replies-unread', minutesAgo: 90 } } },
      [{ code: 'replies-unread', minutesAgo: 90, stops: true }],
    ],
    ['no way out', { sms: measureSms('Öppet till 20.') }, [{ code: 'no-way-out', stops: true }]],
    [
      'nobody can answer',
      { sender: 'Butiken', sms: measureSms('Svara JA. Avregistrera: ab.se/ut') },
      [{ code: 'unanswerable', stops: true }],
    ],
    ['two SMS each', { sms: measureSms(`STOPP ${'x'.repeat(160)}`) }, [{ code: 'parts', stops: true }]],
    [
      'two SMS each, for one sign',
      { sms: measureSms(`STOPP ${'x'.repeat(90)} ☃`) },
      [{ code: 'parts', stops: true }],
    ],
    ['at night', { at: new Date('2026-12-01T21:30:00Z') }, [{ code: 'night', hour: '22:30', stops: true }]],
    [
      'to one person all is told, and nothing stops',
      {
        isToMany: false,
        msisdns: [anna],
        at: new Date('2026-12-01T02:00:00Z'),
        facts: { wanted: new Set([bo]), consenting: undefined },
        sms: measureSms('x'.repeat(161)),
      },
      [
        { code: 'unwanted', msisdns: [anna], stops: false },
        { code: 'night', hour: '03:00', stops: false },
      ],
    ],
  ])('%s', (_, differs, expected) => {
    expect(preflight({ ...plain, ...differs })).toEqual(expected);
  });

  test.each([
    ['20:59', '2026-12-01T19:59:00Z', 'Europe/Stockholm', false],
    ['21:00', '2026-12-01T20:00:00Z', 'Europe/Stockholm', true],
    ['07:59', '2026-12-01T06:59:00Z', 'Europe/Stockholm', true],
    ['08:00', '2026-12-01T07:00:00Z', 'Europe/Stockholm', false],
    ['08:00 in summer', '2026-07-01T06:00:00Z', 'Europe/Stockholm', false],
    ['midnight', '2026-12-01T23:00:00Z', 'Europe/Stockholm', true],
    ['by day elsewhere', '2026-12-01T23:00:00Z', 'Asia/Tokyo', false],
  ])('%s', (_, at, timeZone, isNight) => {
    const codes = preflight({ ...plain, at: new Date(at), timeZone }).map(({ code }) => code);
    expect(codes).toEqual(isNight ? ['night'] : []);
  });

  test('a time zone that there is not is refused', () => {
    expect(() => preflight({ ...plain, timeZone: 'Europe/Lund' })).toThrow('There is no time zone');
  });
});

describe('what holds a message back', () => {
  const findings = preflight({ ...plain, sms: measureSms('Hej'), at: new Date('2026-12-01T23:00:00Z') });

  test.each([
    [[], 'night, no-way-out', 'night no-way-out'],
    [['night'], 'no-way-out', 'night no-way-out'],
  ])('allowed %s', (allowed, held, advised) => {
    const error = (() => {
      try {
        refuseFindings(findings, allowed);
        return undefined;
      } catch (thrown) {
        return thrown as { message: string; advice: string; exitCode: number };
      }
    })();
    expect(error?.exitCode).toBe(3);
    expect(error?.message).toContain(`held back: ${held}.`);
    expect(error?.advice).toContain(`--allow ${advised}`);
  });

  test('all of it allowed: nothing does', () => {
    expect(() => refuseFindings(findings, ['night', 'no-way-out'])).not.toThrow();
  });

  test('what only is told does not', () => {
    expect(() =>
      refuseFindings(
        findings.map((finding) => ({ ...finding, stops: false })),
        [],
      ),
    ).not.toThrow();
  });
});

test.each(findingCodes)('%s is told in both languages, with the word by which it is meant', (code) => {
  const plan = {
    sender: 'Butiken',
    sms: measureSms('x'.repeat(161)),
    recipients: { msisdns: [anna, bo, '3', '4'], blocked: [], rejected: [], repeated: 0 },
    timeZone: 'Europe/Stockholm',
  };
  const finding = { code, stops: true, msisdns: [anna, bo, '3', '4'], hour: '22:30' };
  const told = [english, swedish].map((words) => findingText(finding, plan, words));
  expect(new Set(told).size).toBe(2);
  for (const text of told) expect(text).toMatch(new RegExp(`\\[--allow ${code}\\]$`));
  for (const text of told) expect(text).not.toContain('undefined');
});
