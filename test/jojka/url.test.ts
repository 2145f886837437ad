import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { JojkaClient } from '../../src/jojka/client.ts';
import { checkUrl } from '../../src/jojka/url.ts';

describe('K1: where the key may go', () => {
  test.each([
    ['https://www.jojka.nu/websms/api', 'https://www.jojka.nu/websms/api'],
    ['https://www.jojka.nu/websms/api/', 'https://www.jojka.nu/websms/api'],
    ['https://example.com', 'https://example.com'],
    ['https://example.com:8443//', 'https://example.com:8443'],
    ['http://localhost:8177/websms/api', 'http://localhost:8177/websms/api'],
    ['http://127.0.0.1:8177', 'http://127.0.0.1:8177'],
    ['http://127.9.8.7/x', 'http://127.9.8.7/x'],
    ['http://[::1]:8177/x', 'http://[::1]:8177/x'],
    ['HTTP://LOCALHOST/x', 'http://localhost/x'],
  ])('%s', (url, base) => {
    expect(checkUrl(url)).toBe(base);
  });

  test.each([
    'http://www.jojka.nu/websms/api',
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1@example.com',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://[::2]',
    'ftp://localhost',
    'file:///tmp/x',
    'https://user:secret-word@example.com',
    'https://secret-word@example.com',
    'https://example.com/?API_key=secret-word',
    'https://example.com/#secret-word',
    'secret-word',
    '',
  ])('not %s', (url) => {
    const refuse = () => checkUrl(url);
    expect(refuse).toThrow(UsageError);
    expect(refuse).not.toThrow(/secret-word/);
    expect(() => new JojkaClient({ apiKey: 'k', url })).toThrow(expect.objectContaining({ exitCode: 64 }));
  });

  test('Jojka’s own without one', async () => {
    const client = new JojkaClient({ apiKey: 'k' });
    expect(client.url).toBe('https://www.jojka.nu/websms/api');
    await client.close();
  });
});

test.each([
  { apiKey: '' },
  { apiKey: ' ' },
  { apiKey: 'k', concurrency: 0 },
  { apiKey: 'k', concurrency: 1.5 },
  { apiKey: 'k', requestsPerSecond: 0 },
  { apiKey: 'k', requestsPerSecond: Number.NaN },
  { apiKey: 'k', retries: -1 },
  { apiKey: 'k', timeoutSeconds: 0 },
])('options that are none: %j', (options) => {
  expect(() => new JojkaClient(options)).toThrow(UsageError);
});
