/**
 * What the service says in its `error`: a string, or a list or map of messages, however deep (notes).
 *
 * @returns undefined when there is no `error`, or an empty one: `""`, `[]`, `{}`, `null`, `false`, `0`
 */
export function complaintOf(answer: unknown): string[] | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
  const { error } = answer;
  if (!error || (typeof error === 'object' && Object.keys(error).length === 0)) return undefined;
  return texts(error);
}

/** Messages with the field that they are about; a field without a message stands for itself. */
function texts(error: unknown): string[] {
  if (error === null || error === undefined || error === '') return [];
  if (Array.isArray(error)) return error.flatMap(texts);
  if (typeof error !== 'object') return [String(error)];
  return Object.entries(error).flatMap(([key, value]) => {
    const inner = texts(value);
    if (/^\d+$/.test(key)) return inner;
    return inner.length === 0 ? [key] : inner.map((text) => `${key}: ${text}`);
  });
}

/** How a refusal of the key may be worded; nobody documents it. */
const aboutTheKey = /api[ _-]?(key|nyckel)|unauthor|not authori[sz]ed|invalid key|access denied|behörig/i;

/**
 * Whether the service says of the key that it does not take it. What the call itself carried is no word of the service:
 * a group may be called Behöriga.
 *
 * @param given values of the call's parameters
 */
export function isAboutTheKey(messages: readonly string[], given: readonly string[]): boolean {
  const values = given.filter((value) => value.trim().length > 2);
  return messages.some((message) =>
    aboutTheKey.test(values.reduce((text, value) => text.replaceAll(value, ''), message)),
  );
}
