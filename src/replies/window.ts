/**
 * Which replies are fetched, and whether some may have been missed. Jojka keeps replies for 96 hours (API document);
 * stamps have seconds and clocks differ, so each fetch goes an hour further back than the last one went (S1).
 */

const hourMs = 3_600_000;
const horizonHours = 96;
const overlapHours = 1;
/** Clocks of two machines may differ by so much. */
const clockMs = 10 * 60_000;

/** Replies that may never have been seen. */
export interface ReplyGap {
  readonly from: Date;
  readonly to: Date;
  /**
   * `late`: nothing was fetched while Jojka still had them. `clock`: the last fetch lies in the future, so a clock is or
   * was wrong and nobody knows what was missed. `unreadable`: a reply came whose time cannot be read (S1b).
   */
  readonly reason: 'late' | 'clock' | 'unreadable';
}

export interface ReplyWindow {
  /** Fetch what came in later than this; undefined: all that there is. */
  readonly since: Date | undefined;
  /** Replies of this time are gone and were never seen (S2). */
  readonly gap: ReplyGap | undefined;
  /** Nothing was fetched before, so nothing is known of what came in earlier. */
  readonly isFirst: boolean;
}

/** @param last when replies were last fetched with success */
export function replyWindow(last: Date | undefined, now: Date): ReplyWindow {
  if (!last) return { since: undefined, gap: undefined, isFirst: true };
  const horizon = new Date(now.getTime() - horizonHours * hourMs);
  if (last.getTime() > now.getTime() + clockMs)
    return { since: undefined, gap: { from: horizon, to: now, reason: 'clock' }, isFirst: false };
  if (last < horizon)
    return { since: undefined, gap: { from: last, to: horizon, reason: 'late' }, isFirst: false };
  return { since: new Date(last.getTime() - overlapHours * hourMs), gap: undefined, isFirst: false };
}

/** A sender as an MSISDN; undefined when he has no number, such as a service that sends by name. */
export function senderNumber(sender: string): string | undefined {
  const digits = sender.replace(/[\s()-]/g, '').replace(/^(?:\+|00)/, '');
  return /^[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}
