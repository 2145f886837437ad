import { decodeHTMLStrict } from 'entities';

/** What web forms and CMS exports leave of letters and signs: a text with its HTML entities as what they stand for. */
export function withoutEntities(text: string): string {
  return text.includes('&') ? decodeHTMLStrict(text) : text;
}
