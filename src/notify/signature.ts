import { createHmac } from 'node:crypto';

/** The header that a signature stands in. */
export const signatureHeader = 'jojka-sync-signature';

/**
 * Signs a body: `t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 of `SECONDS.BODY`. The time is signed too, so that whoever
 * receives it can refuse what is sent once more later.
 *
 * @param secret what sender and receiver share
 * @param at when it is sent
 */
export function signature(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
