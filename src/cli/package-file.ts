import { fileURLToPath } from 'node:url';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';

/** A file of the package, in the checkout as in what was built of it. @throws Error when it is not there */
export function packageFile(name: string): string {
  let missing: unknown;
  for (const root of ['../../../', '../../'])
    try {
      return readWholeText(fileURLToPath(new URL(`${root}${name}`, import.meta.url)), mostHandwrittenBytes);
    } catch (error) {
      missing = error;
    }
  throw missing;
}
