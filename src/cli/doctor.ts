import { UsageError } from '../errors.ts';
import { acceptKey } from '../jobs/doctor.ts';
import { defineCommand } from './command.ts';
import { accountOption } from './options.ts';

export const doctorCommand = defineCommand({
  build: (command) =>
    command
      .option('--accept-key', 'it is the same account as before')
      .addOption(accountOption())
      .addHelpText(
        'after',
        `
Example:
  $ jojka-sync doctor --accept-key`,
      ),
  run: async (cli, options) => {
    if (!options.acceptKey)
      throw new UsageError('doctor can do one thing so far: --accept-key.', {
        advice: 'jojka-sync doctor --help',
      });
    const { url } = await acceptKey(cli, options.account);
    cli.progress.clear();
    await cli.out(`The state now knows account "${options.account}" at ${url} by the key that is set.\n`);
    return 0;
  },
});
