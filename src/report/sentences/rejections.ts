import type { Rejection, RejectionCode, RejectionFigures } from '../../contact/rejection.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';

type Rejected = Pick<Rejection, 'code' | 'figures' | 'told'>;

/** The sentence for a rejection, as programs and logs have it: in English. */
export function rejectionText(rejection: Rejected): string {
  return rejectionIn(english, rejection);
}

/** The same in somebody's language: what is wrong with the value, and what to do (T7). */
export function rejectionIn({ rejections }: Catalogue, { code, figures = {}, told }: Rejected): string {
  if (told !== undefined) return told;
  const { type, country, optOut } = figures;
  if (optOut === 'unblocked') return rejections.optOutUnblocked;
  if (optOut === 'blocked') return rejections.optOutBlocked;
  if (code === 'number-type' && type && type !== 'mobile') return rejections.ofType(type);
  if (code === 'country' && country) return rejections.ofCountry(country);
  return rejections.messages[code];
}

/** The sentence for a rejection as a number's story has it, straight from the state. */
export function storyRejectionText(
  one: {
    readonly code: string;
    readonly figures: RejectionFigures | null;
    readonly told: string | null;
  },
  words: Catalogue = english,
): string {
  return rejectionIn(words, {
    code: one.code as RejectionCode,
    ...(one.figures && { figures: one.figures }),
    ...(one.told !== null && { told: one.told }),
  });
}

/** The sentence for what was given as a message's recipient: other than of a contact, only a mobile will do. */
export function recipientText(
  code: RejectionCode,
  type: string | undefined,
  { rejections }: Catalogue = english,
): string {
  return code === 'number-type' ? rejections.noMobile(type) : rejections.messages[code];
}
