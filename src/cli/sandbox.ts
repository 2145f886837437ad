import { Option } from '@commander-js/extra-typings';
import { UsageError } from '../errors.ts';
import { sandboxTold, tell } from '../report/upkeep.ts';
import { inputFiles, mustBeApart } from '../steps/files-apart.ts';
import { defineCommand } from './command.ts';
import { textOrJson } from './options.ts';
import { untilStopped } from './until-stopped.ts';

export const sandboxCommand = defineCommand({
  build: (command) =>
    command
      .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', '8177')
      .addOption(
        new Option('--semantics <kind>', 'what an import does to the groups of a contact that is there')
          .choices(['merge', 'replace'])
          .default('merge'),
      )
      .option('--data <file>', 'state to load and to save (JSON); made if it is not there')
      .option('--faults <file>', 'faults to play (JSON); see docs/sandbox.md')
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
Examples:
  $ jojka-sync sandbox --data state.json
  $ JOJKA_API_URL=http://127.0.0.1:8177/websms/api JOJKA_API_KEY=any jojka-sync plan demo`,
      ),
  run: async (cli, options) => {
    const port = Number(options.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new UsageError(`"${options.port}" is not a port.`);
    const { data, faults } = options;
    if (data !== undefined)
      mustBeApart(
        [{ what: '--data', path: data }],
        [...(faults === undefined ? [] : [{ what: `--faults ${faults}`, path: faults }]), ...inputFiles(cli)],
        cli,
      );
    // Loaded here alone: no other command needs the server.
    const { startSandbox } = await import('../sandbox/server.ts');
    const sandbox = await startSandbox({
      port,
      semantics: options.semantics,
      ...(options.data !== undefined && { data: options.data }),
      ...(options.faults !== undefined && { faults: options.faults }),
      onRequest: ({ endpoint, status }) => cli.log.debug({ endpoint, status }, 'request'),
    });
    await cli.out(tell(sandboxTold(sandbox.url), options.format));
    return untilStopped(cli.signal, () => sandbox.close());
  },
});
