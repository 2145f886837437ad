import { describe, expect, test } from 'vitest';
import type { ChangeKind } from '../../src/plan/change.ts';
import { renderPlan, renderRun, reportFormats } from '../../src/report/formats.ts';
import type { Catalogue } from '../../src/report/language/catalogue.ts';
import { wordsOf } from '../../src/report/language/words.ts';
import { planText } from '../../src/report/plan-text.ts';
import { redactPlanReport } from '../../src/report/redact.ts';
import { guardIn, guardText } from '../../src/report/sentences/guards.ts';
import { rejectionIn, rejectionText } from '../../src/report/sentences/rejections.ts';
import { warningIn, warningText } from '../../src/report/sentences/warnings.ts';
import { withheldLines } from '../../src/report/sentences/withheld.ts';
import type { PlanReport } from '../../src/steps/plan-report.ts';
import type { RunReport } from '../../src/steps/run-report.ts';
import { guards, rejectionCodes, warnings, withheld } from './language-samples.ts';
import { sampleHeldBack, samplePlan, sampleRun } from './sample.ts';

const swedish = wordsOf('sv');
const inSwedish = { color: false, timeZone: 'UTC', lang: 'sv' } as const;

/** Words that no Swedish sentence has. Codes, settings and commands are English in every language. */
const english =
  /(?<!\p{L})(?:the|of|and|or|is|are|was|were|would|will|be|been|has|have|not|nothing|nobody|no|from|with|before|after|contacts?|groups?|numbers?|records?|changes?|change|memberships?|done|failed|pending|sent|held|back|blocked|removed|created|renamed|rejected|warnings?|desired|read|to|by|at|about|under a second|more|shown|began|took|which|that|this|they|them|time|name|date|signature|share|step|kind|kinds|outcome|all|search|copy|written|rows?|size|last|source|where|what|how)(?!\p{L})/giu;

/** What is in English for good: commands, settings, codes, endpoints, what Jojka and names say, ids, addresses. */
function withoutCodes(text: string): string {
  return (
    text
      .replace(/\\([_[\]|*~`])/g, '$1')
      .replace(/(?:@|&#64;)all/g, '')
      .replace(/jojka-sync [^\n;.)<]*/g, '')
      .replace(/--[a-z-]+/g, '')
      .replace(/\b(?:guards|transform|bounds|optOut)\.\w+/g, '')
      .replace(/\{[^}]*\}|not: \[[^\]]*\]/g, '')
      .replace(/"[^"]*"/g, '')
      .replace(/\b[a-z]+(?:_[a-z]+)+\b/g, '')
      .replace(/\b[a-z]+(?:-[a-z]+)+\b/g, '')
      .replace(/Jojka refused [^\n<]*/g, '')
      .replace(/\((?:kind unmanaged|name)\)/g, '')
      .replace(/(?<=bortvald[a]? av )where/g, '')
      // A status of Jojka's, and its name for everybody.
      .replace(/plan\.json|SENT(?=:)|^all(?=, alltså)/g, '')
  );
}

function leaks(text: string): string[] {
  return [...withoutCodes(text).matchAll(english)].map(([word]) => word);
}

/** A report as a night of today has it: figures, and no sentence that an earlier version has kept. */
function untold<Report extends PlanReport>(report: Report): Report {
  const rejections = [
    ...report.rejections.map(({ told: _told, ...one }) => one),
    ...rejectionCodes.map((code, index) => ({
      source: 'crm.csv',
      line: 20 + index,
      field: 'Mobil',
      code,
      value: '?',
      row: [],
    })),
  ];
  const counts = report.records ?? { read: 0 };
  return {
    ...report,
    rejections,
    warnings,
    records: { ...counts, withoutNumber: 1, duplicates: 2, rejected: 9 },
    plan: {
      ...report.plan,
      guards,
      warnings: [],
      moves: [{ from: '46701740611', to: '46701740612', keys: [], name: 'Gun Ek' }],
      summary: {
        ...report.plan.summary,
        absent: { kept: 1, unmanaged: 2, foreign: 1, wantedElsewhere: 3, held: 1, waiting: 1 },
        standingBlocks: { manual: 1, reply: 2, found: 1200, carried: 1 },
        unmanaged: { contacts: 3, memberships: 5 },
      },
    },
    basis: {
      sources: [
        {
          name: 'crm',
          kind: 'source',
          type: 'csv',
          path: 'data/crm.csv',
          rows: 1,
          modifiedAt: '2026-11-22T18:04:33.000Z',
          bytes: 1_412_345,
        },
        { name: 'stopp.csv', kind: 'optOuts', type: 'csv', path: 'stopp.csv', rows: 1200 },
      ],
      lastGood: {
        run: '20261122-030000-a2b3',
        at: '2026-11-22T03:00:00.000Z',
        records: 1600,
        desired: 4,
        rejections: 2,
        sources: [],
      },
    },
  } as Report;
}

const plan = { ...untold(samplePlan), savedAs: 'kväll.json' };
const run: RunReport = {
  ...sampleRun,
  plan: untold(sampleRun.plan),
  withheld,
  replies: { new: 3, blocked: 1, failures: 2, gap: true, unsure: 1 },
};
const held: RunReport = { ...sampleHeldBack, plan: untold(sampleHeldBack.plan) };

describe('golden files in Swedish', () => {
  test.each([
    ['text', 'txt'],
    ['markdown', 'md'],
  ] as const)('%s', async (format, ending) => {
    await expect(renderPlan(plan, format, inSwedish)).toMatchFileSnapshot(`golden/sv/plan.${ending}`);
    await expect(renderRun(run, format, inSwedish)).toMatchFileSnapshot(`golden/sv/run.${ending}`);
    await expect(renderRun(held, format, inSwedish)).toMatchFileSnapshot(`golden/sv/held-back.${ending}`);
  });
  test('every sentence of warnings, rejections, guards and withheld changes', async () => {
    const sentences = [
      ...warnings.map((warning) => `${warning.code}: ${warningIn(swedish, warning)}`),
      ...rejectionCodes.map((code) => `${code}: ${rejectionIn(swedish, { code })}`),
      ...guards.map((guard) => `${guard.guard}: ${guardIn(swedish, guard)}`),
      ...withheldLines(withheld, swedish),
    ];
    await expect(`${sentences.join('\n')}\n`).toMatchFileSnapshot('golden/sv/sentences.txt');
  });
});

describe('both languages have a text for', () => {
  test.each(warnings.map((warning) => [warning.code, warning] as const))(
    'the warning %s',
    (code, warning) => {
      const [en, sv] = [warningText(warning), warningIn(swedish, warning)];
      expect(en).not.toMatch(/undefined|NaN/);
      expect(sv).not.toMatch(/undefined|NaN/);
      if (code !== 'write-back-failed') expect(sv).not.toBe(en);
      expect(leaks(sv)).toEqual([]);
    },
  );
  test.each(rejectionCodes)('the rejection %s', (code) => {
    for (const figures of [
      {},
      { type: 'landline' },
      { country: 'DK' },
      { optOut: 'blocked' as const },
      { optOut: 'unblocked' as const },
    ]) {
      const [en, sv] = [rejectionText({ code, figures }), rejectionIn(swedish, { code, figures })];
      expect(en.length).toBeGreaterThan(20);
      expect(sv).not.toBe(en);
      expect(leaks(sv)).toEqual([]);
    }
  });
  test.each(guards.map((guard) => [guard.guard, guard] as const))('the guard %s', (_, guard) => {
    expect(guardIn(swedish, guard)).not.toBe(guardText(guard));
    expect(guardIn(swedish, guard)).not.toMatch(/undefined|NaN/);
    expect(leaks(guardIn(swedish, guard))).toEqual([]);
  });
  test.each(Object.keys(wordsOf('en').changes.titles) as ChangeKind[])('changes of the kind %s', (kind) => {
    const both = [wordsOf('en'), swedish].map(({ changes, page }) => [
      changes.titles[kind],
      changes.short[kind](2),
      changes.toDo[kind](2),
      changes.would[kind](1),
      ...page.figureTitles[kind],
      page.comesTo[kind](1),
    ]);
    for (const [index, text] of (both[0] ?? []).entries()) expect(both[1]?.[index]).not.toBe(text);
  });
  test('all that the catalogue has, in the same order of kinds', () => {
    expect(shape(swedish)).toEqual(shape(wordsOf('en')));
  });
});

/** Keys of a catalogue, and whether there is a text or a function; kinds stand in an order that reports go by. */
function shape(words: Catalogue): unknown {
  const of = (value: unknown, path: string): unknown => {
    if (typeof value === 'function') return 'function';
    if (typeof value === 'string') return value === '' ? 'empty' : 'text';
    if (Array.isArray(value)) return value.map((one) => of(one, path));
    // Words for what is shown as its own code in English.
    if (['.story.states', '.story.how', '.history.callStates', '.messages.outcomes'].includes(path))
      return 'words';
    return Object.entries(value as object).map(([key, inner]) => [key, of(inner, `${path}.${key}`)]);
  };
  return of(words, '');
}

/** Every text of a catalogue by its path; of sentences with figures, those that one and several of anything make. */
function textsOf(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function')
    return [1, 2000, 'X', ['X', 'X'], true].flatMap((given) => {
      try {
        const text: unknown = value(given, given, given, given, given);
        return typeof text === 'string' ? [[path, text] as [string, string]] : [];
      } catch {
        // It takes something else.
        return [];
      }
    });
  return Object.entries(value as object).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}

test('no text of the Swedish catalogue has a word of English in it', () => {
  const texts = textsOf(swedish).filter(([path]) => !path.startsWith('.warnings.write-back'));
  expect(new Set(texts.map(([path]) => path)).size).toBeGreaterThan(350);
  expect(texts.flatMap(([path, text]) => leaks(text).map((word) => [path, word, text]))).toEqual([]);
});

describe('nothing of English in Swedish', () => {
  const narrow = { ...inSwedish, limit: 1000 };
  test.each([
    ['a plan as text', renderPlan(plan, 'text', narrow)],
    ['a plan as Markdown', renderPlan(plan, 'markdown', narrow)],
    ['a plan as HTML', visible(renderPlan(plan, 'html', narrow))],
    ['a run as text', renderRun(run, 'text', narrow)],
    ['a run as Markdown', renderRun(run, 'markdown', narrow)],
    ['a run as HTML', visible(renderRun(run, 'html', narrow))],
    ['a held run as text', renderRun(held, 'text', { ...narrow, changes: true })],
    ['a held run as Markdown', renderRun(held, 'markdown', narrow)],
    ['a held run as HTML', visible(renderRun(held, 'html', narrow))],
  ])('%s', (_, text) => {
    expect(text).toMatch(/kontakt/i);
    expect(leaks(text)).toEqual([]);
  });
  test('the test sees English where there is some', () => {
    expect(leaks(renderPlan(plan, 'text')).length).toBeGreaterThan(50);
    expect(leaks(visible(renderRun(run, 'html'))).length).toBeGreaterThan(50);
  });
});

/** What a page says to somebody who reads or hears it, and the names that its script has of kinds and outcomes. */
function visible(page: string): string {
  const body = page.slice(page.indexOf('<body>'));
  const spoken = [...body.matchAll(/aria-label="([^"]*)"|data-title="([^"]*)"/g)].map(([, a, b]) => a ?? b);
  const data = JSON.parse(/id="changes-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '{}');
  return [
    ...spoken,
    ...data.kinds,
    ...data.outcomes,
    ...data.reasons,
    body.replace(/<script[\s\S]*?<\/script>|<code>[\s\S]*?<\/code>/g, '').replace(/<[^>]*>/g, '\n'),
  ]
    .join('\n')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}

describe('what programs read is the same in both', () => {
  test.each(reportFormats.filter((format) => format === 'json' || format === 'csv'))('%s', (format) => {
    expect(renderPlan(plan, format, inSwedish)).toBe(renderPlan(plan, format));
    expect(renderRun(run, format, inSwedish)).toBe(renderRun(run, format));
  });
});

test('the page says which language it is in, and its policy allows its script all the same', () => {
  expect(renderPlan(plan, 'html', inSwedish)).toContain('<html lang="sv">');
  expect(renderRun(run, 'html')).toContain('<html lang="en">');
});

test('a plan that is passed on has no number in Swedish either', () => {
  const text = planText(redactPlanReport(plan), { ...inSwedish, limit: 1000 });
  expect(text).not.toMatch(/467017406\d\d|Anna|Bo Ek|Cilla|Gun\b/);
  expect(leaks(text)).toEqual([]);
});

test('figures are those of Sweden', () => {
  const { count, percent, bytes, seconds } = swedish.figures;
  expect([count(1_234_567), percent(12.34), bytes(1_412_345), seconds(0.2)]).toEqual([
    '1\u00a0234\u00a0567',
    '12,4\u00a0%',
    '1,4 MB',
    'under en sekund',
  ]);
});
