import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';

/** Every command that does something, with what it takes. */
async function leaves(): Promise<[string, CommandUnknownOpts][]> {
  const found: [string, CommandUnknownOpts][] = [];
  for (const { name, load } of commands) {
    const entry = await load();
    const group = 'commands' in entry ? entry.commands : [entry];
    for (const command of group) {
      const built = command.create(async () => {}, new Command() as never);
      found.push(['commands' in entry ? `${name} ${built.name()}` : name, built]);
    }
  }
  return found;
}

/** They have no result: a script for a shell, how commands are used, and a worker that goes on until it is stopped. */
const without = ['completion', 'help', 'work'];
const all = (await leaves()).filter(([name]) => !without.includes(name));

test('there are commands to look at', () => {
  expect(all.length).toBeGreaterThan(25);
});

describe('one grammar', () => {
  test.each(all)('%s takes --format json, and --json for it', async (_, command) => {
    const format = command.options.find(({ long }) => long === '--format');
    expect(format?.argChoices).toContain('json');
    expect(command.options.some(({ long }) => long === '--json')).toBe(true);
  });

  test.each(all)('%s shows text too, unless it makes JSON alone', (name, command) => {
    const format = command.options.find(({ long }) => long === '--format');
    if (name !== 'api') expect(format?.argChoices).toContain('text');
  });
});
