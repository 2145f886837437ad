import type { MessageWarning } from '../../campaign/message-warnings.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';

/** The sentence for what somebody should think of before a message goes out. */
export function messageWarningText(
  warning: MessageWarning,
  sender: string | undefined,
  { messages }: Catalogue = english,
): string {
  return messages.warnings[warning](sender);
}
