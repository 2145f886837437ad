import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { failure } from '../jojka/scripted-server.ts';
import { post, sandboxAndClient } from './start.ts';

const anna = { msisdn: '46701740605', name: 'Anna Berg', groups: ['Kunder', 'Ort Umeå'] };

describe.each(['merge', 'replace'] as const)('%s', (semantics) => {
  const expected = semantics === 'merge' ? ['Kunder', 'Ort Umeå', 'VD'] : ['VD'];

  test('an import of a contact that is there', async () => {
    const { sandbox, client } = await sandboxAndClient({ semantics, data: { contacts: [anna] } });
    await client.importContactsList({
      rows: [{ msisdn: anna.msisdn, name: 'Anna Ek', groups: ['VD', 'VD'] }],
    });
    expect(sandbox.state().contacts).toEqual([{ msisdn: anna.msisdn, name: 'Anna Ek', groups: expected }]);
  });

  test('add_contact of one', async () => {
    const { sandbox, client } = await sandboxAndClient({ semantics, data: { contacts: [anna] } });
    await client.addContact({ msisdn: anna.msisdn, name: 'Anna Ek', groups: ['VD'] });
    expect(sandbox.state().contacts).toEqual([{ msisdn: anna.msisdn, name: 'Anna Ek', groups: expected }]);
  });
});

describe('the list', () => {
  const rows = [anna, { msisdn: '46701740606', name: 'Bo Ek', groups: [] }];
  const [first, second] = ['46701740605;Anna Berg;Kunder;Ort Umeå', '46701740606;Bo Ek'];

  test.each([
    ['line feeds', `${first}\n${second}`],
    ['one at the end', `${first}\n${second}\n`],
    ['CR LF', `${first}\r\n${second}\r\n`],
    ['commas', `${first}\n${second}`.replaceAll(';', ',')],
    ['both', `${first}\n${second.replaceAll(';', ',')}`],
    ['empty lines and groups', `\n\n${first};;\n\n${second};\n`],
    ['spaces', ` ${first}\n ${second} `],
  ])('%s', async (_, contacts_list) => {
    const { sandbox } = await sandboxAndClient();
    const answer = await post(sandbox, 'import_contacts_list', { API_key: 'any', contacts_list });
    expect(answer).toEqual({ status: 200, json: { successes: 'done' } });
    expect(sandbox.state().contacts).toEqual(rows);
  });

  test('rows that cannot be used are passed over in silence', async () => {
    const { sandbox, client } = await sandboxAndClient();
    await client.importContactsList({
      csv: `${first}\n0701740605;Cilla\n46701740607\n46701740608;\nrubbish\n${second}`,
    });
    expect(sandbox.state().contacts).toEqual(rows);
  });

  test('multipart', async () => {
    const { sandbox } = await sandboxAndClient();
    const fields = { API_key: 'any', contacts_list: `${first}\n${second}` };
    expect(await post(sandbox, 'import_contacts_list', fields, 'multipart')).toMatchObject({
      json: { successes: 'done' },
    });
    expect(sandbox.state().contacts).toEqual(rows);
  });

  test('by URL, from this machine only', async () => {
    const files = createServer((request, response) => {
      if (request.url === '/list.csv') response.end(`${first}\n${second}`);
      else if (request.url === '/moved') response.writeHead(302, { location: '/list.csv' }).end();
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void files.close());
    const base = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
    const { sandbox, client } = await sandboxAndClient();
    for (const url of [
      `${base}/absent`,
      `${base}/moved`,
      'https://example.com/list.csv',
      'http://10.0.0.1/',
      'file:///etc/hosts',
    ])
      expect(await failure(client.importContactsList({ url }))).toMatchObject({
        name: 'ApiError',
        messages: [expect.stringContaining('contacts_list_url')],
      });
    expect(sandbox.state().contacts).toEqual([]);
    await client.importContactsList({ url: `${base}/list.csv` });
    expect(sandbox.state().contacts).toEqual(rows);
  });

  test('10,000 rows and 60 groups go through', async () => {
    const { sandbox, client } = await sandboxAndClient();
    const groups = Array.from({ length: 60 }, (_, index) => `Grupp ${index}`);
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      msisdn: String(46_701_700_000 + index),
      name: `Åsa ${index}`,
      groups,
    }));
    await client.importContactsList({ rows: many });
    expect(sandbox.state().contacts).toEqual(many);
  });
});
