import type { MessageWarning } from '../../campaign/message-warnings.ts';

/** The sentence for what somebody should think of before a message goes out. */
export function messageWarningText(warning: MessageWarning, sender: string | undefined): string {
  switch (warning) {
    case 'unanswerable':
      return `The text asks for an answer, and nobody can answer a sender in letters (${sender}). Without --from the account's own number is the sender.`;
    case 'no-way-out':
      return 'The text does not say how to get no more such messages. Add a word to answer with (STOPP) or a link.';
  }
}
