import { describe, expect, test } from 'vitest';
import { fetchReplies } from '../../src/jobs/replies.ts';
import { useFieldCases } from './nights.ts';

/** Opt-outs as people met them in the public, each by the number of its case: columns, and replies. */
const fieldCase = useFieldCases();

const lines = (...rows: string[]) => `${rows.join('\r\n')}\r\n`;
const optOut = { column: 'Stopp' };
/** Forty people, each with a cell of the opt-out column. */
const forty = (cell: (at: number) => string) =>
  lines(
    'Id;Mobil;Namn;Stopp',
    ...Array.from({ length: 40 }, (_, at) => `K${at};${46_701_740_600 + at};N ${at};${cell(at)}`),
  );

describe('a column of opt-outs', () => {
  test('38 FALSKT and SANT of a Swedish Excel', async () => {
    const { night } = await fieldCase({ source: { id: 'Id', optOut } });
    expect(await night(forty((at) => (at === 7 ? 'SANT' : 'FALSKT')))).toMatchObject({
      end: 0,
      blocked: ['46701740607'],
      told: [],
    });
  });

  test('40 a date is a yes, told once', async () => {
    const { night } = await fieldCase({ source: { id: 'Id', optOut } });
    const { blocked, told } = await night(forty((at) => (at % 8 ? '' : `2026-02-1${at % 7} 12:11:00`)));
    expect(blocked).toHaveLength(5);
    expect(told).toEqual(['date-opt-out']);
  });

  test('41 a date of nothing but zeros is never', async () => {
    const { night } = await fieldCase({ source: { id: 'Id', optOut } });
    const cell = (at: number) => (at === 7 ? '2026-01-02 10:00:00' : '0000-00-00 00:00:00');
    expect((await night(forty(cell))).blocked).toEqual(['46701740607']);
  });

  test('43 an empty cell is a yes where the pipeline says so', async () => {
    const { night } = await fieldCase({
      source: { id: 'Id', optOut: { column: 'Ja', is: ['', 'nej'], not: ['ja'] } },
    });
    const file = lines(
      'Id;Mobil;Namn;Ja',
      '1;0701740605;Anna;ja',
      '2;0701740606;Bo;nej',
      '3;0701740607;Cilla;',
    );
    expect((await night(file)).blocked).toEqual(['46701740606', '46701740607']);
  });

  test('45 carried to a new number though its record says no: told', async () => {
    const { night } = await fieldCase({ source: { id: 'Id', optOut } });
    await night(lines('Id;Mobil;Namn;Stopp', '1;0701740605;Anna;ja', '2;0701740606;Bo;nej'));
    const second = await night(lines('Id;Mobil;Namn;Stopp', '1;0701740615;Anna;nej', '2;0701740606;Bo;nej'));
    expect(second.blocked).toContain('46701740615');
    expect(second.told).toContain('carried-against-record');
  });
});

describe('replies', () => {
  const fetched = async (
    replies: readonly (readonly [sender: string, message: string])[],
    strict = false,
  ) => {
    const { world } = await fieldCase();
    for (const [sender, message] of replies) world.sandbox.feedReply({ sender, message });
    const run = await fetchReplies(world.environment, { pipeline: undefined, account: 'default', strict });
    return { run, blocked: [...world.sandbox.state().blocklist].sort() };
  };
  const plain = [
    ...['Stop. Thank you', 'STOP', 'Stopp!', '"STOP"', '(STOP)', 'S T O P', 'S.T.O.P', 'STOPPP', 'ＳＴＯＰ'],
    ...[
      'Stop\nSent from my iPhone',
      'STOP 12345',
      'STOPALL',
      'opt out',
      'UNSUBSCRIBE',
      'Cancel',
      'REVOKE',
      'REMOVE',
      'ARRET',
      'Arrêt',
    ],
    ...[
      'Avsluta',
      'AVANMÄL',
      'avanmal',
      'Avbryt',
      'Sluta skicka sms',
      'Ta bort mig',
      'Nej tack',
      'Hej! Stopp',
      'Please stop',
    ],
    ...[
      'Vill inte ha fler sms',
      'Jag vill inte ha era sms',
      'Inga fler sms!',
      'STOPSMS',
      'stopp\u200b',
      'STOP🙏',
      '🛑',
      'remove me',
    ],
  ];

  test('63 all that plainly ask to stop are blocked; what is not plain is listed', async () => {
    const doubtful = ['Fjern', 'Kan ni ringa mig?'].map(
      (message, at) => [String(46_701_740_690 + at), message] as const,
    );
    const asked = plain.map((message, at) => [String(46_701_740_600 + at), message] as const);
    const { run, blocked } = await fetched([...asked, ...doubtful]);
    expect(asked.filter(([sender]) => !blocked.includes(sender)).map(([, message]) => message)).toEqual([]);
    const listed = run.replies.filter((one) => !one.blocked).map(({ message }) => message);
    expect([run.exitCode, listed.sort()]).toEqual([0, ['Fjern', 'Kan ni ringa mig?']]);
  });

  test('65 senders in other spellings are known; what cannot be blocked is told', async () => {
    const senders = [
      '46701740600',
      '+46701740601',
      '0046701740602',
      '0701740603',
      '070-174 06 04',
      ' 46701740605',
      'Telia',
      '71120',
    ];
    const { run, blocked } = await fetched(
      senders.map((sender) => [sender, 'STOP'] as const),
      true,
    );
    expect(blocked).toEqual(['0', '1', '2', '3', '4', '5'].map((end) => `4670174060${end}`));
    expect([run.exitCode, run.failures.length]).toEqual([4, 2]);
  });
});
