import { migrateState } from '../jobs/migrate.ts';
import { defineCommand } from './command.ts';

export const migrateCommand = defineCommand({
  build: (command) =>
    command.addHelpText(
      'after',
      `
Example:
  $ DATABASE_URL=postgres://… jojka-sync migrate`,
    ),
  run: async (cli) => {
    const place = await migrateState(cli);
    cli.progress.clear();
    await cli.out(`The state at ${place} is up to date.\n`);
    return 0;
  },
});
