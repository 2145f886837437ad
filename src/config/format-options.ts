import type * as z from 'zod';

/** Which options a format reads; another one would be passed over in silence, and half of the list be taken for the whole (E2). */
const formatOptions = {
  csv: ['encoding', 'delimiter', 'quote', 'skipRows'],
  json: ['records', 'next', 'nextMayBeAbsent'],
  jsonl: ['next', 'nextMayBeAbsent'],
} as const;

/** An option that the chosen format does not read is an error. */
export function refuseUnread(
  place: { readonly format: keyof typeof formatOptions; readonly next?: unknown } & Readonly<
    Record<string, unknown>
  >,
  context: z.core.$RefinementCtx,
): void {
  const { format, next } = place;
  const fault = (option: string, message: string) =>
    context.addIssue({ code: 'custom', path: [option], message });
  const read: readonly string[] = formatOptions[format];
  for (const option of new Set(Object.values(formatOptions).flat()))
    if (place[option] !== undefined && !read.includes(option)) {
      const readers = Object.entries(formatOptions).flatMap(([other, options]) =>
        (options as readonly string[]).includes(option) ? [other] : [],
      );
      fault(option, `is read of format ${readers.join(' and ')} alone, and the format here is ${format}`);
    }
  if (format === 'jsonl' && typeof next === 'object')
    fault('next', 'must be "link" for jsonl: in lines of records there is no place for a cursor');
}
