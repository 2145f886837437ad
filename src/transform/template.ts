import { UsageError } from '../errors.ts';

/** A text with columns in braces (T5), in pieces. */
export type TemplatePiece = { readonly text: string } | { readonly column: string };

/**
 * Takes a template such as `Ort {Ort}` apart. `{{` and `}}` stand for braces.
 *
 * @throws UsageError when a brace has no partner, or nothing stands between two
 */
export function parseTemplate(template: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let text = '';
  for (const [token, column] of template.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]/g)) {
    if (column !== undefined) {
      if (column.trim() === '') throw wrong(template, 'there is no column between its braces');
      if (text !== '') pieces.push({ text });
      pieces.push({ column });
      text = '';
    } else if (token === '{' || token === '}') throw wrong(template, `a "${token}" in it has no partner`);
    else text += token === '{{' || token === '}}' ? token.charAt(0) : token;
  }
  return text === '' ? pieces : [...pieces, { text }];
}

function wrong(template: string, why: string): UsageError {
  return new UsageError(`The group "${template}" cannot be read: ${why}.`, {
    advice: 'Write a column as {Column}, and a brace that is meant as one twice.',
  });
}
