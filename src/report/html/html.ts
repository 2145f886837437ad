import type { html } from 'hono/html';

/** Markup in which every value that was put in has been escaped. */
export type Html = ReturnType<typeof html>;

/**
 * A value as JSON within a page: nothing in it can end the element that holds it.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
