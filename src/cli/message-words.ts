import { UsageError } from '../errors.ts';
import { wordsOf } from '../report/language/words.ts';
import { createMsisdnParser, isRegion } from '../transform/msisdn.ts';
import { isAgreed } from './confirm.ts';
import type { Cli } from './context.ts';

/** What a message's command line says, once numbers are told from text. */
export interface MessageWords {
  readonly text: string;
  /** Numbers that stand before the text. */
  readonly numbers: readonly string[];
}

/**
 * Tells recipient from text: `send NUMBER TEXT` in the natural order, or the text alone with `--to`, `--file` or `--group`.
 * Where a word may be either, somebody is asked, and where nobody can be asked, nothing is sent.
 *
 * @throws UsageError when it cannot be told, or one of both is lacking
 */
export async function readMessageWords(
  cli: Cli,
  as: 'send' | 'campaign',
  words: readonly string[],
  options: {
    readonly text?: string | undefined;
    readonly yes?: boolean | undefined;
    readonly region: string;
    readonly hasRecipients: boolean;
  },
): Promise<MessageWords> {
  const { text, hasRecipients } = options;
  const isNumber = numberTeller(options.region);
  const [first = '', second = '', ...rest] = words;
  if (text !== undefined) {
    const stray = words.find((word) => !isNumber(word));
    if (stray !== undefined)
      throw new UsageError('The text is given twice: by --text, and as words.', {
        advice: 'Nothing was sent. Beside --text only numbers may stand.',
      });
    return { text, numbers: words };
  }
  if (words.length === 0) throw new UsageError('What is to be sent?', { advice: whatToGive(as) });
  if (hasRecipients || as === 'campaign') {
    if (isNumber(first)) await mustBeText(cli, first, options.yes);
    return { text: words.join(' '), numbers: [] };
  }
  if (!isNumber(first)) throw new UsageError('To whom?', { advice: whatToGive(as) });
  if (words.length === 1)
    throw new UsageError('What is to be sent? A number alone is given.', { advice: whatToGive(as) });
  if (isNumber(second))
    throw new UsageError('Two numbers stand side by side: the second may be a recipient or the text.', {
      advice: `Nothing was sent. Name the recipients, and the text apart from them:\njojka-sync send --to NUMBER NUMBER --text TEXT`,
    });
  return { text: [second, ...rest].join(' '), numbers: [first] };
}

function whatToGive(as: 'send' | 'campaign'): string {
  return as === 'send'
    ? 'Nothing was sent. Give jojka-sync send NUMBER TEXT, or the text with --to, --file or --group.'
    : 'Nothing was sent. Give the text, and --to, --file or --group.';
}

/** A word that is a whole number to send to: words beside it, which a source may have, make it a text here. */
function numberTeller(region: string): (word: string) => boolean {
  if (!isRegion(region)) return () => false;
  const parser = createMsisdnParser({ region, types: ['mobile'] });
  return (word) => !/\p{L}/u.test(word) && parser.parse(word).kind === 'ok';
}

/** @throws UsageError when a text that begins with a number may be a mistake, and nobody says that it is none */
async function mustBeText(cli: Cli, word: string, yes: boolean | undefined): Promise<void> {
  if (!yes && cli.stdin.isTTY) {
    const question = wordsOf(cli.lang).terminal.partOfText(word);
    if (await isAgreed(cli, false, question)) return;
  }
  throw new UsageError('The first word is a number: it may be a recipient, or part of the text.', {
    advice:
      'Nothing was sent. Give the text by --text, or in quotation marks with its other words; recipients by --to.',
  });
}
