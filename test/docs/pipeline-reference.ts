/** What of JSON Schema the pipeline's schema uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

const opening = `# Every key of a pipeline

Made from [the JSON Schema](pipeline.schema.json), which editors read; how the keys work together is told in
[pipelines](pipelines.md). A key that has no default and is not marked *required* may be left out.
`;

/** docs/pipelines-reference.md: a table for each part of a pipeline. */
export function pipelineReference(schema: Schema): string {
  const properties = Object.entries(schema.properties ?? {});
  const plain = properties.filter(
    ([name, one]) => !one.properties && !placesOf(one).length && name !== '$schema',
  );
  const parts = [
    section('The pipeline', rowsOf(Object.fromEntries(plain), schema.required)),
    ...properties.flatMap(([name, one]) => {
      const places = placesOf(one);
      if (places.length > 0)
        return places.map((place) =>
          section(
            `${name}: ${place.properties?.type?.const}`,
            rowsOf(place.properties ?? {}, place.required),
            one,
          ),
        );
      return one.properties ? [section(name, rowsOf(one.properties, one.required), one)] : [];
    }),
  ];
  return `${opening}\n${parts.join('\n')}`;
}

/** A list whose items are one of several kinds, told apart by their \`type\`: sources. */
function placesOf({ items }: Schema): readonly Schema[] {
  return items?.oneOf ?? [];
}

function section(title: string, rows: readonly string[], { description }: Schema = {}): string {
  const head = `## ${title}\n\n${description ? `${description}.\n\n` : ''}`;
  return `${head}| key | is | default | for |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function rowsOf(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
  above = '',
): string[] {
  return Object.entries(properties).flatMap(([name, one]) => {
    const path = `${above}${name}`;
    const isRequired = required.includes(name) && one.default === undefined;
    const value =
      one.default === undefined ? (isRequired ? '*required*' : '') : `\`${JSON.stringify(one.default)}\``;
    const row = `| \`${path}\` | ${cell(kindOf(one))} | ${cell(value)} | ${cell(one.description ?? '')} |`;
    return [row, ...rowsOf(one.properties ?? {}, one.required, `${path}.`)];
  });
}

/** What may stand there, in a few words. */
function kindOf(one: Schema): string {
  if (one.const !== undefined) return `\`${one.const}\``;
  if (one.enum) return one.enum.map((value) => `\`${value}\``).join(', ');
  const several = one.anyOf ?? one.oneOf;
  if (several) return [...new Set(several.map(kindOf))].join(' or ');
  if (Array.isArray(one.type)) return 'text';
  if (one.type === 'array') return `list of: ${kindOf(one.items ?? {})}`;
  if (one.type === 'object')
    return one.properties ? `{ ${Object.keys(one.properties).join(', ')} }` : 'a value for each column';
  if (one.type === 'string') return 'text';
  if (one.type === 'boolean') return 'true, false';
  return `${one.type === 'integer' ? 'whole number' : 'number'}${bounds(one)}`;
}

function bounds({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const from = minimum ?? exclusiveMinimum;
  const to = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (from === undefined && to === undefined) return '';
  const least = minimum === undefined ? `above ${from}` : `from ${from}`;
  return ` ${from === undefined ? '' : least}${to === undefined ? '' : ` to ${to}`}`.trimEnd();
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/<(\w+)>/g, '\\<$1\\>');
}
