import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bin, runCli, temporaryFolder } from '../support/cli.ts';
import { startProxy } from '../support/proxy.ts';

/** Packages of which parts go into the built program do there what they do by themselves. */

describe('undici: a proxy', () => {
  const doctor = (proxy: string) =>
    runCli(['doctor'], {
      cwd: temporaryFolder('built-in'),
      env: { JOJKA_API_KEY: 'key', JOJKA_API_URL: 'https://jojka.test/websms/api', HTTPS_PROXY: proxy },
    });

  test('that does not let the call through', async () => {
    const proxy = await startProxy({ port: 1, refuse: 407 });
    onTestFinished(() => proxy.close());
    const { stdout } = await doctor(proxy.url);
    expect(stdout).toContain('the proxy asks for a user name and password (HTTP 407)');
  });

  test('that does: a certificate that nobody has signed is looked at through the tunnel', async () => {
    const folder = join(import.meta.dirname, '..', 'support', 'tls');
    const server = createServer(
      { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'certificate.pem')) },
      (_, response) => response.end('{}'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const proxy = await startProxy({ port: (server.address() as AddressInfo).port });
    onTestFinished(() => proxy.close());
    const { stdout } = await doctor(proxy.url);
    expect(stdout).toContain('certificate or TLS is not accepted');
    expect(proxy.asked).toContain('CONNECT jojka.test:443');
  });
});

test.each([
  ['ts', "import { definePipeline } from 'jojka-sync';\nexport default definePipeline("],
  ['js', 'export default ('],
])('a pipeline in code: .%s', async (ending, begin) => {
  const cwd = temporaryFolder('built-in-code');
  const pipeline = {
    name: 'crm',
    sources: [{ type: 'csv', path: 'crm.csv', phone: 'Mobil' }],
    contacts: { absent: 'keep' },
  };
  writeFileSync(join(cwd, `crm.${ending}`), `${begin}${JSON.stringify(pipeline)});\n`);
  const { code, stdout, stderr } = await runCli(['validate', `crm.${ending}`], { cwd });
  expect({ code, said: stdout + stderr }).toEqual({
    code: 0,
    said: expect.stringContaining('valid pipeline'),
  });
});

test('every package that went in is named with its version and licence', () => {
  const licences = readFileSync(join(bin, '..', '..', 'chunks', 'LICENSES.txt'), 'utf8');
  for (const name of ['zod', 'undici', 'knex', 'lodash', 'tarn', 'pg-protocol', 'sonic-boom', 'safer-buffer'])
    expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+$`, 'm'));
  const texts = licences.split(/\n{3}(?=\S+ \d+\.\d+\.\d+\n)/);
  expect(texts.length).toBeGreaterThan(50);
  for (const text of texts) expect(text.length).toBeGreaterThan(400);
});
