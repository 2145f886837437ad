import { expect, test } from 'vitest';
import { EndlessExportError } from '../../src/errors.ts';
import { quickClient, scriptedServer } from './scripted-server.ts';

const page = [
  { msisdn: 46701740605, name: 'Anna', groups: ['Kunder'] },
  { msisdn: 46701740606, name: 'Bo', groups: [] },
];

test('the iterator over contacts ends in an error when the same page comes again', async () => {
  const server = await scriptedServer({ json: { export: page } });
  const read: string[] = [];
  const reading = async () => {
    for await (const { msisdn } of quickClient(server.url).contacts({ pageSize: 2 })) read.push(msisdn);
  };
  await expect(reading()).rejects.toBeInstanceOf(EndlessExportError);
  expect(read).toHaveLength(2);
  expect(server.seen).toHaveLength(2);
});

test('smaller pages than asked for are not taken for the end', async () => {
  const server = await scriptedServer(
    { json: { export: page.slice(0, 1) } },
    { json: { export: page.slice(1) } },
    { json: { export: [] } },
  );
  const read: string[] = [];
  for await (const { msisdn } of quickClient(server.url).contacts()) read.push(msisdn);
  expect(read).toEqual(['46701740605', '46701740606']);
  expect(server.seen.map(({ form }) => form.offset)).toEqual(['0', '1', '2']);
});
