import { cellLimits } from './cell-limits.ts';

/**
 * Text that its bytes were misread for, or that has lost letters (E7): UTF-8 that somebody took for Windows-1252 (`MalmÃ¶`),
 * for Mac Roman (`Malm√∂`) or for a code page of DOS (`Malm├╢`), either of those taken for Windows-1252 (`BJ™RN`), letters
 * that no encoding had room for (`Malm\ufffd`, `Bj?rn`), and what spreadsheets and programs write in place of a
 * value that they do not have, or cannot write (`#REF!`, `######`, `[object Object]`, `System.String[]`).
 *
 * A letter of two bytes shows as `Ã` or `Â` and a sign that no name has behind those. `Ä` and `Å` are letters here, so
 * behind them only signs count that end no word either. Of other scripts, whose leads are rarer letters, two in a row
 * are asked for.
 */

/** What a byte of 80 to BF looks like in Windows-1252. */
const continuation = '[\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]';

const garbled = new RegExp(
  [
    '\\ufffd',
    `[ÂÃÌ]${continuation}`,
    '[ÄÅ][\\u0080-\\u009f\\u00a1-\\u00aa\\u00ac-\\u00ba\\u00bc-\\u00bf€‚ƒ„†‡ˆ‰‹ŒŽ˜™›œžŸ]',
    `â[\\u0080-\\u0084€‚ƒ„]${continuation}`,
    `ð[Ÿ\\u009f]${continuation}{2}`,
    `(?:[Ð-ßÎÏ]${continuation}){2}`,
    `(?:[à-ï]${continuation}{2}){2}`,
    // In Mac Roman, and in the code pages 437 and 850.
    '√\\S|¬[†∞´]',
    '[├┬]\\S',
    '\\p{L}÷|÷\\p{L}',
    // Of DOS or an old Mac in Windows-1252 (`BJ™RN`, `Kj¾r`, `UmeŒ`): no word has such a sign or capital within.
    '\\p{L}[ƒ‡‰¾¿]\\p{L}|\\p{Lu}[€™†]\\p{Lu}{2}|\\p{L}[€†ŒŠŸ]\\p{Ll}|\\p{Ll}[ŒŠŽŸ](?!\\p{Lu})',
    // A letter that was lost within a word, or before one.
    '\\p{Ll}\\?\\p{Ll}|\\p{Lu}\\?\\p{L}|(?<![\\p{L}\\p{P}])\\?\\p{Ll}{2}',
    // What spreadsheets and programs write in place of a value.
    '^\\s*#(?:[\\p{Lu}/0]+[!?]|#{3,})\\s*$',
    '(?<![^\\s;,|])#(?:REF|REFERENS|NAME|NAMN|VALUE|VÄRDEFEL|DIV\\/0|DIVISION\\/0|NUM|OGILTIGT|NULL|SPILL|CALC)[!?]',
    '\\[object \\p{Lu}\\w*\\]',
    '(?<![\\p{L}\\d.])System\\.(?:String|Object|U?Int\\d\\d|Byte|Char|Boolean|Double|Decimal|DateTime|Guid|DBNull|(?:Collections|Linq|Data|Xml|Web)\\.\\S+)(?:\\[\\]|(?![\\p{L}\\d]))',
    '(?<![\\p{L}\\d.])\\[?L?java\\.(?:lang|util)\\.[\\w.$]+(?:;?@[\\da-f]+|;)|(?:ARRAY|HASH|SCALAR)\\(0x[\\da-f]+\\)|object at 0x[\\da-fA-F]+>',
  ].join('|'),
  'u',
);

/** Whether a text is garbled. */
export function isGarbled(text: string): boolean {
  return garbled.test(text);
}

/** Whether what is compared with words is garbled; as far as a word may go, since nothing longer is one. */
export function isGarbledWord(text: string): boolean {
  return garbled.test(text.slice(0, cellLimits.word));
}
