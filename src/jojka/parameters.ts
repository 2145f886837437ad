import { type EndpointName, endpoint, type Parameter, type Parameters } from './endpoints.ts';
import { parseTime } from './time.ts';

/** What is wrong with a parameter. Holds no value: values are personal. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly message: string;
}

/**
 * Checks the parameters of a call against the table: those that are required or a choice of several, limits and
 * formats (API document). An empty text counts as left out.
 *
 * @param options.unknown `refuse` names parameters that the endpoint does not have; default `ignore`
 */
export function parameterProblems(
  name: EndpointName,
  given: Parameters,
  options: { unknown?: 'refuse' | 'ignore' } = {},
): ParameterProblem[] {
  const { parameters } = endpoint(name);
  const problems: ParameterProblem[] = [];
  const choices = new Map<string, string[]>();
  for (const [parameter, row] of Object.entries(parameters)) {
    const value = given[parameter] ?? '';
    if (typeof row.required === 'string')
      choices.set(row.required, [...(choices.get(row.required) ?? []), parameter]);
    if (value === '') {
      if (row.required === true) problems.push({ parameter, message: 'is missing' });
      continue;
    }
    const message = problemOf(value, row);
    if (message !== undefined) problems.push({ parameter, message });
  }
  for (const alternatives of choices.values())
    if (!alternatives.some((parameter) => given[parameter]))
      problems.push({ parameter: alternatives.join(' or '), message: 'is missing' });
  if (options.unknown === 'refuse')
    for (const parameter of Object.keys(given))
      if (!Object.hasOwn(parameters, parameter))
        problems.push({
          parameter,
          message: `is unknown to ${name}, which takes ${Object.keys(parameters).join(', ')}`,
        });
  return problems;
}

function problemOf(value: string, { format, maximum }: Parameter): string | undefined {
  switch (format) {
    case 'msisdn':
      return isMsisdn(value) ? undefined : notMsisdn;
    case 'msisdns': {
      const entries = value.split(';').filter((entry) => entry.trim() !== '');
      if (maximum !== undefined && entries.length > maximum) return `has more than ${maximum} entries`;
      return entries.length > 0 && entries.every(isMsisdn) ? undefined : notMsisdn;
    }
    case 'datetime':
      return parseTime(value) ? undefined : 'must be of the form "YYYY-MM-DD hh:mm:ss"';
    case 'integer':
      if (!/^\d{1,15}$/.test(value)) return 'must be a whole number';
      return maximum !== undefined && Number(value) > maximum ? `must be at most ${maximum}` : undefined;
    case 'sender':
      return /^[A-Za-z0-9_-]+$/.test(value) && value.length <= (maximum ?? Number.POSITIVE_INFINITY)
        ? undefined
        : `must be at most ${maximum} of a-z, A-Z, 0-9, - and _`;
    case 'url':
      return URL.canParse(value) ? undefined : 'must be a URL';
    case 'text':
    case 'list':
    case 'id':
    case 'csv':
      return undefined;
  }
}

const notMsisdn = 'must be 7 to 15 digits, country code first, without + or 00';

/** White space at the ends is let through: the examples of the API document have it. */
function isMsisdn(text: string): boolean {
  return /^\s*[1-9]\d{6,14}\s*$/.test(text);
}
