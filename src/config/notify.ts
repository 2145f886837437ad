import * as z from 'zod';

/**
 * Who is told of a run, as a pipeline's `notify` says it; the environment says the same for all pipelines that have none,
 * and for nights whose pipeline cannot be read.
 */

/** What somebody can be told of. `guard`: refused (exit 3). `recovery`: the first good night after a bad one. */
const notifyEvents = ['start', 'success', 'failure', 'guard', 'recovery'] as const;

/** How a webhook's receiver wants it. */
const webhookFormats = ['json', 'slack', 'teams', 'mattermost'] as const;

const text = z.string().min(1);

const address = text.refine(isWebAddress, 'must be a URL that begins with https:// or http://');

/** More than these would make each run wait, and nobody has them. */
const mostReceivers = 20;

/** An address, or one with a name before it: `Drift <drift@example.com>`. A line break would begin another header. */
const mailAddress = text
  .max(320)
  .refine(isMailAddress, 'must be one e-mail address, such as "drift@example.com"');

const mailServer = text.refine(
  (given) =>
    URL.canParse(given) && /^smtps?:$/.test(new URL(given).protocol) && new URL(given).hostname !== '',
  'must be a URL such as "smtp://user:password@mail.example.com:587"',
);

const webhook = z.strictObject({
  url: address,
  format: z.enum(webhookFormats).describe('By the host of the URL, where left out').optional(),
  secret: text
    .min(16, 'must have at least 16 characters')
    .describe('Signs the body (HMAC-SHA256)')
    .optional(),
});

export const notifySchema = z
  .strictObject({
    webhook: z
      .union(
        [
          address,
          webhook,
          z
            .array(z.union([address, webhook]))
            .min(1)
            .max(mostReceivers),
        ],
        {
          error: `must be a URL that begins with https:// or http://, { url, format, secret } with such a URL, or a list of at most ${mostReceivers} of these`,
        },
      )
      .describe('A chat or a program that is told: a URL, { url, format, secret }, or a list of these')
      .optional(),
    email: z
      .strictObject({
        to: z
          .union([mailAddress, z.array(mailAddress).min(1).max(mostReceivers)], {
            error: `must be an e-mail address, or a list of at most ${mostReceivers}`,
          })
          .describe('Address or addresses'),
        from: mailAddress.describe('Address of the sender'),
        smtp: mailServer.describe('Such as smtp://user:password@mail.example.com:587, or smtps://'),
        report: z
          .enum(['redacted', 'full', 'none'])
          .describe(
            'The HTML report that is attached: with numbers masked and names left out, as it is, or none',
          )
          .default('redacted'),
      })
      .describe('Mail about the run')
      .optional(),
    ping: z
      .union(
        [
          address,
          z.strictObject({
            start: address.optional(),
            success: address.optional(),
            fail: address.optional(),
          }),
        ],
        {
          error:
            'must be a URL that begins with https:// or http://, or { start, success, fail } with such URLs',
        },
      )
      .describe('A URL of healthchecks.io or Cronitor, or one for each signal; "on" does not concern it')
      .optional(),
    on: z
      .array(z.enum(notifyEvents))
      .min(1)
      .describe('What webhook and e-mail are told of')
      .default(['failure', 'guard', 'recovery']),
  })
  .refine(({ webhook, email, ping }) => webhook !== undefined || email !== undefined || ping !== undefined, {
    error: 'must have webhook, email or ping: there is nobody to tell',
  });

/** Who is told, with every default filled in. */
export type NotifySettings = z.output<typeof notifySchema>;

function isWebAddress(given: string): boolean {
  return URL.canParse(given) && /^https?:$/.test(new URL(given).protocol);
}

function isMailAddress(given: string): boolean {
  const [, inBrackets] = /^[^<>]*<([^<>]*)>$/.exec(given) ?? [];
  // Others would be taken for a list, a comment or another header.
  return !hasControl(given) && /^[^\s@,;:<>()[\]\\"]+@[^\s@,;:<>()\\"]+$/.test(inBrackets ?? given);
}

function hasControl(given: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(given);
}
