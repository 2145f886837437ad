import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatOf } from '../../src/notify/channels.ts';
import { jsonMessage } from '../../src/notify/json.ts';
import { mattermostMessage } from '../../src/notify/mattermost.ts';
import { noticeText } from '../../src/notify/notice.ts';
import { pingUrl } from '../../src/notify/ping.ts';
import { signature } from '../../src/notify/signature.ts';
import { slackMessage } from '../../src/notify/slack.ts';
import { teamsMessage } from '../../src/notify/teams.ts';
import { notices } from './sample.ts';

const formats = {
  slack: slackMessage,
  teams: teamsMessage,
  mattermost: mattermostMessage,
  json: jsonMessage,
  text: (notice: Parameters<typeof noticeText>[0]) => noticeText(notice),
} as const;

describe.each(Object.entries(formats))('%s', (name, render) => {
  test('golden', async () => {
    const all = Object.fromEntries(Object.entries(notices).map(([which, notice]) => [which, render(notice)]));
    await expect(`${JSON.stringify(all, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  });

  test.each(Object.entries(notices))('%s: no number, no name (K2)', (_, notice) => {
    const text = JSON.stringify(render(notice));
    expect(text).not.toMatch(/4670174\d{4}|070-174 06|Anna|Berg|Filip|onerror|HYPERLINK/);
  });
});

describe('nobody is called by what stands in a message', () => {
  const { failure } = notices;
  test.each([
    ['slack', /<!channel>/],
    ['mattermost', /@all|\[here\]\(/],
    ['teams', /[^\\]\[here/],
  ] as const)('%s', (format, call) => {
    const message = formats[format](failure as NonNullable<typeof failure>);
    // A backslash is two in JSON.
    expect(JSON.stringify(message).replaceAll('\\\\', '\\')).not.toMatch(call);
  });
});

test('Slack takes no header above 150 signs and no section above 3,000', () => {
  const long = 'x'.repeat(10_000);
  const message = slackMessage({
    ...(notices.guard as NonNullable<typeof notices.guard>),
    title: long,
    lines: [long],
  });
  const { blocks } = message as { blocks: { type: string; text?: { text: string } }[] };
  for (const { type, text } of blocks)
    expect(text?.text.length ?? 0).toBeLessThanOrEqual(type === 'header' ? 150 : 3000);
});

test('a signature is verified by the code of docs/notify.md', async () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'notify.md'), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const { isOurs } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const at = new Date('2026-11-23T03:00:05.900Z');
  const body = JSON.stringify({ title: 'Östersund' });
  const header = signature('0123456789abcdef', body, at);
  expect(header).toMatch(/^t=1795402805,v1=[\da-f]{64}$/);
  expect(isOurs(header, body, '0123456789abcdef', at.getTime())).toBe(true);
  expect(isOurs(header, `${body} `, '0123456789abcdef', at.getTime())).toBe(false);
  expect(isOurs(header, body, 'another', at.getTime())).toBe(false);
  expect(isOurs(header, body, '0123456789abcdef', at.getTime() + 301_000)).toBe(false);
  expect(isOurs(header.replace('t=', 't=1'), body, '0123456789abcdef', at.getTime())).toBe(false);
  expect(isOurs('', body, '0123456789abcdef', at.getTime())).toBe(false);
});

test.each([
  ['https://hooks.slack.com/services/T0/B0/x', 'slack'],
  ['https://hooks.slack-gov.com/services/T0/B0/x', 'slack'],
  ['https://prod-1.westeurope.logic.azure.com:443/workflows/x/triggers/manual/paths/invoke?sig=x', 'teams'],
  ['https://default1.2a.environment.api.powerplatform.com/powerautomate/automations/x?sig=x', 'teams'],
  ['https://chat.example.com/hooks/x', 'json'],
  ['https://hooks.slack.com.example.com/x', 'json'],
] as const)('what %s wants', (url, format) => {
  expect(formatOf(url)).toBe(format);
});

describe('pings', () => {
  test.each([
    [
      'https://hc-ping.com/uuid',
      'https://hc-ping.com/uuid/start',
      'https://hc-ping.com/uuid',
      'https://hc-ping.com/uuid/fail',
    ],
    [
      'https://hc.example.com/ping/key/slug/?create=1',
      'https://hc.example.com/ping/key/slug/start?create=1',
      'https://hc.example.com/ping/key/slug/?create=1',
      'https://hc.example.com/ping/key/slug/fail?create=1',
    ],
    [
      'https://cronitor.link/p/key/job?env=prod',
      'https://cronitor.link/p/key/job?env=prod&state=run',
      'https://cronitor.link/p/key/job?env=prod&state=complete',
      'https://cronitor.link/p/key/job?env=prod&state=fail',
    ],
  ])('%s', (url, start, success, fail) => {
    expect([pingUrl(url, 'start'), pingUrl(url, 'success'), pingUrl(url, 'fail')]).toEqual([
      start,
      success,
      fail,
    ]);
  });

  test('a URL for each; what has none is not told', () => {
    const ping = { success: 'https://a.test/ok' };
    expect(pingUrl(ping, 'success')).toBe('https://a.test/ok');
    expect(pingUrl(ping, 'start')).toBeUndefined();
  });
});
