import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { expect, onTestFinished, test } from 'vitest';
import { notifySchema } from '../../src/config/notify.ts';
import type { Notice } from '../../src/notify/notice.ts';
import { createNotifier } from '../../src/notify/notifier.ts';
import { notices } from './sample.ts';

const guard = notices.guard as Notice;
const reports = { redacted: () => '<h1>masked</h1>', full: () => '<h1>Anna Berg</h1>' };

async function mailServer(options: SMTPServerOptions = {}) {
  const mails: { from: string; to: string[]; text: string; user: string | undefined }[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      done(password === 'rätt' ? null : new Error('hemligt'), { user: username }),
    onData: (stream, { envelope, user }, done) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text,
          user,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return { host: `127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails };
}

function notifier(smtp: string, more: object = {}) {
  const warnings: string[] = [];
  const email = { to: ['a@example.com', 'b@example.com'], from: 'Nattjobbet <c@example.com>', smtp, ...more };
  const { ended } = createNotifier(notifySchema.parse({ email }), {}, (message) => warnings.push(message));
  return { ended, warnings };
}

/** The parts of a mail whose lines are base64. */
function decoded(text: string): string {
  return text.replace(/(?:^[A-Za-z0-9+/]{4,}={0,2}\r\n)+/gm, (lines) =>
    Buffer.from(lines, 'base64').toString(),
  );
}

test('an e-mail to all, with the masked report attached', async () => {
  const { host, mails } = await mailServer();
  const { ended, warnings } = notifier(`smtp://user:r%C3%A4tt@${host}`);
  await ended(guard, reports);
  expect(warnings).toEqual([]);
  expect(mails).toMatchObject([
    { from: 'c@example.com', to: ['a@example.com', 'b@example.com'], user: 'user' },
  ]);
  const text = decoded(mails[0]?.text ?? '');
  expect(text).toMatch(/^Subject: nightly-crm: held back by guards\r$/m);
  expect(text).toContain('jojka-sync apply 20261123-030000-test --accept');
  expect(text).toContain('filename=jojka-sync-20261123-030000-k3f9.html');
  expect(text).toContain('<h1>masked</h1>');
  expect(text).not.toMatch(/Anna/);
});

test.each([
  ['full', true, 'Anna Berg'],
  ['none', false, ''],
] as const)('report: %s', async (report, isAttached, holds) => {
  const { host, mails } = await mailServer();
  await notifier(`smtp://${host}`, { report }).ended(guard, reports);
  const text = decoded(mails[0]?.text ?? '');
  expect(text.includes('filename=')).toBe(isAttached);
  expect(text).toContain(holds);
});

test('a report that is too large is left out, and that is said', async () => {
  const { host, mails } = await mailServer();
  const large = { ...reports, redacted: () => 'x'.repeat(6 * 1024 * 1024) };
  await notifier(`smtp://${host}`).ended(guard, large);
  expect(decoded(mails[0]?.text ?? '')).toContain('The report is too large for e-mail.');
  expect(mails[0]?.text.length).toBeLessThan(10_000);
});

test('a wrong password, a refused address, nobody there: told without what is secret', async () => {
  const { host } = await mailServer();
  const wrong = notifier(`smtp://user:hemligt@${host}`);
  await wrong.ended(guard, reports);
  expect(wrong.warnings).toEqual([`e-mail by ${host} was not told "guard": SMTP 535`]);
  const refusing = await mailServer({ onRcptTo: (_address, _session, done) => done(new Error('hemligt')) });
  const refused = notifier(`smtp://${refusing.host}`);
  await refused.ended(guard, reports);
  expect(refused.warnings).toEqual([`e-mail by ${refusing.host} was not told "guard": SMTP 550`]);
  const nobody = notifier('smtp://user:hemligt@127.0.0.1:1');
  await nobody.ended(guard, reports);
  expect(nobody.warnings).toEqual(['e-mail by 127.0.0.1:1 was not told "guard": ESOCKET']);
});

test('a server that says nothing delays nobody for long', async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { ended, warnings } = notifier(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const before = performance.now();
  await ended(guard, reports);
  expect(performance.now() - before).toBeLessThan(6000);
  expect(warnings).toHaveLength(1);
});
