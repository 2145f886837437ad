import type { MessagePlan } from '../../campaign/delivery.ts';
import type { Finding } from '../../campaign/preflight.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';

/** So many numbers are named. */
const most = 3;

/** The sentence for what somebody should think of before a message goes out, and how to say that it is meant. */
export function findingText(
  { code, stops, msisdns = [], hour = '', minutesAgo }: Finding,
  plan: Pick<MessagePlan, 'sender' | 'sms' | 'recipients' | 'timeZone'>,
  { messages }: Catalogue = english,
): string {
  const named = msisdns.slice(0, most);
  const rest = msisdns.length - named.length;
  const text = messages.findings[code]({
    sender: plan.sender,
    numbers: msisdns.length,
    of: plan.recipients.msisdns.length,
    examples: [...named, ...(rest > 0 ? [messages.more(rest)] : [])].join(', '),
    hour,
    minutesAgo,
    timeZone: plan.timeZone,
    parts: plan.sms.parts,
  });
  return stops ? messages.stops(text, code) : text;
}
