import { type NotifySettings, notifySchema } from '../config/notify.ts';
import { UsageError } from '../errors.ts';

/** The variables, and where each belongs. */
const variables = {
  JOJKA_SYNC_WEBHOOK_URL: 'webhook.url',
  JOJKA_SYNC_WEBHOOK_FORMAT: 'webhook.format',
  JOJKA_SYNC_WEBHOOK_SECRET: 'webhook.secret',
  JOJKA_SYNC_EMAIL_TO: 'email.to',
  JOJKA_SYNC_EMAIL_FROM: 'email.from',
  JOJKA_SYNC_SMTP_URL: 'email.smtp',
  JOJKA_SYNC_PING_URL: 'ping',
  JOJKA_SYNC_NOTIFY_ON: 'on',
} as const;

/**
 * Who is told where no pipeline says it.
 *
 * @returns undefined where the environment names nobody
 * @throws UsageError when it does so and something is wrong; the values are in no message, since each may be a secret
 */
export function notifyFromEnvironment(env: NodeJS.ProcessEnv): NotifySettings | undefined {
  const given = (name: keyof typeof variables) => env[name]?.trim() || undefined;
  const list = (value: string | undefined) =>
    value
      ?.split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  const url = given('JOJKA_SYNC_WEBHOOK_URL');
  const to = list(given('JOJKA_SYNC_EMAIL_TO'));
  const ping = given('JOJKA_SYNC_PING_URL');
  if (url === undefined && to === undefined && ping === undefined) return undefined;
  const value = {
    ...(url !== undefined && {
      webhook: {
        url,
        format: given('JOJKA_SYNC_WEBHOOK_FORMAT'),
        secret: given('JOJKA_SYNC_WEBHOOK_SECRET'),
      },
    }),
    ...(to !== undefined && {
      email: { to, from: given('JOJKA_SYNC_EMAIL_FROM'), smtp: given('JOJKA_SYNC_SMTP_URL') },
    }),
    ping,
    on: list(given('JOJKA_SYNC_NOTIFY_ON')),
  };
  const result = notifySchema.safeParse(value);
  if (result.success) return result.data;
  const wrong = Object.entries(variables).filter(([, place]) =>
    result.error.issues.some(({ path }) => {
      const at = path.filter((part) => typeof part === 'string').join('.');
      return at !== '' && (place === at || place.startsWith(`${at}.`));
    }),
  );
  // Of a webhook that is wrong somewhere, the message names what is set.
  const names = wrong
    .map(([name]) => name)
    .filter((name) => env[name] !== undefined || !name.includes('WEBHOOK'));
  throw new UsageError(`What the environment says of notifications cannot be: ${names.join(', ')}.`, {
    advice: 'Nothing was read or sent. What each is to hold: docs/notify.md.',
  });
}
