/**
 * What a user installs with the package, from the lock file alone: each package with its version and licence. Fails where a
 * licence is not a permissive one, a package runs a script when it is installed, comes from anywhere but the registry, or is
 * not held to a hash.
 *
 *   npm run licences
 */
import { readFileSync } from 'node:fs';

const permissive = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
]);

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);

const faultsOf = ([path, { license = 'none', hasInstallScript, resolved, integrity = '' }]) =>
  [
    permissive.has(license) ? '' : `its licence is ${license}`,
    hasInstallScript ? 'it runs a script when it is installed' : '',
    resolved && !resolved.startsWith('https://registry.npmjs.org/') ? `it comes from ${resolved}` : '',
    integrity.startsWith('sha512-') ? '' : 'no hash holds it',
  ]
    .filter(Boolean)
    .map((fault) => `${path}: ${fault}`);

for (const [path, { version, license }] of installed)
  process.stdout.write(`${path.replace(/^.*node_modules\//, '')}\t${version}\t${license}\n`);
const faults = installed.flatMap(faultsOf);
process.stdout.write(`${installed.length} packages\n`);
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
}
