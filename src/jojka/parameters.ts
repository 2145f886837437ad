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
  return [
    ...Object.entries(parameters).flatMap(([parameter, row]) => {
      const message = problemOf(given[parameter] ?? '', row);
      return message === undefined ? [] : [{ parameter, message }];
    }),
    ...missingChoices(parameters, given),
    ...(options.unknown === 'refuse' ? unknownParameters(name, given) : []),
  ];
}

/** Choices of several parameters of which not one is given. */
function missingChoices(table: Readonly<Record<string, Parameter>>, given: Parameters): ParameterProblem[] {
  const choices = new Map<string, string[]>();
  for (const [parameter, { required }] of Object.entries(table))
    if (typeof required === 'string') choices.set(required, [...(choices.get(required) ?? []), parameter]);
  return [...choices.values()]
    .filter((alternatives) => !alternatives.some((parameter) => given[parameter]))
    .map((alternatives) => ({ parameter: alternatives.join(' or '), message: 'is missing' }));
}

function unknownParameters(name: EndpointName, given: Parameters): ParameterProblem[] {
  const { parameters } = endpoint(name);
  return Object.keys(given)
    .filter((parameter) => !Object.hasOwn(parameters, parameter))
    .map((parameter) => ({
      parameter,
      message: `is unknown to ${name}, which takes ${Object.keys(parameters).join(', ')}`,
    }));
}

function problemOf(value: string, { required, ...row }: Parameter): string | undefined {
  if (value === '') return required === true ? 'is missing' : undefined;
  return formatProblem(value, row);
}

function formatProblem(
  value: string,
  { format, maximum = Number.POSITIVE_INFINITY }: Pick<Parameter, 'format' | 'maximum'>,
): string | undefined {
  switch (format) {
    case 'msisdn':
      return isMsisdn(value) ? undefined : notMsisdn;
    case 'msisdns': {
      const entries = value.split(';').filter((entry) => entry.trim() !== '');
      if (entries.length > maximum) return `has more than ${maximum} entries`;
      return entries.length > 0 && entries.every(isMsisdn) ? undefined : notMsisdn;
    }
    case 'datetime':
      return parseTime(value) ? undefined : 'must be of the form "YYYY-MM-DD hh:mm:ss"';
    case 'integer':
      if (!/^\d{1,15}$/.test(value)) return 'must be a whole number';
      return Number(value) > maximum ? `must be at most ${maximum}` : undefined;
    case 'sender':
      return /^[A-Za-z0-9_-]+$/.test(value) && value.length <= maximum
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
