import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';

/** Commands and options that the docs name are there; npm scripts too. */
const root = join(import.meta.dirname, '..', '..');
const pages = [root, ...['docs', 'docs/guides', 'docs/recipes'].map((folder) => join(root, folder))].flatMap(
  (folder) =>
    readdirSync(folder)
      // What is told of earlier versions need not be there any more.
      .filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md')
      .map((file) => join(folder, file)),
);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Options of others that the docs name: of node_exporter, and of our benchmarks. */
const others = new Set(['--collector', '--rounds', '--seed', '--ledger', '--only', '--no-write']);

/** Options by command; those of a group's commands under both words. */
const options = new Map<string, Set<string>>();

beforeAll(async () => {
  const add = (name: string, command: CommandUnknownOpts) => {
    const long = command.options.flatMap(({ long }) => long ?? []);
    options.set(name, new Set([...long, ...(options.get(name) ?? []), '--help']));
  };
  for (const { name, load } of commands) {
    const loaded = await load();
    const named = new Command(name);
    if (!('commands' in loaded))
      add(
        name,
        loaded.create(async () => {}, named),
      );
    else {
      add(name, loaded.build(named));
      for (const one of loaded.commands) {
        const inner = one.create(async () => {});
        add(`${name} ${inner.name()}`, inner);
      }
    }
  }
  options.set('help', new Set());
});

/** Command lines of a page: of its blocks of code and of code within the text. */
function commandLines(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(?:sh|)\n([\s\S]*?)^ *```$/gm)].flatMap(([, block]) =>
    (block as string).replaceAll('\\\n', ' ').split('\n'),
  );
  const inline = [...text.replace(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`]+)`/g)].map(
    ([, code]) => code as string,
  );
  return [...blocks, ...inline].flatMap((line) =>
    [...line.replaceAll('\n', ' ').matchAll(/(?:^|\s)jojka-sync ((?:[a-z]|--help|--version)[^#;&|>]*)/g)].map(
      ([, rest]) => rest as string,
    ),
  );
}

describe.each(pages.map((page) => [relative(root, page), page]))('%s', (_, page) => {
  const text = readFileSync(page, 'utf8');
  const lines = commandLines(text);

  test('names commands and options that are there', () => {
    const faults = lines.flatMap((line) => {
      const [first = '', second = ''] = line.trim().split(/\s+/);
      if (first.startsWith('--')) return ['--help', '--version'].includes(first) ? [] : [line];
      const name = options.has(`${first} ${second}`) ? `${first} ${second}` : first;
      const known = options.get(name);
      if (!known) return [`${line}: no such command`];
      const given = [...line.replace(/"[^"]*"/g, '').matchAll(/(?:^|\s)(--[a-z][\w-]*)/g)].map(
        ([, one]) => one as string,
      );
      return given.filter((one) => !known.has(one)).map((one) => `${line}: no ${one}`);
    });
    expect(faults).toEqual([]);
  });

  test('names options that some command has, where one stands alone', () => {
    const all = new Set([...options.values()].flatMap((known) => [...known]));
    const named = [...text.matchAll(/`(--[a-z][\w-]*)/g)].map(([, name]) => name as string);
    expect(named.filter((name) => !all.has(name) && !others.has(name))).toEqual([]);
  });

  test('names npm scripts that are there', () => {
    const named = [...text.matchAll(/npm run (?:-\S+ )*([a-z][\w:-]*)/g)].map(([, name]) => name as string);
    expect(named.filter((name) => !scripts[name])).toEqual([]);
  });
});

test('there is something to check', () => {
  const all = pages.flatMap((page) => commandLines(readFileSync(page, 'utf8')));
  expect(all.length).toBeGreaterThan(100);
});
