import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installInto, plainEnvironment, temporaryFolder } from './pack.ts';
import { runWell } from './run.ts';

export interface NodeVersion {
  readonly asked: string;
  /** Folder that holds `node`; undefined where there is none to be had. */
  readonly folder?: string;
  readonly version?: string;
  readonly why?: string;
}

/** A version of Node: the one that runs this where it will do, else from the registry into a folder of its own. */
export async function findNode(asked: string): Promise<NodeVersion> {
  if (process.versions.node === asked || process.versions.node.startsWith(`${asked}.`))
    return { asked, folder: dirname(process.execPath), version: process.versions.node };
  const folder = temporaryFolder(`node-${asked}`);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  try {
    await installInto(folder, `node@${asked}`, plainEnvironment());
    const bin = join(folder, 'node_modules', 'node', 'bin');
    const env = plainEnvironment(bin);
    const version = (await runWell(join(bin, 'node'), ['--version'], { cwd: folder, env })).trim().slice(1);
    return { asked, folder: bin, version };
  } catch (error) {
    return { asked, why: (error as Error).message.split('\n').find((line) => /npm error|not/.test(line)) };
  }
}
