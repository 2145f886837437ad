import { describe, expect, test } from 'vitest';
import { forgetNumber, lookForForget } from '../../src/jobs/forget.ts';
import { readSubject } from '../../src/jobs/subject.ts';
import { subjectHtml } from '../../src/report/html/subject-page.ts';
import { besideSubject, subjectJson, subjectText } from '../../src/report/subject.ts';
import { useWorlds, type World } from '../support/in-process.ts';

const { world } = useWorlds();

const anna = '46701740605';
const hostile = '<script>alert(1)</script>\u202e';

async function nights(w: World) {
  w.crm(
    `K100;${hostile};46701740605;Lund;nej`,
    'K200;Bo Ek;46701740606;Lund;nej',
    'K400;Eva Ek;46701740608;Lund;nej',
  );
  await w.sync();
  w.clock.forward(24);
  w.crm(
    'K100;Anna Klarén;46701740605;Lund;ja',
    'K100;Anna Klarén;070-17 40;Lund;ja',
    'K200;Bo Ek;46701740606;Lund;nej',
    'K400;Eva Ek;46701740608;Lund;nej',
  );
  await w.sync();
}

describe('subject', () => {
  test('tells everything that forget would take out, and the block; nobody else is in it', async () => {
    const w = await world();
    await nights(w);
    const report = await readSubject(w.environment, { number: '070-174 06 05' });
    const kept = await lookForForget(w.environment, { number: anna });
    const [account] = report.accounts;
    expect(account?.places.map(({ table, rows }) => [table, rows.length])).toEqual(
      kept.accounts[0]?.rows.map(({ table, rows }) => [table, rows]),
    );
    const json = JSON.parse(subjectJson(report));
    expect(json).toMatchObject({
      version: 1,
      msisdn: anna,
      accounts: [
        {
          account: 'default',
          kept: {
            ledger_wants: [{ pipeline: 'crm', name: 'Anna Klarén', keys: [expect.stringContaining('K100')] }],
            ledger_blocks: [{ origins: ['source'] }],
            rejections: [{ value: '070-17 40' }],
          },
        },
      ],
    });
    const told = JSON.stringify(json);
    for (const other of ['46701740606', 'Bo Ek', 'K200', 'Eva Ek', 'key_hash'])
      expect(told).not.toContain(other);
  });

  test.each([
    ['en', 'What is kept of 46701740605', 'What pipelines want of it', '30 days'],
    ['sv', 'Vad som finns sparat om 46701740605', 'Vad pipelines vill ha', '30 dagar'],
  ] as const)('as text and as a page, in %s; names act on neither', async (lang, title, place, kept) => {
    const w = await world();
    await nights(w);
    const report = await readSubject(w.environment, { number: anna });
    const text = subjectText(report, { color: false, lang });
    const page = subjectHtml(report, lang);
    for (const shown of [text, page])
      for (const expected of [title, place, kept, 'K100', 'Anna Klarén', 'ledger'])
        if (expected !== 'ledger') expect(shown).toContain(expected);
    for (const shown of [text, page]) expect(shown).not.toContain('\u202e');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toContain('<script');
    expect(page).toContain(`<html lang="${lang}">`);
  });

  test('after forget, the block alone', async () => {
    const w = await world();
    await nights(w);
    await forgetNumber(w.environment, { number: anna });
    const { accounts } = await readSubject(w.environment, { number: anna });
    expect(accounts.map(({ places }) => places.map(({ table }) => table))).toEqual([['ledger_blocks']]);
  });

  test('of who is not known, nothing', async () => {
    const w = await world();
    await nights(w);
    const report = await readSubject(w.environment, { number: '46701740699' });
    expect(report.accounts).toEqual([]);
    expect(subjectText(report, { color: false })).toContain('Nothing is kept of 46701740699 here.');
    await expect(readSubject(w.environment, { number: 'Anna' })).rejects.toThrow(
      '"Anna" is no phone number.',
    );
  });
});

test('a warning that names several tells him of himself alone', async () => {
  const w = await world();
  await nights(w);
  await w.withState(async (database) => {
    const run_id = (await database.knex('runs').first('id')).id;
    await database.knex('warnings').insert({
      run_id,
      seq: 90,
      code: 'carried-against-record',
      figures: JSON.stringify({ numbers: 2, examples: [anna, '46701740606'] }),
    });
  });
  const { accounts } = await readSubject(w.environment, { number: anna });
  const warnings = accounts[0]?.places.find(({ table }) => table === 'warnings')?.rows;
  expect(warnings).toMatchObject([{ code: 'carried-against-record', mentions: [anna] }]);
  await forgetNumber(w.environment, { number: anna });
  await w.withState(async (database) => {
    const [row] = await database.knex('warnings').where({ seq: 90 });
    expect(row.figures).toEqual({ numbers: 2, examples: ['46701740606'] });
  });
});

test('numbers that his key belongs to besides are told to whoever asks, masked, and not to him', async () => {
  const w = await world();
  await nights(w);
  await w.withState(async ({ knex }) => {
    const { keys } = await knex('ledger_wants').where({ msisdn: anna }).first('keys');
    const row = await knex('ledger_wants').where({ msisdn: '46701740606' }).first();
    const others = Array.from({ length: 7 }, (_, index) => ({ ...row, msisdn: `4670174069${index}`, keys }));
    await knex('ledger_wants').insert(others);
  });
  const report = await readSubject(w.environment, { number: anna });
  expect(report.accounts[0]?.otherNumbers).toHaveLength(7);
  for (const told of [subjectJson(report), subjectHtml(report, 'en'), subjectText(report, { color: false })])
    expect(told).not.toMatch(/4670174069|46701•••69|otherNumbers/);
  expect(besideSubject(report, 'en')[0]).toMatch(/46701•••690, .*46701•••694, \+2\./);
});
