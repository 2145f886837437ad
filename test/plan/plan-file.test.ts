import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { OutputError, RefusedError } from '../../src/errors.ts';
import { decodePlan, encodePlan } from '../../src/plan/plan-file.ts';
import { contact, contacts, desired, number, plan } from '../support/builders.ts';

const made = plan({
  existing: contacts(contact(number(0), 'Anna', 'Kunder')),
  desired: desired([contact(number(0), 'Anna Berg', 'Kunder'), contact(number(1), 'Bo', 'Kunder')]),
});
const seal = (text: string) => `sealed ${text}`;
/** The parts of a file as one text. */
const encoded = (...given: Parameters<typeof encodePlan>): string => [...encodePlan(...given)].join('');
const text = encoded(made, seal);

test('a plan comes back as it was', () => {
  expect(decodePlan(text, 'plan.json').plan).toEqual(JSON.parse(JSON.stringify(made)));
});

test('white space does not matter', () => {
  expect(decodePlan(JSON.stringify(JSON.parse(text), null, 2), 'plan.json').plan.fingerprint).toBe(
    made.fingerprint,
  );
});

/** The file with one thing changed by hand. */
function edited(change: (value: Record<string, unknown>) => void): string {
  const value = JSON.parse(text);
  change(value);
  return JSON.stringify(value);
}

describe('each refused with its own message', () => {
  test.each([
    ['cut off', text.slice(0, -40), /p\.json is cut off or damaged/],
    ['empty', '', /p\.json is not a saved plan/],
    ['no JSON', 'Kundnr;Namn\n', /p\.json is not a saved plan/],
    ['other JSON', '{"name":"nightly"}', /p\.json is not a saved plan/],
    ['a list', '[]', /p\.json is not a saved plan/],
    [
      'a newer version',
      edited((value) => {
        value.version = 2;
      }),
      /written by a newer jojka-sync \(plan version 2; this one knows version 1\)/,
    ],
    [
      'changes taken out',
      edited((value) => {
        value.changes = [];
      }),
      /p\.json has been changed since it was written/,
    ],
    [
      'guards taken out',
      edited((value) => {
        value.guards = [{}];
      }),
      /p\.json has been changed/,
    ],
    [
      'another account',
      edited((value) => {
        value.account = 'other';
      }),
      /p\.json has been changed/,
    ],
    [
      'a later date',
      edited((value) => {
        value.createdAt = '2030-01-01T00:00:00.000Z';
      }),
      /p\.json has been changed/,
    ],
    [
      'no checksum',
      edited((value) => {
        delete value.checksum;
      }),
      /p\.json has been changed/,
    ],
  ])('%s', (_, content, message) => {
    expect(() => decodePlan(content, 'p.json')).toThrow(message);
    expect(() => decodePlan(content, 'p.json')).toThrow(RefusedError);
  });
});

/** The file with one thing changed by hand, and a checksum that fits. */
function forged(change: (value: Record<string, unknown>) => void): string {
  const { checksum: _, seal: sealed, ...value } = JSON.parse(text);
  change(value);
  const checksum = createHash('sha256').update(JSON.stringify(value)).digest('hex');
  return JSON.stringify({ ...value, checksum, seal: sealed });
}

describe("what is not of a plan's form is refused, whatever its checksum says", () => {
  test.each<[name: string, change: (value: Record<string, unknown>) => void, problem: RegExp]>([
    ['a time that is none', (value) => Object.assign(value, { createdAt: 'whenever' }), /createdAt/],
    ['guards that are none', (value) => Object.assign(value, { guards: [{}] }), /guards\.0/],
    ['guards that are no list', (value) => Object.assign(value, { guards: 'off' }), /guards/],
    [
      'a plan of an earlier version, whose warnings are sentences',
      (value) => Object.assign(value, { warnings: [{ code: 'duplicates', message: '1 number' }] }),
      /warnings\.0\.figures/,
    ],
    [
      'a kind that there is not',
      (value) => Object.assign(value, { changes: [{ kind: 'text', msisdn: '46701740605' }] }),
      /changes\.0/,
    ],
    [
      'a change without its group',
      (value) => Object.assign(value, { changes: [{ kind: 'addMembership', msisdn: '46701740605' }] }),
      /changes\.0\.group/,
    ],
    [
      'a block without origin',
      (value) => Object.assign(value, { changes: [{ kind: 'block', msisdn: '46701740605', origins: [] }] }),
      /changes\.0\.origins/,
    ],
    ['contacts left out', (value) => void delete value.contacts, /contacts/],
    ['a key more', (value) => Object.assign(value, { apiKey: 'x' }), /apiKey|the plan/],
    [
      'limits of no sense',
      (value) => Object.assign(value, { load: { importRows: 0, singleAdds: 1, requestsPerSecond: 1 } }),
      /load\.importRows/,
    ],
    [
      'another account, whose fingerprint it does not have',
      (value) => Object.assign(value, { account: 'other' }),
      /has been changed/,
    ],
  ])('%s', (_, change, problem) => {
    expect(() => decodePlan(forged(change), 'p.json')).toThrow(RefusedError);
    expect(() => decodePlan(forged(change), 'p.json')).toThrow(problem);
  });

  test('an untouched one passes', () => {
    expect(
      decodePlan(
        forged(() => {}),
        'p.json',
      ).plan.id,
    ).toBe(made.id);
  });

  test('one that was edited and has a new checksum has not our seal', () => {
    expect(decodePlan(text, 'p.json').isSealedBy(seal)).toBe(true);
    expect(decodePlan(text, 'p.json').isSealedBy(() => 'another key')).toBe(false);
    const edited = forged((value) => Object.assign(value, { removes: 'all' }));
    expect(decodePlan(edited, 'p.json').isSealedBy(seal)).toBe(false);
  });
});

describe('what a plan was made from', () => {
  const about = {
    basis: { sources: [{ name: 'crm', kind: 'source', type: 'csv', rows: 2 }] },
    rejections: [],
    warnings: [],
  } as const;

  test('comes back, under the same checksum and seal; the plan is as it was', () => {
    const file = decodePlan(encoded(made, seal, about), 'p.json');
    expect(file.about).toEqual(about);
    expect(file.plan).toEqual(JSON.parse(JSON.stringify(made)));
    expect(file.isSealedBy(seal)).toBe(true);
    expect(() => decodePlan(encoded(made, seal, about).replace('"rows":2', '"rows":3'), 'p.json')).toThrow(
      'has been changed',
    );
  });

  test('is none in a file of an earlier version, and where it is of another form', () => {
    expect(decodePlan(text, 'p.json').about).toBeUndefined();
    const odd = encoded(made, seal, { ...about, rejections: [{ line: 'x' }] } as never);
    expect(decodePlan(odd, 'p.json').about).toBeUndefined();
  });
});

test('a plan that could not be read again is not written', () => {
  expect(() => encoded(made, seal, undefined, text.length - 200)).toThrow(OutputError);
  expect(() => encoded(made, seal, undefined, text.length - 200)).toThrow(/2 changes: too many for one file/);
  expect(encoded(made, seal, undefined, text.length + 200)).toBe(text);
});
