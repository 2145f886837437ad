import type { ParseOptions, SchemaOptions } from 'yaml';

/**
 * Reads YAML that a person wrote; a key that stands twice is a fault of it.
 *
 * @throws Error with a clause for a person when it is none, or holds more than one document
 */
export async function parseWrittenYaml(
  text: string,
  options: ParseOptions & SchemaOptions = {},
): Promise<unknown> {
  const { parseDocument, LineCounter } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const [fault] = [...document.errors, ...document.warnings];
  if (!fault) return document.toJS();
  if (fault.code === 'MULTIPLE_DOCS')
    throw new Error(
      `a second document begins in it (line ${lines.linePos(fault.pos[0]).line}: ---), and a file holds one: take that line out, or make two files of it`,
    );
  throw fault;
}
