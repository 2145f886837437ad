import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../src/errors.ts';
import { decodePlan, encodePlan } from '../../src/plan/plan-file.ts';
import { contact, contacts, desired, number, plan } from '../support/builders.ts';

const made = plan({
  existing: contacts(contact(number(0), 'Anna', 'Kunder')),
  desired: desired([contact(number(0), 'Anna Berg', 'Kunder'), contact(number(1), 'Bo', 'Kunder')]),
});
const text = encodePlan(made);

test('a plan comes back as it was', () => {
  expect(decodePlan(text, 'plan.json')).toEqual(JSON.parse(JSON.stringify(made)));
});

test('white space does not matter', () => {
  expect(decodePlan(JSON.stringify(JSON.parse(text), null, 2), 'plan.json').fingerprint).toBe(
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
