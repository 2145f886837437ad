import { senderNumber } from '../replies/window.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

const parser = createMsisdnParser({ region: 'SE', types: ['mobile'] });

/**
 * A number that somebody typed or that a message came from: an MSISDN as it is, else in any spelling and of any type. What
 * the service gives is an MSISDN; read as one of the region it may be somebody else's.
 */
export function numberOf(text: string): string | undefined {
  return parser.asMsisdn(text) ?? parser.readAny(text)[0] ?? senderNumber(text);
}
