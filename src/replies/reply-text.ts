/** What a reply says, in words: without what it quotes, whatever its case, accents and marks (S1). */

/** A message, parted into what somebody says and what he quotes. */
export interface ReplyParts {
  /** Lines and sentences. */
  readonly said: readonly string[];
  /** Lines. */
  readonly quoted: readonly string[];
}

/** What a telephone puts before the message that is replied to: by whom it is, or of when. `Från och med nu:` is none. */
const quoteHead =
  /^\s*(?:on|den|fra|från|from|lähettäjä)\b(?=.*(?:\d|\bwrote\b|\bskrev\b|\bkirjoitti\b)).*:\s*$/iu;

export function replyParts(message: string): ReplyParts {
  const lines = message
    .normalize('NFKC')
    .split(/[\r\n\u2028\u2029]+/u)
    .filter((line) => line.trim() !== '');
  // A message that is nothing but a word or two behind such marks quotes nobody: `>STOP`, `---STOP---`.
  const isShort = lines.length === 1 && tokensOf(lines[0] ?? '').length <= 2;
  const said: string[] = [];
  const quoted: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (!isShort && /^\s*(?:>|\||-{3,})/u.test(line)) quoted.push(line);
    else if (!isShort && quoteHead.test(line)) {
      // Where nothing was said before it, it is said behind.
      if (said.length > 0) return { said, quoted: [...quoted, ...lines.slice(at + 1)] };
    } else
      for (const segment of line.split(/(?<=[.!?…;])\s+/u)) if (segment.trim() !== '') said.push(segment);
  }
  return { said, quoted };
}

/** Lines and sentences, without what is quoted. */
export function segmentsOf(message: string): readonly string[] {
  return replyParts(message).said;
}

/** Words that mean the same. */
const otherwise: Readonly<Record<string, string>> = {
  ...{
    ej: 'inte',
    icke: 'inte',
    mej: 'mig',
    tag: 'ta',
    nr: 'nummer',
    numret: 'nummer',
    mobilnr: 'mobilnummer',
  },
  ...{ telefonnr: 'telefonnummer', mera: 'mer', flera: 'fler', ifrån: 'från', ifred: 'fred' },
};

/** Words in lower case without accents, one spelling for each; marks, and emoji that are no word of ours, fall away. */
export function tokensOf(text: string): string[] {
  return (
    (
      text
        .normalize('NFKC')
        .toLowerCase()
        .normalize('NFD')
        // å, ä and ö are letters of their own; a mark over any other letter is no difference.
        .replace(/(.)(\p{M}+)/gu, (whole, letter: string) =>
          /^[ao][\u0308\u030a]$/u.test(whole) ? whole : letter,
        )
        .normalize('NFC')
        .replace(/\p{Cf}|\ufe0f/gu, '')
        .match(/[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*|🛑|⛔|🚫/gu) ?? []
    ).map((token) => otherwise[token] ?? token)
  );
}

/** `S T O P`, `S.T.O.P.` and `S-T-O-P`; what follows such letters stays. */
export function spelled(tokens: readonly string[]): string[] {
  const letters = tokens.flatMap((token) => (/^\p{L}(?:-\p{L})+$/u.test(token) ? token.split('-') : [token]));
  const end = letters.findIndex((token) => [...token].length > 1);
  const single = end < 0 ? letters : letters.slice(0, end);
  return single.length > 2 ? [single.join(''), ...letters.slice(single.length)] : [];
}

/** Letters of other scripts for the Latin ones that they look like, or stand for in the word: `ЅТОР`, `СТОП`, `ΣΤΟΠ`. */
const alike: Readonly<Record<string, string>> = {
  ...{ а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'n', о: 'o', п: 'p', р: 'p', с: 's', т: 't', у: 'u' },
  ...{ и: 'i', л: 'l', х: 'x', і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', ӏ: 'l', ь: 'b' },
  ...{ α: 'a', β: 'b', ε: 'e', η: 'n', ι: 'i', κ: 'k', λ: 'l', ν: 'n', ο: 'o', π: 'p', ρ: 'p', σ: 's' },
  ...{ ς: 's', τ: 't', υ: 'u', χ: 'x', ꜱ: 's', ᴛ: 't', ᴏ: 'o', ᴘ: 'p' },
};

/** A word in Latin letters, where it is written with such as look like them. */
export function latin(token: string): string {
  if (!/[^\p{Script=Latin}\p{N}\p{P}\p{S}]|[ꜱᴛᴏᴘ]/u.test(token)) return token;
  return [...token].map((letter) => alike[letter] ?? letter).join('');
}

/** A word as it is written where there is no å, ä and ö. */
export function withoutRings(text: string): string {
  return text.replace(/[åäæöø]/g, (letter) => (letter === 'ö' || letter === 'ø' ? 'o' : 'a'));
}
