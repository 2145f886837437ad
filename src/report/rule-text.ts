import { nearest } from '../contact/nearest.ts';

/** A rule as docs/rules.md has it, for a screen. */
export interface Rule {
  readonly name: string;
  /** The part of the work that it is of. */
  readonly part: string;
  /** Its paragraphs: what it says, and what to do where it is cited. */
  readonly paragraphs: readonly string[];
}

/** Whether somebody who asks for help means a rule: a letter and a number. */
export function isRuleName(word: string): boolean {
  return /^[a-z]\d{1,2}[a-z]?$/i.test(word);
}

/** The rules of the page, in its order. What it says of tests is left out. */
export function readRules(page: string): Rule[] {
  const rules: Rule[] = [];
  let part = '';
  for (const [, heading, name, text = ''] of page.matchAll(
    /^## [A-Z] (.+)$|^- \*\*([A-Z]\d+[a-z]?)\*\* (.+(?:\n {2}.+)*)/gm,
  )) {
    if (heading !== undefined) part = heading;
    if (name === undefined) continue;
    const lines = text.split(/\n {2}/).filter((line) => !/^Held by /.test(line));
    rules.push({ name, part, paragraphs: lines.map(plain) });
  }
  return rules;
}

function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll('**', '');
}

/** What a rule says, and what to do. */
export function ruleText({ name, part, paragraphs }: Rule): string {
  return `${[`${name} (${part})`, ...paragraphs].join('\n\n')}\n`;
}

/** All rules, a line for each. */
export function ruleList(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map(({ name }) => name.length));
  return `${rules.map(({ name, paragraphs: [says] }) => `${name.padEnd(width)}  ${says}`).join('\n')}\n`;
}

/** The rules that may be meant by a name that is none: of the same letter, those with the nearest numbers first. */
export function nearRules(name: string, rules: readonly Rule[]): string[] {
  const names = rules.map((rule) => rule.name);
  const letter = name.slice(0, 1).toUpperCase();
  const number = Number.parseInt(name.slice(1), 10);
  const ofLetter = names.filter((one) => one.startsWith(letter));
  if (ofLetter.length === 0) return [nearest(name, names) ?? (names[0] as string)];
  const away = (one: string) => Math.abs(Number.parseInt(one.slice(1), 10) - number);
  return ofLetter.sort((a, b) => away(a) - away(b)).slice(0, 3);
}
