import { setMaxListeners } from 'node:events';
import type { NotifySettings } from '../config/notify.ts';
import { JojkaSyncError } from '../errors.ts';
import { type Channel, channelsOf } from './channels.ts';
import { codeOf, UndeliveredError } from './http-send.ts';
import type { Notice } from './notice.ts';

/** So long the end of a run waits for all notifications together. */
const mostMs = 5000;

/** So long what was sent at the start may yet take when the end is told: whoever gets both gets them in this order. */
const mostStartMs = 1500;

/**
 * Tells everybody of a run: at most once that it starts, and once how it ended. Nothing that befalls a message reaches the run: it
 * is told, and that is all.
 */
export interface Notifier {
  /** That the run has begun. Returns at once. */
  begun(notice: Notice): void;
  /** That it is about to change something. Returns at once. */
  writing(notice: Notice): void;
  /** How it ended. Waits for what is under way, five seconds at most. */
  ended(notice: Notice, reports: Reports): Promise<void>;
}

/** The run's report for e-mail, made when it is needed; undefined where there is none. */
export interface Reports {
  redacted(): string | undefined;
  full(): string | undefined;
}

/** Nobody is told. */
export const noNotifier: Notifier = { begun: () => {}, writing: () => {}, ended: async () => {} };

/**
 * @param env where proxies are looked up
 * @param warn is told of a message that did not arrive; holds no secret of where it was to go
 */
export function createNotifier(
  settings: NotifySettings,
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): Notifier {
  const channels = channelsOf(settings, env);
  const untold = joinedWarnings(warn);
  const started = new Map<Channel, { readonly sent: Promise<void>; readonly giveUp: AbortController }>();

  const send = async (
    channel: Channel,
    notice: Notice,
    report: () => string | undefined,
    signal: AbortSignal,
  ) => {
    try {
      await channel.send(notice, report, signal);
    } catch (error) {
      untold.add(channel.name, `"${notice.event}": ${reasonOf(error)}`);
    }
  };
  const start = (channel: Channel, notice: Notice): void => {
    if (started.has(channel)) return;
    const giveUp = new AbortController();
    const signal = AbortSignal.any([giveUp.signal, AbortSignal.timeout(mostMs)]);
    started.set(channel, { sent: send(channel, notice, () => undefined, signal), giveUp });
  };
  return {
    begun: (notice) => {
      for (const channel of channels) if (channel.hearsOfBeginning) start(channel, notice);
    },
    writing: (notice) => {
      for (const channel of channels)
        if (!channel.hearsOfBeginning && channel.wants('start')) start(channel, notice);
    },
    ended: async (notice, reports) => {
      const giveUp = new AbortController();
      // Each channel listens, and a mail or a proxy listens more than once.
      setMaxListeners(0, giveUp.signal);
      const timer = setTimeout(() => giveUp.abort(), mostMs);
      const report = () => (settings.email?.report === 'full' ? reports.full() : reports.redacted());
      const tell = async (channel: Channel): Promise<void> => {
        const earlier = started.get(channel);
        if (earlier) {
          await within(mostStartMs, earlier.sent);
          earlier.giveUp.abort();
        }
        if (channel.wants(notice.event)) await send(channel, notice, report, giveUp.signal);
      };
      // A channel that heeds no signal is left behind.
      await within(mostMs + 200, Promise.all(channels.map(tell)));
      clearTimeout(timer);
      untold.tell();
    },
  };
}

/** Warnings that are alike but for whom they are about become one, told at the end; what comes later is told at once. */
function joinedWarnings(warn: (message: string) => void): {
  add(name: string, what: string): void;
  tell(): void;
} {
  const names = new Map<string, string[]>();
  let isTold = false;
  const tell = () => {
    for (const [what, all] of names) {
      const different = [...new Set(all)];
      const rest = all.length - Math.min(different.length, 3);
      const others = rest > 0 ? ` and ${rest} more` : '';
      warn(
        `${different.slice(0, 3).join(', ')}${others} ${all.length > 1 ? 'were' : 'was'} not told ${what}`,
      );
    }
    names.clear();
  };
  return {
    add: (name, what) => {
      names.set(what, [...(names.get(what) ?? []), name]);
      if (isTold) tell();
    },
    tell: () => {
      isTold = true;
      tell();
    },
  };
}

/** Awaits a promise for so long. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    promise,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    }),
  ]);
  clearTimeout(timer);
}

function reasonOf(error: unknown): string {
  return error instanceof UndeliveredError || error instanceof JojkaSyncError ? error.message : codeOf(error);
}
