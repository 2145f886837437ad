import { join } from 'node:path';
import { mostHandwrittenBytes, readWholeText, UnreadableFileError } from '../whole-file.ts';

/** The file `.env` of a folder, as far as this user can read it. */
export interface SettingsFile {
  readonly path: string;
  /** Undefined where there is none, or it cannot be read. */
  readonly text: string | undefined;
  /** Set where there is one that cannot be read: what, and what to do. */
  readonly fault?: { readonly what: string; readonly advice: string };
}

/** Reads `.env`. One that is there and cannot be read is no end of the night: all of it may be in the environment besides. */
export function readSettingsFile(cwd: string): SettingsFile {
  const path = join(cwd, '.env');
  try {
    return { path, text: readWholeText(path, mostHandwrittenBytes) };
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    const fault = faultOf(error, path);
    return { path, text: undefined, ...(fault && { fault }) };
  }
}

function faultOf({ code, message }: UnreadableFileError, path: string): SettingsFile['fault'] {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return undefined;
    case 'EISDIR':
      return {
        what: `${path} is a folder: no settings are read from it`,
        advice: 'Settings stand in a file of that name, or in the environment.',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        what: `there is a file ${path} that this user cannot read: nothing that it sets is known here`,
        advice: 'Give it to the user that runs jojka-sync: chown, and chmod 600.',
      };
    default:
      return {
        what: `${path} cannot be read: ${message}: nothing that it sets is known here`,
        advice: 'Settings stand in a file of that name, or in the environment.',
      };
  }
}
