import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, plainEnvironment, temporaryFolder } from './pack.ts';
import { run, runWell } from './run.ts';

/** As Excel saves it in Sweden, but for the encoding: that is the newcomer's. */
const csv = [
  'Kundnr;Förnamn;Efternamn;Mobil;SMS-stopp',
  '1001;Åsa;Öberg;070-174 06 05;Nej',
  '1002;Bo;Ek;070-174 06 06;Ja',
  '',
].join('\r\n');

const pipeline = `import { definePipeline } from 'jojka-sync';

const path: string = 'kunder.csv';

export default definePipeline({
  name: 'typed',
  sources: [{ type: 'csv', path, id: 'Kundnr', phone: 'Mobil', name: ['Förnamn', 'Efternamn'], groups: ['Kunder'] }],
  contacts: { absent: 'keep' },
});
`;

const program = `import { normalizeMsisdn, planPipeline } from 'jojka-sync';
import schema from 'jojka-sync/pipeline.schema.json' with { type: 'json' };
console.log(normalizeMsisdn('070-174 06 05').msisdn, typeof planPipeline, typeof schema.properties);
`;

/**
 * What somebody does who has the tarball and nothing else, on one version of Node. Throws where it does not work.
 *
 * @param nodeFolder folder of the `node` to be used
 */
export async function tryPackage(tarball: string, nodeFolder: string): Promise<void> {
  const cache = temporaryFolder('cache');
  const env = { ...plainEnvironment(nodeFolder), XDG_CACHE_HOME: cache };
  const cwd = await install(tarball, env);
  assert(!existsSync(join(cwd, 'node_modules', 'typescript')), 'typescript was installed with it');
  const npx = (...args: string[]) => runWell('npx', ['--no-install', 'jojka-sync', ...args], { cwd, env });

  assert.match(await npx('--help'), /Usage: jojka-sync/);
  const { stdout: keeps } = await run('node', ['-p', '"enableCompileCache" in require("node:module")'], {
    cwd,
    env,
  });
  assert.equal(
    existsSync(join(cache, 'jojka-sync', 'node')),
    keeps.trim() === 'true',
    'what is compiled is kept',
  );
  writeFileSync(join(cwd, 'kunder.csv'), csv);
  assert.match(await npx('init', 'kunder.csv'), /npx --no-install jojka-sync plan kunder/);
  assert(existsSync(join(cwd, 'pipelines', 'kunder.yaml')), 'init wrote no pipeline into the folder');
  assert(!existsSync(join(cwd, 'node_modules', 'jojka-sync', 'pipelines', 'kunder.yaml')));
  await npx('validate', 'kunder');

  mkdirSync(join(cwd, 'pipelines'), { recursive: true });
  writeFileSync(join(cwd, 'pipelines', 'typed.ts'), pipeline);
  await npx('validate', 'typed');

  writeFileSync(join(cwd, 'program.mjs'), program);
  const said = await run('node', ['program.mjs'], { cwd, env });
  assert.equal(said.stdout, '46701740605 function object\n', said.stderr);
}
