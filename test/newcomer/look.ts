import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launch } from '../browser/chromium.ts';

const looks = [
  { name: 'light', colorScheme: 'light', width: 1100 },
  { name: 'dark', colorScheme: 'dark', width: 1100 },
  { name: '390 px', colorScheme: 'light', width: 390 },
] as const;

/** Opens a report as somebody does who got it: on a screen, in the dark, on a telephone, on paper. @returns what was looked at */
export async function lookAtReport(path: string, sentence: string): Promise<string> {
  assert(readFileSync(path, 'utf8').includes(sentence), `${path} does not say ${sentence}`);
  const browser: Browser | undefined = await launch().catch((error: Error) => {
    if (error.message === 'no Chromium') return undefined;
    throw error;
  });
  if (!browser) return 'no Chromium here, so nobody looked at the page; its text is there';
  try {
    const faults: string[] = [];
    const backgrounds: unknown[] = [];
    for (const { name, colorScheme, width } of looks) {
      const page: Page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
      await page.goto(pathToFileURL(path).href);
      await page.locator('.rows .row').first().waitFor();
      const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert(Number(wider) <= 0, `${name}: the page is ${wider} px wider than the window`);
      backgrounds.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      if (name === 'light') {
        const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
        const [, pageWidth, pageHeight] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
        assert.deepEqual([Number(pageWidth), Number(pageHeight)].map(Math.round), [595, 842], 'not A4');
      }
      await page.close();
    }
    assert.deepEqual(faults, []);
    assert.notEqual(backgrounds[0], backgrounds[1], 'light and dark have one background');
    return 'seen in Chromium: light, dark, 390 px, A4';
  } finally {
    await browser.close();
  }
}
