import { createHash } from 'node:crypto';
import { style } from './style.ts';

/** What may be loaded in a page of ours that stands by itself: its own style, a script of its own where it has one, and nothing else. */
export function pagePolicy(script?: string): string {
  const scripts = script === undefined ? '' : ` script-src '${hashOf(script)}';`;
  return `default-src 'none';${scripts} style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
