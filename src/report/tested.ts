import type { Difference, Tested } from '../steps/pipeline-test.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { jsonText, printable } from './printable.ts';

/** What came of a pipeline's tests: each that is not as expected, with what differs. */
export function testedText({ pipeline, file, tests }: Tested, { tested }: Catalogue = english): string {
  const failed = tests.filter(({ differences }) => differences.length > 0);
  return [
    ...failed.flatMap(({ name, differences }) => [
      tested.failed(printable(name)),
      ...differences.map((difference) => `  ${line(difference, tested)}`),
    ]),
    tested.sum(pipeline, tests.length, failed.length, file),
    '',
  ].join('\n');
}

/** The same for programs. */
export function testedJson({ pipeline, file, tests }: Tested): string {
  const passed = tests.every(({ differences }) => differences.length === 0);
  return `${jsonText({ version: 1, pipeline, file, passed, tests })}\n`;
}

function line(difference: Difference, tested: Catalogue['tested']): string {
  const list = (groups: readonly string[]) => `[${groups.map(printable).join(', ')}]`;
  switch (difference.kind) {
    case 'missing-contact':
    case 'unexpected-contact': {
      const { kind, number, name, groups } = difference;
      return tested[kind](`${printable(number)} ${printable(name)} ${list(groups)}`.replace(/ {2,}/g, ' '));
    }
    case 'name':
      return tested.name(
        printable(difference.number),
        printable(difference.expected),
        printable(difference.got),
      );
    case 'groups':
      return tested.groups(printable(difference.number), list(difference.expected), list(difference.got));
    case 'missing-rejection':
    case 'unexpected-rejection': {
      const { kind, source, row, code, field, value } = difference;
      const where = [source, field]
        .filter((part) => part !== '')
        .map(printable)
        .join(', ');
      return tested[kind](row, printable(code), where, printable(value.slice(0, 80)));
    }
    default:
      return tested[difference.kind](printable(difference.number));
  }
}
