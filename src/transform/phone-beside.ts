/**
 * What stands beside a number in a cell and is none: marks that count the numbers, days, times, amounts, and numbers of
 * orders, customers and people (T1, T8). Read as numbers they would be somebody's: `2024-01-01` is one without its zero.
 * All of it is asked only where a text is no number as a whole, so that nothing is taken out of a number.
 */

/** Not behind a country or area code that begins a number: `08 20240101` is one. */
const behindNone = String.raw`(?<![\d+-])(?<!(?:^|[^\d\s.-]\s*)(?:0|\+\d)[\d ]{1,5})`;
const monthName =
  'jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|maj|may|jun[ie]?|jul[iy]?|aug(?:usti|ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?';

/** A day with its year, in the orders that people write. */
const days = [
  new RegExp(
    String.raw`${behindNone}(?:19|20)\d\d([-./]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?![\d-])`,
    'g',
  ),
  /(?<![\d+./-])(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\1(?:19|20)\d\d(?![\d-])/g,
  /(?<![\d+./-])(?:0?[1-9]|[12]\d|3[01])\/(?:0?[1-9]|1[0-2])[\s-]{1,2}(?:19|20)\d\d(?![\d-])/g,
  new RegExp(String.raw`(?<![\d+-])\d{1,2}[.:]?\s?(?:${monthName})\.?\s?(?:19|20)\d\d(?![\d-])`, 'giu'),
];

/** `12:30`, `12:30:00`, and from when to when: `8.00-16.30`. */
const times = [
  /(?<![\d:.-])(?:[01]?\d|2[0-3])[.:][0-5]\d\s?-\s?(?:[01]?\d|2[0-4])[.:][0-5]\d(?![\d:.-])/g,
  /(?<![\d:-])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,6})?)?(?![\d:-])/g,
];

/** `250 kr`, `1 299,00 SEK`, `99:-`. */
const amounts = [
  /(?<![\d.,+-])[1-9](?:\d{0,2}(?:[ .]\d{3}){1,2}|\d{0,6})(?:[.,]\d\d)?\s?(?::-|€|\$|(?:kr|kronor|sek|nok|dkk|eur|euro|usd)(?!\p{L}))/giu,
];

/** A personal or organisation number. What begins with a zero may be a telephone, and is left to who reads it. */
const identity = [/(?<![\d+-])(?:(?:1[69]|20)\d{6}[-+]\d{4}|[1-9]\d{5}[-+]\d{4})(?![\d-])/g];

/** A word that says of what the number behind it is. */
const label =
  /(?<![\p{L}\d])(?:(?:order|beställnings?|best|kund|faktura|ärende|medlems?|avtals?|konto|artikel|art|referens|ref|person|pers|organisations?|org|post|serie|ocr)[-\s]?(?:nr|nummer|no|id)|order|invoice|faktura|ärende|ocr|referens|ref|bankgiro|bg|plusgiro|pg|pnr|customer|member|ticket|id)(?:\s?(?:nr|no|number|nummer|id))?(?!\p{L})[\s.:#=-]{0,4}([1-9]\d*(?:-\d+){0,3})(?!\d)/giu;

/** What begins a number. */
const begins = String.raw`(?=\(?(?:\+|0\d|[1-9]\d{7}))`;
const mark = new RegExp(String.raw`(?<!\d[.:]?)\(?(\d{1,2})(?:\s?[.):]{1,2}\s*|\s+)${begins}`, 'g');

/**
 * A text with a line in place of what stands beside its numbers.
 *
 * @param isMobile whether digits are a mobile for sure: behind `order` may stand what the order was made by
 */
export function withoutBeside(text: string, isMobile: (digits: string) => boolean): string {
  if (!/\d/.test(text)) return text;
  const labelled = text.replace(label, (whole, digits: string) =>
    isMobile(digits.replace(/\D/g, '')) ? whole : '|',
  );
  return withoutMarks(
    [...days, ...times, ...amounts, ...identity].reduce((rest, kind) => rest.replace(kind, '|'), labelled),
  );
}

/** `1. … 2. …`: marks that count from one, the first of them in front of every other digit. */
function withoutMarks(text: string): string {
  let next = 1;
  return text.replace(mark, (whole, number: string, at: number) => {
    if (Number(number) !== next || (next === 1 && /\d/.test(text.slice(0, at)))) return whole;
    next++;
    return '|';
  });
}
