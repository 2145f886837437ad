import { Argument, Option } from '@commander-js/extra-typings';
import { UsageError } from '../errors.ts';
import { applyPlan } from '../jobs/apply.ts';
import {
  addConsolePerson,
  addConsoleToken,
  anybodyMaySignIn,
  consoleTokens,
  revokeConsoleToken,
} from '../jobs/console.ts';
import { personAddedTold, tokenAddedTold, tokenRevokedTold, tokensTold } from '../report/console-tokens.ts';
import { consoleTold, tell } from '../report/upkeep.ts';
import type { RunReport } from '../steps/run-report.ts';
import { defineCommand } from './command.ts';
import type { Cli, ExitCode } from './context.ts';
import { textOrJson } from './options.ts';
import { createReportApart } from './report-apart.ts';
import { told } from './told.ts';
import { untilStopped } from './until-stopped.ts';
import { watched } from './watched.ts';

export const consoleCommand = defineCommand({
  build: (command) =>
    command
      .addArgument(new Argument('[what]', 'token: who may sign in').choices(['token']))
      .addArgument(new Argument('[action]', 'of token').choices(['add', 'list', 'revoke']))
      .argument('[name]', 'whose token')
      .option('--port <n>', 'port; 0 takes a free one', '8178')
      .option('--host <address>', 'where it listens', '127.0.0.1')
      .option('--origin <url>', 'the address under which a proxy with TLS shows it')
      .option('--insecure', 'plain HTTP beyond this machine is meant')
      .option(
        '--proxy-header <name>',
        'the header in which a proxy with a sign-in of its own says who somebody is',
      )
      .option('--proxy-from <address...>', 'where that proxy is: the header is believed from there alone')
      .option('--no-token', 'of token add: he signs in by the proxy, and gets no token')
      .addOption(
        new Option('--role <role>', 'of token add: what he may do, each what the ones before may too')
          .choices(['see', 'approve', 'operate'])
          .default('see' as const),
      )
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
A web page over the same state: pipelines and their nights, reports, held plans to apply or discard, rejections, people,
the blocklist, replies. It listens on this machine alone. Without a token nobody comes in: make one first.

Examples:
  $ jojka-sync console token add anna --role approve
  $ jojka-sync console
  $ jojka-sync console --origin https://sms.example.se
  $ jojka-sync console token add bo --role see --no-token
  $ jojka-sync console --origin https://sms.example.se --proxy-header X-Remote-User --proxy-from 127.0.0.1
  $ jojka-sync console token revoke anna`,
      ),
  run: async (cli, options, [what, action, name]) => {
    if (what === undefined) return serve(cli, options);
    if (action === 'list' && name === undefined) {
      const tokens = await consoleTokens(cli);
      cli.progress.clear();
      await cli.out(tell(tokensTold(tokens), options.format));
      return 0;
    }
    if (action === 'add' && name !== undefined) {
      const added = options.token
        ? tokenAddedTold(name, options.role, await addConsoleToken(cli, name, options.role))
        : await addConsolePerson(cli, name, options.role).then(() => personAddedTold(name, options.role));
      cli.progress.clear();
      await cli.out(tell(added, options.format));
      return 0;
    }
    if (action === 'revoke' && name !== undefined) {
      await revokeConsoleToken(cli, name);
      cli.progress.clear();
      await cli.out(tell(tokenRevokedTold(name), options.format));
      return 0;
    }
    throw new UsageError('That is not understood.', {
      advice:
        'jojka-sync console, jojka-sync console token add NAME, jojka-sync console token list, or jojka-sync console token revoke NAME',
    });
  },
});

interface ServeOptions {
  readonly port: string;
  readonly host: string;
  readonly origin?: string | undefined;
  readonly insecure?: true | undefined;
  readonly proxyHeader?: string | undefined;
  readonly proxyFrom?: readonly string[] | undefined;
  readonly format: 'text' | 'json';
}

async function serve(cli: Cli, options: ServeOptions): Promise<ExitCode> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError(`"${options.port}" is not a port.`);
  // Loaded here alone: no other command needs the server.
  const { readProxy, startConsole } = await import('../console/server.ts');
  const proxy = readProxy(options.proxyHeader, options.proxyFrom);
  if (!(await anybodyMaySignIn(cli, proxy !== undefined)))
    throw new UsageError('Nobody has a token, so nobody could sign in.', {
      advice: 'Nothing was started. Make one first:\njojka-sync console token add NAME --role approve',
    });
  const server = await startConsole({
    environment: cli,
    port,
    host: options.host,
    lang: cli.lang,
    told,
    onError: (error) =>
      cli.log.error(told(error instanceof Error ? (error.stack ?? error.message) : String(error))),
    applyHeld: (run, { accept, approval }, emit) => applyHeld(cli, run, { accept, approval }, emit),
    ...(options.origin !== undefined && { origin: options.origin }),
    ...(options.insecure && { insecure: true }),
    ...(proxy && { proxy }),
    reportApart: createReportApart(cli),
  });
  cli.progress.clear();
  await cli.out(tell(consoleTold(server.url), options.format));
  return untilStopped(cli.signal, () => server.close());
}

/** As `apply RUN --accept FINGERPRINT`: whoever is told of that is told of this. */
async function applyHeld(
  cli: Cli,
  run: string,
  options: NonNullable<Parameters<typeof applyPlan>[2]>,
  emit: Cli['emit'],
): Promise<RunReport> {
  let report: RunReport | undefined;
  const both: Cli = {
    ...cli,
    emit: (event) => {
      emit(event);
      // How far it is, the page shows.
      if (event.kind !== 'progress') cli.emit(event);
    },
  };
  await watched(both, { command: 'apply', named: run, metricsFile: undefined }, async (environment) => {
    report = await applyPlan(run, environment, options);
    return { exitCode: report.exitCode, ended: report };
  });
  if (!report) throw new Error('a plan was applied and nothing was told of it');
  return report;
}
