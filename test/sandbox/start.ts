import { onTestFinished } from 'vitest';
import { JojkaClient, type JojkaClientOptions } from '../../src/jojka/client.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

/** A sandbox and a client of it, both closed at the end of the test. */
export async function sandboxAndClient(
  options: SandboxOptions = {},
  clientOptions: Partial<JojkaClientOptions> = {},
): Promise<{ sandbox: Sandbox; client: JojkaClient }> {
  const sandbox = await startSandbox(options);
  const client = new JojkaClient({
    apiKey: 'any',
    url: sandbox.url,
    requestsPerSecond: 1000,
    firstWaitMs: 1,
    retries: 2,
    patienceSeconds: 0,
    ...clientOptions,
  });
  onTestFinished(async () => {
    await client.close();
    await sandbox.close();
  });
  return { sandbox, client };
}

/** Posts a form as another client might; gives status and answer. */
export async function post(
  sandbox: Sandbox,
  endpoint: string,
  fields: Record<string, string>,
  encoding: 'urlencoded' | 'multipart' = 'urlencoded',
): Promise<{ status: number; json: unknown }> {
  let body: URLSearchParams | FormData = new URLSearchParams(fields);
  if (encoding === 'multipart') {
    body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
  }
  const answer = await fetch(`${sandbox.url}/${endpoint}`, { method: 'POST', body });
  return { status: answer.status, json: await answer.json() };
}
