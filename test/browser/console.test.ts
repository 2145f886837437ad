import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applySchedule, planSchedule } from '../../src/fleet/schedule.ts';
import { addConsoleToken } from '../../src/jobs/console.ts';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { latestRuns } from '../../src/jobs/runs.ts';
import { heldNight, people, useDesks } from '../console/desk.ts';
import { asCommand, until } from '../fleet/fleet.ts';
import { numbers, useWorlds, type World } from '../support/in-process.ts';
import { launch } from './chromium.ts';

/** The console as somebody uses it in the morning, in a real browser. */
let browser: Browser;
const { world } = useWorlds();
const desk = useDesks();
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** How somebody looks at it. */
interface Look {
  readonly dark?: boolean;
  readonly width?: number;
  readonly lang?: string;
  readonly script?: boolean;
}

/** Somebody of the role operate, signed in by the form. */
async function signedIn(options: Look = {}) {
  const here = await world({ pipeline: { schedule: { cron: '0 3 * * *', jitter: '1h' } } });
  await asCommand(here.environment, async (fleet) =>
    applySchedule(fleet, await planSchedule(fleet, here.environment)),
  );
  const { run } = await heldNight(here, '<b onclick=alert(1)>Åsa</b>');
  here.sandbox.feedReply({ sender: '46701740605', message: 'Sotp tack' });
  await fetchReplies(here.environment, { pipeline: undefined, account: 'default', strict: false });
  const { url } = await desk(here);
  return { here, run, url, ...(await opened(here, url, options)) };
}

/** The console in a browser, signed in. */
async function opened(here: World, url: string, options: Look = {}) {
  const token = await addConsoleToken(here.environment, 'anna', 'operate');
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1200, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    locale: options.lang ?? 'en-GB',
    javaScriptEnabled: options.script !== false,
    bypassCSP: false,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.locator('#token').fill(token);
  await page.keyboard.press('Enter');
  await page.locator('main h2').first().waitFor();
  return { page, complaints, close: () => context.close() };
}

/** What axe finds that is serious. The policy lets no script in, so it is brought in past it. */
async function serious(page: Page): Promise<string[]> {
  const found = await page.evaluate(`${axe.source}; axe.run(document, { iframes: false })`);
  return (found as axe.AxeResults).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const paths = (run: string) => [
  '/',
  `/runs/${run}`,
  `/runs/${run}/rejections`,
  '/runs?pipeline=crm',
  '/number',
  '/blocklist',
  '/replies',
  '/schedules',
  '/schedules/of?pipeline=crm',
  '/log',
  '/nowhere',
];

test('a held night is approved end to end without script, and seen applied', async () => {
  const { here, run, page, close } = await signedIn({ script: false });
  await page.getByRole('link', { name: 'crm', exact: true }).click();
  await page.getByText('30 contacts would be removed').first().waitFor();
  await page.locator('#apply-reason').fill('they left');
  await page.getByLabel('I have read the report').check();
  await page.getByRole('button', { name: 'Apply exactly this plan' }).click();
  await page.getByText('by anna: they left').waitFor();
  expect(numbers(here)).toHaveLength(10);
  await page.goto(new URL(`/runs/${run}`, page.url()).href);
  expect(await page.getByRole('button', { name: 'Apply exactly this plan' }).count()).toBe(0);
  await close();
});

test.each([
  ['light, English', {}],
  ['dark, Swedish', { dark: true, lang: 'sv-SE' }],
  ['390 px', { width: 390 }],
  ['390 px, dark, Swedish', { width: 390, dark: true, lang: 'sv-SE' }],
])(
  '%s: axe finds nothing serious, nothing is wider than the screen, no script is blocked',
  async (_, options) => {
    const { run, url, page, complaints, close } = await signedIn(options);
    const faults: string[] = [];
    for (const path of paths(run)) {
      await page.goto(`${url}${path}`);
      for (const fault of await serious(page)) faults.push(`${path}: ${fault}`);
      const tooWide = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (tooWide !== 0) faults.push(`${path}: ${tooWide} px too wide`);
    }
    expect(faults).toEqual([]);
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    await close();
  },
);

test('the report in its frame works, and has no rights over the page around it', async () => {
  const { run, url, page, complaints, close } = await signedIn();
  await page.goto(`${url}/runs/${run}`);
  await page.locator('iframe.report').scrollIntoViewIfNeeded();
  const report = page.frameLocator('iframe.report');
  await report.locator('.rows .row').first().waitFor();
  await expect(
    page.frames().at(-1)?.evaluate('window.parent.document.title') ?? Promise.resolve('none'),
  ).rejects.toThrow(/cross-origin|Blocked a frame/);
  expect(complaints).toEqual([]);
  await close();
});

test('a run at work is followed by script, and its report is there when it has ended', async () => {
  const here = await world({
    pipeline: { load: { requestsPerSecond: 1000, importRows: 2, concurrency: 1 } },
    sandbox: { faults: { rules: [{ endpoint: 'import_contacts_list', action: { delayMs: 700 } }] } },
  });
  const { url } = await desk(here, { liveEveryMs: 300 });
  const { page, complaints, close } = await opened(here, url);
  here.crm(...people(30));
  const ended = here.sync();
  await until(async () => (await latestRuns(here.environment, { limit: 1 }))[0]?.state === 'running');
  const [at] = await latestRuns(here.environment, { limit: 1 });
  await page.goto(`${url}/runs/${at?.id}`);
  await page.getByText(/At work: [1-9]\d* of \d+ calls/).waitFor();
  expect(await serious(page)).toEqual([]);
  await page.locator('iframe.report').waitFor();
  expect(await page.locator('#live').count()).toBe(0);
  expect((await ended).exitCode).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

test('by keyboard: the first stop leads past the menu, and each stop is seen', async () => {
  const { page, close } = await signedIn();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  await close();
});
