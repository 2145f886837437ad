import { join } from 'node:path';
import { launch } from './chromium.ts';
import { ordinaryNight, ordinaryRun, pageOf } from './reports.ts';

/** Takes the pictures of docs/reports.md again: `npm run screenshots`. */
const docs = join(import.meta.dirname, '..', '..', 'docs');
const browser = await launch();
for (const [name, report, colorScheme] of [
  ['report-plan', ordinaryNight(), 'light'],
  ['report-run-dark', ordinaryRun('done'), 'dark'],
  ['report-held-back', ordinaryRun('held-back'), 'light'],
] as const) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, colorScheme });
  await page.goto(pageOf(report, name));
  await page.locator('.rows .row').first().waitFor();
  await page.screenshot({ path: join(docs, `${name}.png`) });
  await page.close();
}
await browser.close();
