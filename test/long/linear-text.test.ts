import { describe, expect, test } from 'vitest';
import { foreignText, maskMsisdnsIn, maskNumbersIn } from '../../src/contact/mask.ts';
import { nearest } from '../../src/contact/nearest.ts';
import { createRecordMaker, takeHeader } from '../../src/extract/csv-record.ts';
import { delimiterLine, findDelimiter } from '../../src/extract/delimiter.ts';
import { lineBreaks } from '../../src/extract/encoding.ts';
import { decideByHead } from '../../src/extract/encoding-decision.ts';
import { fewDosOrMac, firstInvalidUtf8, utf16Pattern } from '../../src/extract/encoding-evidence.ts';
import { encodingChoice } from '../../src/extract/encoding-name.ts';
import { monstrous } from '../../src/jojka/answer-bounds.ts';
import { complaintOf, isAboutTheKey } from '../../src/jojka/complaint.ts';
import { parseRetryAfter } from '../../src/jojka/retry-after.ts';
import { createScrub } from '../../src/jojka/scrub.ts';
import { parseTime } from '../../src/jojka/time.ts';
import { isSpellingOf } from '../../src/load/spelling.ts';
import { mayOptOut } from '../../src/replies/may-opt-out.ts';
import { createOptOutWords } from '../../src/replies/opt-out-words.ts';
import { senderNumber } from '../../src/replies/window.ts';
import { csvText } from '../../src/report/csv-text.ts';
import { jsonText, printable, printableText } from '../../src/report/printable.ts';
import { bareWord } from '../../src/transform/bare-word.ts';
import { cellListOf, isValueOfProgram } from '../../src/transform/cell-lists.ts';
import { fold } from '../../src/transform/fold.ts';
import { isGarbled } from '../../src/transform/garbled.ts';
import { withoutEntities } from '../../src/transform/html-entities.ts';
import { withoutTags } from '../../src/transform/html-tags.ts';
import { isIdentityNumber } from '../../src/transform/identity-number.ts';
import { createMsisdnParser } from '../../src/transform/msisdn.ts';
import { isNeverDate } from '../../src/transform/never-date.ts';
import { compilePhones } from '../../src/transform/phone-columns.ts';
import {
  digitsOf,
  foldPhone,
  partsOf,
  piecesOf,
  trimPhone,
  withoutRemark,
} from '../../src/transform/phone-text.ts';
import { swallowsRows } from '../../src/transform/swallowed-rows.ts';
import { cleanText } from '../../src/transform/text.ts';
import { transform } from '../transform/run.ts';

/**
 * Every expression that meets text from outside takes time that grows with the text, and not with its square: each is given
 * texts of one unit again and again, at a length and at four times that length, in one run. Four times the text may take ten
 * times the time; the square would be sixteen, and what is below the clock's noise is not looked at.
 */
const units = [
  ...[
    '#',
    '0',
    '+',
    ' ',
    '(',
    ')',
    '-',
    '.',
    ',',
    ';',
    '/',
    '|',
    ':',
    "'",
    '"',
    '`',
    '=',
    '?',
    '!',
    '&',
    '<',
    '>',
    '[',
    '{',
    '\\',
    '_',
  ],
  ...[
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\u200b',
    '\u202e',
    '\u00a0',
    '\u0301',
    'e\u0301',
    '√',
    'Ã',
    'â',
    '├',
    '÷',
    '٣',
    '７',
    '👍',
    '\ud800',
    '\x1b[',
  ],
  ...[
    'a',
    'Åa',
    'stop ',
    'ej ',
    '> ',
    '1 ',
    ' 1',
    '0 ',
    '0-',
    '+1',
    '(0)',
    '(1',
    '1)',
    '1.0',
    'x1',
    'ankn 1',
    'a1',
    '00',
    '07',
    '-0',
    '12:',
    '2024-01-01 ',
  ],
  ...[
    '&amp;',
    '&#',
    '&a',
    '<br',
    '<b ',
    '<!--',
    'a:1:{',
    'i:0;i:1;',
    'java.lang.',
    'System.Data.',
    '[object ',
    'A\x8e',
    'SJ\x99',
    'a\x86',
    "{'",
    "['a',",
    '{a,',
    '{"a",',
    '"a";',
    '{}',
    '[],',
    '"\\',
    '__',
    'a?',
    '?a',
    'a@',
    '1E',
    '\ufffd',
  ],
];

const parser = createMsisdnParser({ region: 'SE', types: ['mobile'] });
const words = createOptOutWords();
const scrub = createScrub('secret', { name: 'Anna Berg', msg: 'Hej du' });
const choice = encodingChoice('auto');
const { of: records } = createRecordMaker('s', { columns: ['a', 'b', 'c'], width: 3 }, ';');

const meets: Record<string, (text: string) => unknown> = {
  'phones, as parts': (text) => [
    foldPhone(text),
    trimPhone(text),
    digitsOf(text),
    partsOf(text),
    piecesOf(text),
    withoutRemark(text),
  ],
  'phones, as cells': (text) => [
    parser.parse(text),
    parser.readAny(text),
    parser.asMsisdn(text),
    parser.hasUnread(text),
  ],
  'phones that are none': isIdentityNumber,
  'names and groups': cleanText,
  'garbled text': isGarbled,
  'HTML entities': withoutEntities,
  'HTML tags': withoutTags,
  'lists in cells': (text) => [cellListOf(text), isValueOfProgram(text)],
  'dates that never were': isNeverDate,
  'words of columns': bareWord,
  'bytes of DOS or an old Mac': fewDosOrMac,
  'header names and keys': fold,
  'what was stored': (text) => [isSpellingOf(text, `${text}x`), isSpellingOf(text, text.slice(1))],
  'rows within a quoted value': (text) => {
    // Each sign is a cell, which takes more than a sign of a text does: a quarter is enough of them.
    const some = text.slice(0, text.length / 4);
    const spans = [['1', 'x'], some.split('')];
    const record = { line: 2, fields: ['1', `x\n${some}`], spans, malformed: 'too-few-fields' as const };
    return swallowsRows(
      record,
      3,
      compilePhones('Mobil', () => 1, parser),
      parser,
    );
  },
  'whole rows': (text) =>
    transform([
      {
        columns: ['Mobil', 'Namn', 'Taggar', 'Stopp', 'Status'],
        rows: [
          ['0701740605', text, text, text, text],
          [text, text, text, text, text],
          [text, '', ''],
        ],
        mapping: {
          name: 'Namn',
          groups: [{ column: 'Taggar' }, { column: 'Taggar', separator: ',' }, 'Ort {Namn}'],
          optOut: { column: 'Stopp' },
          where: { Status: 'aktiv' },
        },
      },
    ]),
  replies: (text) => [words.find(text), mayOptOut(text), senderNumber(text)],
  'rows of a CSV': (text) => {
    const group = {
      rows: [[text], [text, text, text], [`${text}\n${text}`, text]],
      line: 1,
      multiline: true,
      isUnended: false,
    };
    takeHeader(group);
    return refused(() => records(group));
  },
  delimiters: (text) => [
    findDelimiter(text, true, true),
    findDelimiter(text, false, false),
    delimiterLine(text),
    lineBreaks(text),
  ],
  encodings: (text) => {
    const bytes = Buffer.from(text);
    return [
      firstInvalidUtf8(bytes),
      utf16Pattern(bytes),
      fewDosOrMac(bytes.toString('latin1')),
      refused(() =>
        decideByHead(bytes, choice, () => {
          throw new Error('fault');
        }),
      ),
    ];
  },
  'answers of the service': (text) => [
    monstrous(text),
    complaintOf({ error: text }),
    isAboutTheKey([text], [text.slice(0, 50)]),
    parseTime(text),
  ],
  'headers of the service': (text) => parseRetryAfter(text, 0),
  'words of errors': (text) => [scrub(text), foreignText(text), maskNumbersIn(text), maskMsisdnsIn(text)],
  'what is shown': (text) => [
    printable(text),
    printableText(text, true),
    jsonText(text),
    csvText(['a'], [[text]]),
  ],
  'what may have been meant': (text) => nearest(text.slice(0, 2000), ['Mobil', 'Namn']),
};

function refused(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

const length = 4000;
const noiseMs = 40;

function quickest(work: (text: string) => unknown, text: string, rounds: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const begun = process.cpuUsage();
    work(text);
    const { user, system } = process.cpuUsage(begun);
    least = Math.min(least, (user + system) / 1000);
    if (least > 5000) break;
  }
  return least;
}

describe.each(Object.entries(meets))('%s', (_name, work) => {
  test('take no more than ten times as long for four times the text', () => {
    const slow: string[] = [];
    for (const unit of units)
      for (const [before, behind] of [
        ['', ''],
        ['070', '5'],
        ['"', ''],
        ['a', '!x'],
      ]) {
        const text = (times: number) =>
          `${before}${unit.repeat(Math.ceil((length * times) / unit.length))}${behind}`;
        // What seems slow is looked at again, longer: on a machine at work the collector's turn falls where it will.
        for (const rounds of [3, 15]) {
          const four = quickest(work, text(4), rounds);
          const ratio = four / quickest(work, text(1), rounds);
          if (four < noiseMs || ratio <= 10) break;
          if (rounds > 3)
            slow.push(`${JSON.stringify(before + unit)}: ${four.toFixed(0)} ms, ${ratio.toFixed(1)} times`);
        }
      }
    expect(slow).toEqual([]);
  });
});
