import { open, rename, rm } from 'node:fs/promises';
import { UsageError } from './errors.ts';

/**
 * Writes a file that holds personal data: readable by its owner alone (K2), whole or not at all.
 *
 * @throws UsageError when it cannot be written
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new UsageError(
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      {
        advice: 'Name a file in a folder that can be written to.',
        cause: error,
      },
    );
  }
}
