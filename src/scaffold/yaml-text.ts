import { Document } from 'yaml';

/** A value as YAML writes it on one line, quoted where it would be read as something else. */
export function inline(value: unknown): string {
  const document = new Document(value);
  document.contents = document.createNode(value, { flow: true });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/** A text over several lines, as it is. */
export function block(text: string, indent: string): string {
  return ['|', ...text.split('\n').map((line) => `${indent}${line}`)].join('\n');
}

/** A text in a comment, on one line. */
export function comment(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
