import type { WarningFigures } from '../../contact/rejection.ts';

type OddOptOut = WarningFigures['odd-opt-out'];

/** Words for no that every list of them should have. */
const usualNo = ['nej', 'no', 'false', 'falskt', '0'];

/**
 * The two lines of a pipeline that settle what odd values of an opt-out column mean: that no SMS are wanted, or that they are.
 * Words given for a side are all that it has, so each line holds those that are there: the pipeline's own, or the ones that
 * were met. A word stands on one side alone.
 */
export function optOutLines({ examples, column = '', yes = [], no = [], own }: OddOptOut): {
  readonly optedOut: string;
  readonly welcome: string;
} {
  // One that is cut is no word of theirs.
  const odd = examples.flatMap(([value]) => (value.endsWith('…') ? [] : [value]));
  const is = own?.is ?? yes;
  const not = own?.not ?? [...no, ...(own?.is ? [] : usualNo)];
  return {
    optedOut: line(column, [...is, ...odd], own?.not),
    welcome: line(column, own?.is, [...not, ...odd]),
  };
}

function line(column: string, is: readonly string[] | undefined, not: readonly string[] | undefined): string {
  const words = (name: string, list: readonly string[] | undefined, except: readonly string[] = []) => {
    if (list === undefined) return '';
    const all = [...new Set(list)].filter((word) => !except.includes(word));
    return `, ${name}: [${all.map((word) => JSON.stringify(word)).join(', ')}]`;
  };
  return `optOut: { column: ${JSON.stringify(column)}${words('is', is)}${words('not', not, is)} }`;
}
