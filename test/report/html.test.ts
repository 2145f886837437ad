import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { renderPlan, renderRun } from '../../src/report/formats.ts';
import { script } from '../../src/report/html/script.generated.ts';
import { redactPlanReport } from '../../src/report/redact.ts';
import { sampleHeldBack, samplePlan, sampleRun } from './sample.ts';

/** The page without what is the same in every one: the script, and the hashes that name it. */
function readable(page: string): string {
  return page
    .replace(script, '/* the script */')
    .replace(/<style>[\s\S]*?<\/style>/, '<style>/* the style */</style>')
    .replace(/sha256-[\w+/=]+/g, 'sha256-…');
}

describe('golden files', () => {
  test('a plan', async () => {
    await expect(readable(renderPlan(samplePlan, 'html'))).toMatchFileSnapshot('golden/sample-plan.html');
  });
  test('a run', async () => {
    await expect(readable(renderRun(sampleRun, 'html'))).toMatchFileSnapshot('golden/sample-run.html');
  });
});

const pages = [
  ['a plan', renderPlan(samplePlan, 'html')],
  ['a run', renderRun(sampleRun, 'html')],
  ['held back', renderRun(sampleHeldBack, 'html')],
] as const;

describe.each(pages)('%s', (_, page) => {
  test('stands by itself: nothing in it is fetched', () => {
    const text = readable(page);
    expect(text).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b|<\w[^>]*\ssrc=/);
    expect(page.replace(script, '')).not.toMatch(/@import|url\(/);
    expect(text).toContain('default-src &#39;none&#39;');
  });

  test('its policy allows its own script and style, and no others', () => {
    const hashes = [...page.matchAll(/&#39;(sha256-[^&]+)&#39;/g)].map(([, hash]) => hash);
    const own = [/<script>([\s\S]*?)<\/script>/, /<style>([\s\S]*?)<\/style>/].map(
      (tag) =>
        `sha256-${createHash('sha256')
          .update(tag.exec(page)?.[1] ?? '')
          .digest('base64')}`,
    );
    expect(hashes).toEqual(own);
    expect(readable(page)).not.toMatch(/unsafe-inline|<\w[^>]* (?:style|on\w+)=/);
  });

  test('what was put in is text', () => {
    const text = readable(page);
    expect(text.includes('<img')).toBe(false);
    expect(text.includes('&lt;img src=x onerror=alert(1)&gt;')).toBe(true);
    expect(page.match(/<script/g)).toHaveLength(2);
    const data = /id="changes-data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    expect(data).not.toMatch(/[<>\u2028\u2029]/);
    expect(JSON.parse(data).after).toContain('<img src=x onerror=alert(1)>');
  });
});

test('redacted: no name and no full number anywhere, the embedded data included', () => {
  const redacted = redactPlanReport(samplePlan);
  for (const format of ['html', 'markdown', 'csv', 'json', 'text'] as const)
    expect(renderPlan(redacted, format), format).not.toMatch(
      /467017406\d\d|070-174|Anna|Bo Ek|Cilla|Dan Fors|Eva|Filip|Gun\b|HYPERLINK|onerror/,
    );
});
