import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import { isRuleName, nearRules, readRules, ruleList, ruleText } from '../report/rule-text.ts';
import { defineCommand } from './command.ts';
import { packageFile } from './package-file.ts';

export const helpCommand = {
  create: (...given: Parameters<ReturnType<typeof define>['create']>) => {
    const { create } = define(() => built.parent);
    const built: CommandUnknownOpts = create(...given);
    return built;
  },
};

/** @param program gives what all commands are part of, once this one is too */
function define(program: () => CommandUnknownOpts | null) {
  return defineCommand({
    build: (command) =>
      command.argument('[topic...]', 'a command, or a rule').addHelpText(
        'after',
        `
Examples:
  $ jojka-sync help sync
  $ jojka-sync help T5       what the rule T5 says, which messages cite, and what to do
  $ jojka-sync help rules    all rules`,
      ),
    run: async (cli, _options, [topics]) => {
      const [topic] = topics;
      if (topic === undefined) program()?.outputHelp();
      else if (topic.toLowerCase() === 'rules') await cli.out(ruleList(rulesOfPage()));
      else if (isRuleName(topic)) await cli.out(explained(topic));
      else commandNamed(program(), topics).outputHelp();
      return 0;
    },
  });
}

function rulesOfPage() {
  return readRules(packageFile('docs/rules.md'));
}

function explained(name: string): string {
  const rules = rulesOfPage();
  const found = rules.find((rule) => rule.name.toLowerCase() === name.toLowerCase());
  if (found) return `${ruleText(found)}\nAll rules: jojka-sync help rules\n`;
  throw new UsageError(`There is no rule ${name}.`, {
    advice: `Near it: ${nearRules(name, rules).join(', ')}. All rules: jojka-sync help rules`,
  });
}

function commandNamed(program: CommandUnknownOpts | null, words: readonly string[]): CommandUnknownOpts {
  let at = program;
  for (const word of words) {
    const inner: readonly CommandUnknownOpts[] = at?.commands ?? [];
    const found = inner.find((command) => command.name() === word);
    if (!found) {
      const names = inner.map((command) => command.name());
      const near = nearest(word, names);
      throw new UsageError(`There is no command "${words.join(' ')}".`, {
        advice: near
          ? `Did you mean "${near}"?`
          : 'jojka-sync --help lists them; a rule is a letter and a number, such as T5.',
      });
    }
    at = found;
  }
  return at as CommandUnknownOpts;
}
