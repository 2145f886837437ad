import { readFileSync } from 'node:fs';

/** A file of the package, in the checkout as in what was built of it. @throws Error when it is not there */
export function packageFile(name: string): string {
  let missing: unknown;
  for (const root of ['../../../', '../../'])
    try {
      return readFileSync(new URL(`${root}${name}`, import.meta.url), 'utf8');
    } catch (error) {
      missing = error;
    }
  throw missing;
}
