/** What somebody should think of in a message's text. */
export type MessageWarning =
  /** The text asks for an answer, and a sender in letters cannot be answered. */
  | 'unanswerable'
  /** A message to many that does not say how to get no more of them. */
  | 'no-way-out';

/** Words by which a text asks for an answer, in the languages of those who send and get it. */
const asks =
  /(?<![\p{L}\p{M}])(?:svara|svar (?:ja|nej|stopp?|på|tilbage)|återkom|messa|sms:?a|reply|answer|respond|text (?:us|back|stop|yes|no)|(?:skicka|send) (?:sms|stopp?|ja|nej|yes|no)|vastaa)(?![\p{L}\p{M}])/iu;

/** A word to be sent back. */
const stopWord =
  /(?<![\p{L}\p{M}])(?:stopp?|avsluta|sluta|avregistrera|avanmäl\p{L}*|avprenumerera|unsubscribe|opt[ -]?out|afmeld|avmeld|frameld|peru|lopeta)(?![\p{L}\p{M}])/iu;

/** A page, an address or a number by which somebody gets out without answering. */
const elsewhere =
  /https?:\/\/|\bwww\.|(?<![\p{L}\d@.])[\p{L}\d][\p{L}\d-]*\.(?:se|nu|com|net|org|no|dk|fi|eu|io|co|me|ly|app|link)(?:\/|(?![\p{L}\d]))|[^\s@]+@[^\s@]+\.\p{L}{2,}/iu;

/**
 * Looks at a message as those who get it would.
 *
 * @param message.sender letters cannot be answered; digits, and the account's own number (undefined), can
 * @param message.isToMany a message to one person is an answer, a reminder or a code, and needs no way out
 */
export function messageWarnings(message: {
  readonly text: string;
  readonly sender: string | undefined;
  readonly isToMany: boolean;
}): MessageWarning[] {
  const { text, sender, isToMany } = message;
  const isAnswerable = sender === undefined || /^\+?\d+$/.test(sender);
  const saysStop = stopWord.test(text);
  const hasWayOut = elsewhere.test(text) || (saysStop && isAnswerable);
  return [
    ...(!isAnswerable && (asks.test(text) || (saysStop && !elsewhere.test(text)))
      ? (['unanswerable'] as const)
      : []),
    ...(isToMany && !hasWayOut ? (['no-way-out'] as const) : []),
  ];
}
