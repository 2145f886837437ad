import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { redactPlanReport } from '../../src/report/redact.ts';
import { sampleHeldBack, samplePlan, sampleRun } from '../report/sample.ts';
import { launch } from './chromium.ts';
import { largePlan, ordinaryNight, ordinaryRun, pageOf } from './reports.ts';

/** The HTML report as somebody uses it in the morning, in a real browser. */
let browser: Browser;
const pages: Page[] = [];
const complaints: string[] = [];
beforeAll(async () => {
  browser = await launch();
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  expect(complaints.splice(0), 'nothing on the console, no error, nothing fetched').toEqual([]);
});
afterAll(() => browser?.close());

async function open(url: string, options: { dark?: boolean; width?: number } = {}): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1200, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  pages.push(page);
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`fetched ${request.url()}`);
  });
  await page.goto(url);
  await page.locator('.rows .row').first().waitFor();
  return page;
}

const hits = (page: Page) => page.locator('.hits').innerText();
const rows = (page: Page) => page.locator('.rows .row').allInnerTexts();
const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

describe('the table of changes', () => {
  const night = ordinaryNight();
  const total = night.plan.changes.length;

  test('search by name, number and group', async () => {
    const page = await open(pageOf(night, 'night'));
    expect(await hits(page)).toBe(`${total} changes`);
    const search = page.getByLabel('Search name, number or group');
    const person = night.plan.contacts.find(({ before }) => before !== null)?.before?.name ?? '';
    await search.fill(person.toUpperCase());
    await page.waitForFunction(
      (all) => !document.querySelector('.hits')?.textContent?.startsWith(`${all} `),
      total,
    );
    for (const text of await rows(page)) expect(text).toContain(person);
    await search.fill('östersund');
    await expect.poll(async () => (await rows(page)).every((text) => text.includes('Östersund'))).toBe(true);
    await search.fill('no such person');
    await expect.poll(() => hits(page)).toBe(`0 of ${total} changes`);
    expect(await rows(page)).toEqual([]);
  });

  test('in Swedish its own words are Swedish, and what is held back looks so', async () => {
    const page = await open(pageOf(sampleHeldBack, 'held-sv', 'sv'));
    expect(await hits(page)).toBe('8 ändringar');
    expect((await rows(page)).join('\n')).toMatch(/Inga fler SMS: avregistrerad i källan[\s\S]*klar/);
    expect(await page.locator('.outcome-held-back').first().innerText()).toBe('tillbakahållen');
    await page.getByLabel('Sök namn, nummer eller grupp').fill('Cilla');
    await expect.poll(() => hits(page)).toBe('1 av 8 ändringar');
  });

  test('filter by kind and by group', async () => {
    const page = await open(pageOf(night, 'night'));
    await page.getByLabel(/^Rename/).check();
    const renames = night.plan.summary.changes.rename;
    await expect.poll(() => hits(page)).toBe(`${renames} of ${total} changes`);
    await page.getByLabel(/^Block/).check();
    const both = renames + night.plan.summary.changes.block;
    await expect.poll(() => hits(page)).toBe(`${both} of ${total} changes`);
    await page.getByLabel(/^Rename/).uncheck();
    await page.getByLabel(/^Block/).uncheck();
    await page.getByLabel('Group', { exact: true }).selectOption('VIP');
    for (const text of await rows(page)) expect(text).toContain('VIP');
  });

  test('sort by a column, up and down, by Swedish order', async () => {
    const page = await open(pageOf(night, 'night'));
    const header = page.locator('.head [role=columnheader]', { hasText: 'After' });
    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    await header.getByRole('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    expect((await page.locator('.row .cell:nth-child(4) .name').first().innerText()).startsWith('Ö')).toBe(
      true,
    );
    const number = page.locator('.head [role=columnheader]', { hasText: 'Number' });
    await number.getByRole('button').click();
    const numbers = await page.locator('.rows .number').allInnerTexts();
    expect(numbers).toEqual([...numbers].sort());
  });

  test('outcomes of a run can be filtered', async () => {
    const page = await open(pageOf(sampleRun, 'run'));
    await page.getByLabel('Outcome', { exact: true }).selectOption('failed');
    await expect.poll(() => hits(page)).toBe('1 of 8 changes');
  });

  test('with the keyboard alone', async () => {
    const page = await open(pageOf(largePlan(5000), 'keyboard'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('To the changes');
    const seen: string[] = [];
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const { activeElement: element } = document;
        const outline = element ? getComputedStyle(element).outlineStyle : '';
        return { name: element?.getAttribute('aria-label') ?? element?.tagName ?? '', outline };
      });
      if (focused.name !== 'BODY') expect(focused.outline, focused.name).not.toBe('none');
      seen.push(focused.name);
      if (focused.name === 'Table of changes') break;
    }
    expect(seen).toContain('Table of changes');
    expect(seen).toContain('INPUT');
    const position = () => page.locator('.scroller').evaluate((element) => element.scrollTop);
    await page.keyboard.press('End');
    await expect.poll(position).toBeGreaterThan(200_000);
    await expect.poll(async () => (await rows(page)).length).toBeGreaterThan(5);
    await page.keyboard.press('Home');
    await expect.poll(position).toBe(0);
    await page.keyboard.press('PageDown');
    await expect.poll(position).toBeGreaterThan(100);
  });
});

test('100,000 changes open in under 3 s, and are scrolled to the end and back', async () => {
  const report = largePlan(100_000);
  const url = pageOf(report, 'large');
  const started = performance.now();
  const page = await open(url);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`100,000 changes: opened in ${seconds.toFixed(2)} s\n`);
  expect(seconds).toBeLessThan(3);
  expect(await hits(page)).toBe('100,000 changes');
  const scroller = page.locator('.scroller');
  const first = (await rows(page))[0];
  await scroller.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  const { changes } = report.plan;
  await expect
    .poll(async () => (await page.locator('.rows .row').last().getAttribute('aria-rowindex')) ?? '')
    .toBe('100001');
  expect((await rows(page)).at(-1)).toContain(changes.at(-1)?.msisdn);
  expect(await page.locator('.rows .row').count()).toBeLessThan(60);
  await scroller.evaluate((element) => {
    element.scrollTop = 0;
  });
  await expect.poll(async () => (await rows(page))[0]).toBe(first);
  await page.getByLabel('Search name, number or group').fill('Åsa Åkesson 77');
  await expect.poll(() => hits(page), { timeout: 5000 }).toMatch(/^\d[\d,]* of 100,000 changes$/);
});

test('dark where the system is dark, and by the switch', async () => {
  const url = pageOf(samplePlan, 'theme');
  const light = await open(url);
  const lightColour = await background(light);
  const dark = await open(url, { dark: true });
  const darkColour = await background(dark);
  expect(darkColour).not.toBe(lightColour);
  await dark.getByRole('button', { name: 'Dark or light' }).click();
  expect(await background(dark)).toBe(lightColour);
  await light.getByRole('button', { name: 'Dark or light' }).click();
  expect(await background(light)).toBe(darkColour);
});

test('print: no controls, all figures, the changes as a plain table', async () => {
  const page = await open(pageOf(largePlan(1000), 'print'), { dark: true });
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByLabel('Search name, number or group').isVisible()).toBe(false);
  expect(await page.locator('.scroller').isVisible()).toBe(false);
  expect(await page.locator('.paper tbody tr:not(.kind, .more)').count()).toBe(300);
  expect(await page.getByText('350 more are not printed').count()).toBe(2);
  expect(await background(page)).toBe('rgb(255, 255, 255)');
  expect((await page.pdf()).length).toBeGreaterThan(10_000);
});

test('names that mean harm do none', async () => {
  for (const report of [samplePlan, sampleRun, sampleHeldBack]) {
    const page = await open(pageOf(report, 'hostile'));
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(2);
    await page.getByLabel('Search name, number or group').fill('onerror');
    await expect.poll(() => rows(page)).toEqual([expect.stringContaining('<img src=x onerror=alert(1)>')]);
  }
});

test('who is in Jojka and in no CRM is listed when it is asked for', async () => {
  const night = ordinaryNight();
  const total = night.plan.changes.length;
  const page = await open(pageOf(night, 'unmanaged'));
  expect(await hits(page)).toBe(`${total} changes`);
  await page.getByLabel(/^Unmanaged 2/).check();
  await expect.poll(() => hits(page)).toBe('2 rows');
  expect(await rows(page)).toEqual([
    expect.stringMatching(/Unmanaged[\s\S]*46701740685[\s\S]*Ulla Nord[\s\S]*Personal/),
    expect.stringContaining('Nils Ask'),
  ]);
  await page.getByLabel(/^Unmanaged 2/).uncheck();
  await expect.poll(() => hits(page)).toBe(`${total} changes`);
});

describe('a night that was held back', () => {
  test('says what was held, what was sent, how to apply it, and where to sign', async () => {
    const page = await open(pageOf(ordinaryRun('held-back'), 'held'));
    const held = page.getByRole('region', { name: 'What was held back' });
    expect(await held.getByRole('row').allInnerTexts()).toEqual([
      'Change\tPlanned\tSent\tHeld back',
      'Block\t2\t2\t0',
      'Leave a group\t5\t0\t5',
      'Remove\t2\t0\t2',
      'Create\t12\t0\t12',
      'Rename\t6\t0\t6',
    ]);
    expect(await page.locator('.sentence').innerText()).toMatch(/^Held back: 12 contacts would be created/);
    expect(await page.getByText(/--accept [0-9a-f]{20}/).isVisible()).toBe(true);
    expect(await page.getByText('records read 60 → 62 (+2, +3.3 %)').isVisible()).toBe(true);
    await page.getByLabel('Outcome', { exact: true }).selectOption('held back');
    await expect.poll(() => hits(page)).toBe('25 of 27 changes');
    for (const field of ['Name', 'Date', 'Signature'])
      expect(await page.locator('.sign dt', { hasText: field }).isVisible()).toBe(true);
  });
});

describe('at 390 px', () => {
  test.each([
    ['a plan', ordinaryNight()],
    ['a run', ordinaryRun('done')],
    ['held back', ordinaryRun('held-back')],
  ] as const)('%s: each row is a card, and all of it is on the screen', async (_, report) => {
    const page = await open(pageOf(report, 'card'), { width: 390 });
    const cards = page.locator('.rows .row');
    const boxes = await cards.evaluateAll((all) =>
      all.map((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        const inside = [...row.querySelectorAll('.cell, .cell > *')].map((one) =>
          one.getBoundingClientRect(),
        );
        return {
          top,
          bottom,
          cells: row.children.length,
          isOnScreen: inside.every(({ left, right }) => left >= 0 && right <= innerWidth),
          isInCard: inside.every((one) => one.top >= top && one.bottom <= bottom),
        };
      }),
    );
    expect(boxes.length).toBeGreaterThan(5);
    for (const [index, { isOnScreen, isInCard, bottom }] of boxes.entries()) {
      expect(isOnScreen && isInCard, `card ${index}`).toBe(true);
      const next = boxes[index + 1];
      if (next) expect(bottom).toBeLessThanOrEqual(next.top + 1);
    }
    const before = page.locator('.row').filter({ hasText: 'Rename' }).first().locator('.cell').nth(2);
    await page.getByLabel(/^Rename/).check();
    await expect
      .poll(() => before.evaluate((cell) => getComputedStyle(cell, '::before').content))
      .toBe('"Before"');
  });
});

/** The width of A4 without the margins that the page's style asks for, at 96 pixels an inch. */
const paperWidth = Math.floor(((210 - 2 * 14) / 25.4) * 96);

describe('on A4', () => {
  test.each([
    ['a plan', ordinaryNight()],
    ['a run', ordinaryRun('done')],
    ['held back', ordinaryRun('held-back')],
    ['a large plan', largePlan(1000)],
  ] as const)('%s: no word is broken, nothing is wider than the paper', async (_, report) => {
    const page = await open(pageOf(report, 'paper'), { width: paperWidth });
    await page.emulateMedia({ media: 'print' });
    const broken = await page.evaluate(() => {
      const found: string[] = [];
      const walker = document.createTreeWalker(document.querySelector('main') as Node, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[\p{L}\p{N}]+/gu)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (lines.size > 1) found.push(word);
        }
      return found;
    });
    // Commands may be broken where they are longer than a line.
    expect(broken.filter((word) => !/^[0-9a-f]{20}$/.test(word))).toEqual([]);
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider).toBeLessThanOrEqual(0);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const sizes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
    expect(sizes.length).toBeGreaterThan(0);
    for (const [, width, height] of sizes) {
      expect(Number(width)).toBeCloseTo(595, -1);
      expect(Number(height)).toBeCloseTo(842, -1);
    }
  });

  test('each kind has its part of what is printed', async () => {
    const page = await open(pageOf(ordinaryNight(), 'kinds'));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.paper tr.kind').allInnerTexts()).toEqual([
      'Block (2)',
      'Leave a group (5)',
      'Remove (2)',
      'Create (12)',
      'Rename (6)',
      'Unmanaged (2)',
    ]);
  });

  test('what is folded on the screen is printed', async () => {
    const page = await open(pageOf(ordinaryNight(), 'folded'));
    const folded = page.getByText('070-174 06', { exact: true });
    expect(await folded.isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await folded.isVisible()).toBe(true);
  });
});

describe('axe-core finds nothing serious', () => {
  test.each([
    ['a plan, light', samplePlan, {}],
    ['a plan, dark', samplePlan, { dark: true }],
    ['a run, light', sampleRun, {}],
    ['a run, dark', sampleRun, { dark: true }],
    ['held back, dark', sampleHeldBack, { dark: true }],
    ['a night on a telephone', ordinaryNight(), { width: 390 }],
    ['held back, on a telephone, dark', ordinaryRun('held-back'), { width: 390, dark: true }],
    ['redacted', redactPlanReport(samplePlan), {}],
  ] as const)('%s', async (_, report, options) => {
    const page = await open(pageOf(report, 'axe'), options);
    for (const summary of await page.locator('summary').all()) await summary.click();
    // Put in by the debugger, since the page's own policy lets no other script run.
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
      return violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map(({ html }) => html) }));
    });
    expect(found.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wider, 'nothing is wider than the window').toBeLessThanOrEqual(0);
  });
});
