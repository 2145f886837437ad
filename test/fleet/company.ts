import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { temporaryFolder } from '../support/cli.ts';

/** A company with several accounts, each with a sandbox, a CRM's export and a pipeline of its own. */
export interface Company {
  readonly cwd: string;
  /** Keys and addresses of its accounts. */
  readonly env: NodeJS.ProcessEnv;
  readonly sandboxes: Readonly<Record<string, Sandbox>>;
  /** Writes a pipeline's file anew, with what it has besides. */
  pipeline(account: string, besides?: object): void;
  close(): Promise<void>;
}

/** @param accounts their names; each has a pipeline of that name */
export async function startCompany(
  accounts: readonly string[],
  options: Parameters<typeof startSandbox>[0] = {},
): Promise<Company> {
  const cwd = temporaryFolder('company');
  mkdirSync(join(cwd, 'pipelines'));
  const env: NodeJS.ProcessEnv = {};
  const sandboxes: Record<string, Sandbox> = {};
  const pipeline = (account: string, besides: object = {}) =>
    writeFileSync(
      join(cwd, 'pipelines', `${account}.json`),
      JSON.stringify({
        name: account,
        account,
        sources: [
          {
            type: 'csv',
            path: `${account}.csv`,
            id: 'Kundnr',
            phone: 'Mobil',
            name: 'Namn',
            groups: ['Kunder'],
          },
        ],
        contacts: { absent: 'remove-managed' },
        load: { requestsPerSecond: 1000, retries: 0 },
        ...besides,
      }),
    );
  for (const account of accounts) {
    const sandbox = await startSandbox({ port: 0, ...options });
    sandboxes[account] = sandbox;
    env[`JOJKA_${account.toUpperCase()}_API_KEY`] = `key-of-${account}`;
    env[`JOJKA_${account.toUpperCase()}_API_URL`] = sandbox.url;
    pipeline(account);
    writeFileSync(
      join(cwd, `${account}.csv`),
      'Kundnr;Namn;Mobil\n1;Anna Berg;070-174 06 05\n2;Bo Ek;070-174 06 06\n',
    );
  }
  return {
    cwd,
    env,
    sandboxes,
    pipeline,
    close: async () => {
      for (const sandbox of Object.values(sandboxes)) await sandbox.close();
    },
  };
}
