import { apiKeysIn, keyPattern } from '../api-keys.ts';
import { printableText } from '../report/printable.ts';

/**
 * What an error, or a line of the log, may say of what came from outside: the command line, the pipeline, the environment. No API
 * key (K1), nothing that acts on a screen, and nothing without end (K2).
 */
export function told(text: string): string {
  return printableText(shortened(hidden(text.replaceAll('\r\n', '\n'))));
}

const outside: { keys: readonly RegExp[]; words: readonly string[] } = { keys: [], words: [] };

/** Takes note of what must not be told, or not in full: keys and the words of the command line. */
export function takeNote(argv: readonly string[], env: NodeJS.ProcessEnv): void {
  outside.keys = apiKeysIn(env).map(({ key }) => keyPattern(key));
  outside.words = argv.filter((word) => word.length > mostOfWord);
}

function hidden(text: string): string {
  return outside.keys.reduce((rest, key) => rest.replace(key, '[key]'), text);
}

/** So much of an argument, a path or any other word is shown. */
const mostOfWord = 300;
const longWord = /\S{301,}/g;

/** So much of a line: it may have many words. */
const mostOfLine = 2000;

function shortened(text: string): string {
  return outside.words
    .reduce((rest, word) => rest.replaceAll(word, cut(word, mostOfWord)), text)
    .replace(longWord, (word) => cut(word, mostOfWord))
    .split('\n')
    .map((line) => cut(line, mostOfLine))
    .join('\n');
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
