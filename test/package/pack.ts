import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runWell } from './run.ts';

export const root = join(import.meta.dirname, '..', '..');

/** What npm and npx need of our environment, with `node` of a folder first: nothing of the checkout is found by it. */
export function plainEnvironment(nodeFolder = dirname(process.execPath)): NodeJS.ProcessEnv {
  const { HOME, TMPDIR, LANG } = process.env;
  const path = (process.env.PATH ?? '').split(delimiter).filter((one) => !one.includes('node_modules'));
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(https?|no)_proxy$|^npm_config_(registry|cache)$|^NODE_EXTRA_CA_CERTS$/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    HOME,
    TMPDIR,
    LANG,
    PATH: [nodeFolder, ...path].join(delimiter),
    npm_config_update_notifier: 'false',
  };
}

/** Packs what lies in `dist` as `npm publish` would. @returns the tarball's path, and the files in it */
export async function pack(): Promise<{ tarball: string; files: string[] }> {
  const folder = temporaryFolder('packed');
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(await runWell('npm', args, { cwd: root, env: plainEnvironment() }));
  return {
    tarball: join(folder, packed.filename),
    files: packed.files.map(({ path }: { path: string }) => path),
  };
}

/** Installs a tarball as the README says, into an empty folder outside of the checkout. @returns the folder */
export async function install(tarball: string, env: NodeJS.ProcessEnv): Promise<string> {
  const folder = temporaryFolder('installed');
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await installInto(folder, tarball, env);
  return folder;
}

/** @param what a tarball, or a package of the registry */
export async function installInto(folder: string, what: string, env: NodeJS.ProcessEnv): Promise<void> {
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await runWell('npm', ['install', ...quietly, what], { cwd: folder, env });
}

const temporary: string[] = [];

process.once('exit', (code) => {
  if (code === 0) for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when all went well, and stays to be looked at when it did not. */
export function temporaryFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `jojka-sync-${name}-`)));
  temporary.push(folder);
  return folder;
}
