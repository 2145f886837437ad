import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mostHandwrittenBytes, readWholeText } from '../whole-file.ts';

/** Where this package lies and which version it is, whether it runs built or from its source. */
export function ownPackage(): { readonly folder: string; readonly version: string } {
  for (const above of ['../..', '../../..']) {
    const folder = fileURLToPath(new URL(above, import.meta.url));
    try {
      const { name, version } = JSON.parse(readWholeText(join(folder, 'package.json'), mostHandwrittenBytes));
      if (name === 'jojka-sync') return { folder, version };
    } catch {}
  }
  return { folder: fileURLToPath(new URL('../..', import.meta.url)), version: 'latest' };
}

/**
 * How a file in `pipelines/` names the JSON Schema to an editor: as it is installed in the folder, else where it lies.
 *
 * @param cwd the folder that holds `pipelines`
 */
export function schemaReference(cwd: string): string {
  const schema = join('docs', 'pipeline.schema.json');
  const installed = join(cwd, 'node_modules', 'jojka-sync', schema);
  const own = join(ownPackage().folder, schema);
  const path = existsSync(installed) ? installed : own;
  const fromPipelines = relative(join(cwd, 'pipelines'), path);
  const isNear = !relative(cwd, path).startsWith('..');
  return isNear && !/\s/.test(fromPipelines) ? fromPipelines.replaceAll('\\', '/') : pathToFileURL(path).href;
}
