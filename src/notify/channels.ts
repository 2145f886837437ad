import type { NotifySettings } from '../config/notify.ts';
import { sendEmail } from './email.ts';
import { sendHttp } from './http-send.ts';
import { jsonMessage } from './json.ts';
import { mattermostMessage } from './mattermost.ts';
import type { Notice, NoticeEvent } from './notice.ts';
import { pingUrl, type Signal } from './ping.ts';
import { signature, signatureHeader } from './signature.ts';
import { slackMessage } from './slack.ts';
import { teamsMessage } from './teams.ts';

/** Somewhere that somebody is told. */
export interface Channel {
  /** For the log: what it is, and the host; the rest of a URL is a secret. */
  readonly name: string;
  /** Sends it, once. @throws UndeliveredError when it does not arrive */
  send(notice: Notice, report: () => string | undefined, signal: AbortSignal): Promise<void>;
  wants(event: NoticeEvent): boolean;
  /** Told that the run has begun, where nothing has been written yet: what a ping means by it. */
  readonly hearsOfBeginning: boolean;
}

type Format = 'json' | 'slack' | 'teams' | 'mattermost';

const messages: Readonly<Record<Format, (notice: Notice) => object>> = {
  json: jsonMessage,
  slack: slackMessage,
  teams: teamsMessage,
  mattermost: mattermostMessage,
};

/** Everybody whom the settings name. */
export function channelsOf(settings: NotifySettings, env: NodeJS.ProcessEnv): Channel[] {
  const wants = (event: NoticeEvent) => settings.on.includes(wanted(event, settings.on));
  const { webhook, email, ping } = settings;
  const webhooks = webhook === undefined ? [] : Array.isArray(webhook) ? webhook : [webhook];
  return [
    ...webhooks.map((given) =>
      webhookChannel(typeof given === 'string' ? { url: given } : given, wants, env),
    ),
    ...(email === undefined ? [] : [emailChannel(email, wants)]),
    ...(ping === undefined ? [] : [pingChannel(ping, env)]),
  ];
}

/** A night that is good again is a success to those who want no recoveries. */
function wanted(event: NoticeEvent, on: NotifySettings['on']): NoticeEvent {
  return event === 'recovery' && !on.includes('recovery') ? 'success' : event;
}

/** What the service behind a URL wants, by its host. */
export function formatOf(url: string): Format {
  const { hostname } = new URL(url);
  if (/(^|\.)slack(-gov)?\.com$/.test(hostname)) return 'slack';
  if (/\.(logic\.azure\.com|powerplatform\.com|powerautomate\.com|webhook\.office\.com)$/.test(hostname))
    return 'teams';
  return 'json';
}

function webhookChannel(
  {
    url,
    format = formatOf(url),
    secret,
  }: { url: string; format?: Format | undefined; secret?: string | undefined },
  wants: Channel['wants'],
  env: NodeJS.ProcessEnv,
): Channel {
  return {
    name: `webhook at ${new URL(url).host}`,
    wants,
    hearsOfBeginning: false,
    send: (notice, _report, signal) => {
      const body = JSON.stringify(messages[format](notice));
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        ...(secret !== undefined && { [signatureHeader]: signature(secret, body, new Date(notice.at)) }),
      };
      return sendHttp({ url, method: 'POST', headers, body }, env, signal);
    },
  };
}

function emailChannel(email: NonNullable<NotifySettings['email']>, wants: Channel['wants']): Channel {
  return {
    name: `e-mail by ${new URL(email.smtp).host}`,
    wants,
    hearsOfBeginning: false,
    send: (notice, report, signal) =>
      sendEmail(email, notice, email.report === 'none' ? undefined : report(), signal),
  };
}

function pingChannel(ping: NonNullable<NotifySettings['ping']>, env: NodeJS.ProcessEnv): Channel {
  const hosts = (typeof ping === 'string' ? [ping] : [ping.start, ping.success, ping.fail]).flatMap((url) =>
    url === undefined ? [] : [new URL(url).host],
  );
  return {
    name: `ping at ${[...new Set(hosts)].join(', ')}`,
    wants: () => true,
    hearsOfBeginning: true,
    send: async (notice, _report, signal) => {
      // Another run holds the account, and pings for itself; and who waits for the night's ping would take a part of it for the whole.
      const isSilent = notice.exitCode === lockedExitCode || notice.part;
      const url = isSilent ? undefined : pingUrl(ping, signalOf(notice));
      if (url !== undefined) await sendHttp({ url, method: 'GET', headers: {} }, env, signal);
    },
  };
}

const lockedExitCode = 5;

function signalOf({ event }: Notice): Signal {
  if (event === 'start') return 'start';
  return event === 'success' || event === 'recovery' ? 'success' : 'fail';
}
