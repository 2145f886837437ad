import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import { UsageError } from '../../src/errors.ts';
import { notifyFromEnvironment } from '../../src/notify/settings.ts';

const least = {
  name: 'p',
  sources: [{ type: 'csv', path: 'p.csv', phone: 'Mobil' }],
  contacts: { absent: 'keep' },
};
const url = 'https://hooks.example.com/hemligt';

describe('in a pipeline', () => {
  test('a webhook alone, as short as it can be', () => {
    expect(checkPipeline({ ...least, notify: { webhook: url } }, 'p').notify).toEqual({
      webhook: url,
      on: ['failure', 'guard', 'recovery'],
    });
  });

  test('everything', () => {
    const notify = {
      webhook: [url, { url, format: 'mattermost', secret: '0123456789abcdef' }],
      email: {
        to: ['a@example.com'],
        from: 'b@example.com',
        smtp: 'smtps://u:p@mail.example.com',
        report: 'none',
      },
      ping: { start: url, success: url, fail: url },
      on: ['start', 'success', 'failure', 'guard', 'recovery'],
    };
    expect(checkPipeline({ ...least, notify }, 'p').notify).toEqual(notify);
  });

  test.each([
    ['nobody', { on: ['failure'] }, 'there is nobody to tell'],
    ['no URL', { webhook: 'hemligt' }, 'notify.webhook must be a URL'],
    ['another protocol', { ping: 'ftp://hemligt.test' }, 'notify.ping must be a URL'],
    [
      'a mail server that is none',
      { email: { to: 'a@b.test', from: 'b@b.test', smtp: 'mail.hemligt.test' } },
      'smtp://user:password',
    ],
    ['a short secret', { webhook: { url, secret: 'hemligt' } }, 'notify.webhook'],
    ['an unknown event', { webhook: url, on: ['always'] }, 'notify.on[0] must be'],
    ['an unknown key', { webhook: url, mail: 'a@example.com' }, 'unknown key "mail"; did you mean "email"?'],
  ])('%s', (_, notify, message) => {
    const check = () => checkPipeline({ ...least, notify }, 'p');
    expect(check).toThrow(message);
    expect(check).not.toThrow(/hemligt/);
  });
});

const smtp = 'smtp://mail.example.com';
const many = (count: number, one: string) => Array.from({ length: count }, () => one);

describe('whom a pipeline may name', () => {
  test.each([
    ['20 webhooks', { webhook: many(20, url) }],
    ['20 addresses', { email: { to: many(20, 'a@example.com'), from: 'b@example.com', smtp } }],
    [
      'a name before an address',
      { email: { to: 'Drift, natt <a+b@åsa.example>', from: 'b@example.com', smtp } },
    ],
  ])('%s', (_, notify) => {
    expect(checkPipeline({ ...least, notify }, 'p').notify).toMatchObject(notify);
  });

  test.each([
    ['21 webhooks', { webhook: many(21, url) }, 'at most 20'],
    ['5,000 webhooks', { webhook: many(5000, url) }, 'at most 20'],
    ['21 addresses', { email: { to: many(21, 'a@example.com'), from: 'b@example.com', smtp } }, 'at most 20'],
  ])('not %s', (_, notify, message) => {
    expect(() => checkPipeline({ ...least, notify }, 'p')).toThrow(message);
  });

  const addresses = [
    'hemligt',
    'hemligt@',
    '@hemligt',
    'a@b@hemligt.test',
    'a@hemligt.test\r\nBcc: c@hemligt.test',
    'Drift\nX: y <a@hemligt.test>',
    'a@hemligt.test, c@hemligt.test',
    'a b@hemligt.test',
  ];
  test.each(addresses)('not %j as an e-mail address', (address) => {
    for (const email of [
      { to: address, from: 'b@example.com', smtp },
      { to: [address], from: 'b@example.com', smtp },
      { to: 'a@example.com', from: address, smtp },
    ]) {
      const check = () => checkPipeline({ ...least, notify: { email } }, 'p');
      expect(check).toThrow(/e-mail address/);
      expect(check).not.toThrow(/hemligt/);
    }
  });
});

describe('in the environment', () => {
  test('nobody', () => {
    expect(
      notifyFromEnvironment({ JOJKA_SYNC_NOTIFY_ON: 'start', JOJKA_SYNC_WEBHOOK_URL: ' ' }),
    ).toBeUndefined();
  });

  test('everybody', () => {
    expect(
      notifyFromEnvironment({
        JOJKA_SYNC_WEBHOOK_URL: url,
        JOJKA_SYNC_WEBHOOK_FORMAT: 'teams',
        JOJKA_SYNC_WEBHOOK_SECRET: '0123456789abcdef',
        JOJKA_SYNC_EMAIL_TO: 'a@example.com, b@example.com',
        JOJKA_SYNC_EMAIL_FROM: 'c@example.com',
        JOJKA_SYNC_SMTP_URL: 'smtp://mail.example.com',
        JOJKA_SYNC_PING_URL: url,
        JOJKA_SYNC_NOTIFY_ON: 'failure, success',
      }),
    ).toEqual({
      webhook: { url, format: 'teams', secret: '0123456789abcdef' },
      email: {
        to: ['a@example.com', 'b@example.com'],
        from: 'c@example.com',
        smtp: 'smtp://mail.example.com',
        report: 'redacted',
      },
      ping: url,
      on: ['failure', 'success'],
    });
  });

  test.each([
    [{ JOJKA_SYNC_WEBHOOK_URL: 'hemligt' }, 'JOJKA_SYNC_WEBHOOK_URL'],
    [{ JOJKA_SYNC_PING_URL: 'hemligt' }, 'JOJKA_SYNC_PING_URL'],
    [{ JOJKA_SYNC_EMAIL_TO: 'a@hemligt.test' }, 'JOJKA_SYNC_EMAIL_FROM, JOJKA_SYNC_SMTP_URL'],
    [{ JOJKA_SYNC_PING_URL: url, JOJKA_SYNC_NOTIFY_ON: 'hemligt' }, 'JOJKA_SYNC_NOTIFY_ON'],
  ])('%o is told by the name of the variable', (env, names) => {
    expect(() => notifyFromEnvironment(env)).toThrow(UsageError);
    expect(() => notifyFromEnvironment(env)).toThrow(`cannot be: ${names}.`);
    expect(() => notifyFromEnvironment(env)).not.toThrow(/hemligt/);
  });
});
