import { senderNumber } from '../replies/window.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

const parser = createMsisdnParser({ region: 'SE', types: ['mobile'] });

/** A number that somebody typed or that a message came from: in any spelling, of any type, or an MSISDN as it is. */
export function numberOf(text: string): string | undefined {
  return parser.readAny(text)[0] ?? senderNumber(text);
}
