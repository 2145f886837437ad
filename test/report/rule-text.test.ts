import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isRuleName, nearRules, readRules, ruleList, ruleText } from '../../src/report/rule-text.ts';

/** `help RULE` prints what docs/rules.md says: one source for both. */
const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'rules.md'), 'utf8');
const rules = readRules(page);

test('every rule of the page is one that can be asked for', () => {
  const named = [...page.matchAll(/^- \*\*(\w+)\*\*/gm)].map(([, name]) => name);
  expect(rules.map(({ name }) => name)).toEqual(named);
  expect(named.length).toBeGreaterThan(50);
  expect(rules.every(({ name, part }) => isRuleName(name) && part !== '')).toBe(true);
});

test.each(rules.map((rule) => [rule.name, rule] as const))('%s is said without its tests', (name, rule) => {
  const text = ruleText(rule);
  expect(text.startsWith(`${name} (${rule.part})\n\n`)).toBe(true);
  expect(text).not.toMatch(/Held by|\.test\.ts|\*\*/);
});

test.each([
  'E2',
  'E5',
  'T5',
  'T7',
  'P3',
  'P10',
  'P13',
  'G1',
  'G2',
  'G3',
  'G4',
  'G5',
  'G6',
  'G7',
  'G8',
  'L9',
  'K4',
])('%s says what to do', (name) => {
  const rule = rules.find((one) => one.name === name);
  expect(rule?.paragraphs.at(-1)).toMatch(/^What to do: .{30}/);
});

describe('a name', () => {
  test.each([
    ['T5', true],
    ['p7b', true],
    ['K4', true],
    ['sync', false],
    ['T', false],
    ['rules', false],
  ])('%s is one of a rule: %s', (word, is) => expect(isRuleName(word)).toBe(is));

  test.each([
    ['T99', ['T8', 'T7', 'T6']],
    ['g0', ['G1', 'G2', 'G3']],
    ['L1c', ['L1', 'L1b', 'L2']],
  ])('%s is near to %j', (name, near) => expect(nearRules(name, rules)).toEqual(near));
});

test('all of them are listed, a line each', () => {
  expect(ruleList(rules).trim().split('\n')).toHaveLength(rules.length);
});
