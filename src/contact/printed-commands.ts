import { accountVariable } from './account-variable.ts';
import { shellWord } from './shell-word.ts';

/** What a text is of, so that the commands in it act on that and on nothing else. */
export interface Subject {
  /** The account's name. */
  readonly account?: string | undefined;
  readonly pipeline?: string | undefined;
  /** What names the pipeline's file on the command line, where its name does not. */
  readonly called?: string | undefined;
}

/** Commands that take `--account`, and act on the account `default` without it. */
const ofAccount =
  /jojka-sync (blocklist (?:add|check|import|list|remove)|campaign (?:add|cancel|status)|api|doctor|evidence|forget|replies|send|subject)\b(?! --account)/g;

/** Commands that take a pipeline. */
const ofPipeline = 'jojka-sync (?:adopt|plan|sync|test|validate|verify)';

/**
 * The commands in a text as they work when they are copied: an opt-out's block must not be lifted, or set, in another account
 * than the text is of, and a pipeline must be found by what is printed of it. The one place that knows how.
 *
 * @param env of the process; where it names the account's own URL, a text does too
 */
export function printedFor(
  text: string,
  { account, pipeline, called }: Subject,
  env: NodeJS.ProcessEnv = {},
): string {
  const known = called ?? pipeline;
  let told = text;
  if (called !== undefined && pipeline !== undefined)
    told = told.replace(
      commandOn([pipeline, shellWord(pipeline)]),
      (_, command) => command + shellWord(called),
    );
  if (known !== undefined && known !== '-')
    told = told.replace(commandOn(['PIPELINE']), (_, command) => command + shellWord(known));
  if (account === undefined || account === 'default') return told;
  const url = accountVariable(account, 'API_URL');
  told = told
    .replace(ofAccount, (command) => `${command} --account ${account}`)
    .replace(/\bJOJKA_API_KEY\b/g, accountVariable(account, 'API_KEY'));
  return env[url] === undefined ? told : told.replace(/\bJOJKA_API_URL\b/g, url);
}

function commandOn(words: readonly string[]): RegExp {
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(${ofPipeline} )(?:${escaped.join('|')})(?![\\p{L}\\p{N}/_-]|\\.[\\p{L}\\p{N}])`, 'gu');
}
