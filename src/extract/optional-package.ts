import { UsageError } from '../errors.ts';

/**
 * A driver that only those install who have such a database.
 *
 * @param install what npm is to install, such as `mysql2@3`
 * @throws UsageError with the command that installs it, where it is not there
 */
export async function optionalPackage<Module>(
  source: string,
  install: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const [name] = install.split('@') as [string];
    const isMissing =
      error instanceof Error &&
      'code' in error &&
      error.code === 'ERR_MODULE_NOT_FOUND' &&
      error.message.includes(`'${name}'`);
    if (!isMissing) throw error;
    throw new UsageError(`${source} needs the package ${name}, which is not installed.`, {
      advice: `Nothing was read or changed. Install it beside jojka-sync:\nnpm install ${install}`,
      cause: error,
    });
  }
}
