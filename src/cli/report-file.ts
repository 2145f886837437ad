import { extname } from 'node:path';
import { UsageError } from '../errors.ts';

/**
 * The format that a report file's ending asks for; looked at before the work begins.
 *
 * @throws UsageError when no report is written in that format
 */
export function reportFormat(path: string | undefined): 'text' | 'json' {
  const ending = path === undefined ? '.txt' : extname(path).toLowerCase();
  if (ending === '.json') return 'json';
  if (ending === '.txt' || ending === '.log' || ending === '') return 'text';
  throw new UsageError(`A report cannot be written as ${ending}.`, {
    advice: 'Name a file that ends in .txt or .json.',
  });
}
