import { acceptKey, examine } from '../jobs/doctor.ts';
import { doctorJson, doctorText } from '../report/doctor.ts';
import { wordsOf } from '../report/language/words.ts';
import { keyAcceptedTold, tell } from '../report/upkeep.ts';
import { defineCommand } from './command.ts';
import { accountOption, textOrJson } from './options.ts';

export const doctorCommand = defineCommand({
  build: (command) =>
    command
      .argument('[pipeline]', 'a path, or a name in pipelines/: its sources are looked at too')
      .option('--accept-key', 'the key is another one, and it is the same account as before')
      .option('--from <sender>', 'a sender of messages, to be looked at too')
      .addOption(accountOption('the account, where no pipeline says it'))
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
Changes nothing, in Jojka or the state (--accept-key apart). Exits with 0 when nothing fails, else with what a run would.

Examples:
  $ jojka-sync doctor
  $ jojka-sync doctor nightly-crm
  $ jojka-sync doctor nightly-crm --format json
  $ jojka-sync doctor --accept-key`,
      ),
  run: async (cli, options, [pipeline]) => {
    if (options.acceptKey) {
      const { url } = await acceptKey(cli, options.account);
      cli.progress.clear();
      await cli.out(tell(keyAcceptedTold(options.account, url, wordsOf(cli.lang)), options.format));
      return 0;
    }
    const checks = await examine({ pipeline, account: options.account, from: options.from }, cli);
    const exitCode = checks.find(({ verdict }) => verdict === 'fail')?.exitCode ?? 0;
    cli.progress.clear();
    await cli.out(options.format === 'json' ? doctorJson(checks, exitCode) : doctorText(checks, cli));
    return exitCode;
  },
});
