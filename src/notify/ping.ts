import type { NotifySettings } from '../config/notify.ts';

export type Signal = 'start' | 'success' | 'fail';

/** What Cronitor calls them. */
const cronitorStates: Readonly<Record<Signal, string>> = { start: 'run', success: 'complete', fail: 'fail' };

/**
 * The URL for a signal. One URL stands for all: healthchecks.io and what is like it want `/start` and `/fail` behind it,
 * Cronitor a query.
 *
 * @returns undefined where none is set for that signal
 */
export function pingUrl(ping: NonNullable<NotifySettings['ping']>, signal: Signal): string | undefined {
  if (typeof ping !== 'string') return ping[signal];
  const url = new URL(ping);
  if (/(^|\.)cronitor\.(link|io)$/.test(url.hostname)) {
    url.searchParams.set('state', cronitorStates[signal]);
    return url.href;
  }
  if (signal !== 'success') url.pathname = `${url.pathname.replace(/\/$/, '')}/${signal}`;
  return url.href;
}
