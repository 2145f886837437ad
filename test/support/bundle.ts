import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Makes what runs in the HTML report's page: the only thing that the sources need and do not hold. */
export default function bundle(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../src/report/html/bundle.mjs')], {
    stdio: 'inherit',
  });
}
