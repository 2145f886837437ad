/** What is kept for the texts that lead here, and where those go on that have more. */
export interface Path<Value> {
  value?: Value;
  next?: Map<string, Path<Value>>;
}

/**
 * One text further. Rows that have texts in common are found so without a text being made of them, which a million times over takes
 * longer than all else about them.
 *
 * @param keep the text as it is to be kept where the way is new; undefined where it is to be kept nowhere
 */
export function further<Value>(
  path: Path<Value>,
  text: string,
  keep: (text: string) => string | undefined,
): Path<Value> | undefined {
  const known = path.next?.get(text);
  if (known !== undefined) return known;
  const kept = keep(text);
  if (kept === undefined) return undefined;
  const next: Path<Value> = {};
  path.next ??= new Map();
  path.next.set(kept, next);
  return next;
}
