import { describe, expect, test } from 'vitest';
import { InterruptedError, WrongKeyError } from '../../src/errors.ts';
import { type LoadOptions, load } from '../../src/load/load.ts';
import { contact, contacts, created, desired, ledger, number, plan } from '../support/builders.ts';
import { memoryJojka, memoryJournal } from '../support/memory-jojka.ts';

const [anna, bo] = [number(0), number(1)];

function many(count: number) {
  return Array.from({ length: count }, (_, index) =>
    contact(`4670174${String(index).padStart(4, '0')}`, `N${index}`, 'A'),
  );
}

function run(
  made: ReturnType<typeof plan>,
  jojka: ReturnType<typeof memoryJojka>,
  rest: Partial<LoadOptions> = {},
) {
  const { journal, calls, lines } = memoryJournal();
  const result = load(
    { ...made, withheld: new Map() },
    {
      client: jojka.client,
      journal,
      importRows: 1000,
      concurrency: 4,
      maxConsecutiveFailures: 20,
      ...rest,
    },
  );
  return result.then((outcome) => ({ ...outcome, journaled: calls, lines }));
}

describe('L1 order', () => {
  test('blocks, memberships away, contacts away, imports, memberships', async () => {
    const existing = contacts(contact(anna, 'Anna', 'Old'), contact(bo, 'Bo'), contact(number(2), 'Cilla'));
    const made = plan({
      existing,
      desired: desired([contact(anna, 'Anna', 'New'), contact(number(3), 'Dan')], {
        optOuts: new Set([anna]),
      }),
      ledger: ledger({ contacts: { [anna]: created('Old'), [bo]: created() } }),
    });
    const jojka = memoryJojka(existing);
    await run(made, jojka);
    expect(jojka.log.map(({ endpoint }) => endpoint)).toEqual([
      'add_to_blocklist',
      'rm_contact_from_group',
      'rm_contact',
      'import_contacts_list',
      'add_contact_to_group',
    ]);
  });

  test('a contact whose block failed is neither imported nor added to a group', async () => {
    const existing = contacts(contact(anna, 'Anna'));
    const made = plan({
      existing,
      desired: desired([contact(anna, 'Anna', 'A'), contact(bo, 'Bo', 'A'), contact(number(2), 'Cilla')], {
        optOuts: new Set([anna, bo]),
      }),
    });
    const jojka = memoryJojka(existing, {
      fault: ({ endpoint }) => (endpoint === 'add_to_blocklist' ? 'refused' : 'ok'),
    });
    const result = await run(made, jojka);
    expect([...jojka.contacts.keys()]).toEqual([anna, number(2)]);
    expect(jojka.contacts.get(anna)?.groups).toEqual([]);
    expect(result.failures).toHaveLength(2);
    expect(result.states.filter((state) => state === 'skipped')).toHaveLength(2);
  });
});

describe('L2 journal', () => {
  test('each call is journaled before it is sent and after its outcome', async () => {
    const made = plan({
      existing: contacts(),
      desired: desired(many(5)),
      policy: { load: { importRows: 2 } },
    });
    const result = await run(made, memoryJojka(contacts()), { importRows: 2, concurrency: 1 });
    expect(result.lines).toEqual(['sent 1', 'done 1', 'sent 2', 'done 2', 'sent 3', 'done 3']);
  });
  test('a journal that cannot be written ends the run before the next call', async () => {
    const made = plan({
      existing: contacts(),
      desired: desired(many(3)),
      policy: { load: { importRows: 1 } },
    });
    const jojka = memoryJojka(contacts());
    const { journal } = memoryJournal();
    const broken = { ...journal, outcome: () => Promise.reject(new Error('database gone')) };
    await expect(run(made, jojka, { journal: broken, importRows: 1, concurrency: 1 })).rejects.toThrow(
      'database gone',
    );
    expect(jojka.log).toHaveLength(1);
  });
  test.each([
    ['refused', 'failed'],
    ['lost', 'unknown'],
    ['applied-but-lost', 'unknown'],
    ['unreachable', 'failed'],
  ] as const)('a call that is %s is journaled as %s', async (fault, state) => {
    const made = plan({ existing: contacts(), desired: desired([], { optOuts: new Set([anna]) }) });
    const result = await run(made, memoryJojka(contacts(), { fault: () => fault }));
    expect([...result.journaled.values()].map((call) => call.state)).toEqual([state]);
    expect(result.states).toEqual([state]);
  });
});

describe('L3 removing what is gone', () => {
  test.each(['contact not found', 'No such contact', 'Kontakten finns inte', 'Numret saknas'])(
    '"%s" counts as done',
    async (said) => {
      const { ApiError } = await import('../../src/errors.ts');
      const existing = contacts(contact(anna, 'Anna'));
      const made = plan({
        existing,
        desired: desired([]),
        ledger: ledger({ contacts: { [anna]: created() } }),
      });
      const jojka = memoryJojka(existing);
      const client = {
        ...jojka.client,
        rmContact: () => Promise.reject(new ApiError('rm_contact', 200, [said])),
      };
      const result = await run(made, { ...jojka, client });
      expect(result.states).toEqual(['done']);
    },
  );
});

describe('V2 a canary', () => {
  const importing = async (count: number, trouble?: string) => {
    const made = plan({ existing: contacts(), desired: desired(many(count)) });
    const jojka = memoryJojka(contacts());
    const checked: number[] = [];
    const check = async (msisdns: readonly string[]) => {
      checked.push(msisdns.length);
      return trouble;
    };
    const result = await run(made, jojka, { canary: { rows: 25, check } });
    return { result, checked, sizes: jojka.log.map(({ msisdns }) => msisdns.length) };
  };

  test('more than 1,000 rows begin with 25, which are looked at', async () => {
    const { result, checked, sizes } = await importing(2100);
    expect(checked).toEqual([25]);
    expect(sizes).toEqual([25, 975, 1000, 100]);
    expect(result.stopped).toBeUndefined();
    expect(new Set(result.states)).toEqual(new Set(['done']));
  });

  test('fewer do not', async () => {
    expect(await importing(1000)).toMatchObject({ checked: [], sizes: [1000] });
  });

  test('when they did not arrive, nothing else goes out', async () => {
    const { result, sizes } = await importing(2100, 'all gone');
    expect(sizes).toEqual([25]);
    expect(result.stopped?.message).toContain('all gone');
    expect(result.states.filter((state) => state === 'pending')).toHaveLength(2075);
  });
});

describe('L4 import chunks', () => {
  const rows = many(100);
  const made = plan({ existing: contacts(), desired: desired(rows) });
  test('a refused chunk is halved until the row at fault stands alone; all others go through', async () => {
    const poison = rows[37]?.msisdn as string;
    const jojka = memoryJojka(contacts(), {
      fault: ({ msisdns }) => (msisdns.includes(poison) ? 'refused' : 'ok'),
    });
    const result = await run(made, jojka);
    expect(jojka.contacts.size).toBe(99);
    expect(result.failures.map(({ msisdns, state }) => [msisdns, state])).toEqual([[[poison], 'failed']]);
    // What was divided is no failed call: the row at fault alone is.
    expect(result.calls.import_contacts_list?.failed).toBe(1);
    expect(jojka.log.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(100)) + 1);
    expect(
      [...result.journaled.values()].filter(({ parentSeq }) => parentSeq !== undefined).length,
    ).toBeGreaterThan(0);
  });
  test('several rows at fault, each named', async () => {
    const poison = new Set([3, 4, 50, 99].map((index) => rows[index]?.msisdn as string));
    const jojka = memoryJojka(contacts(), {
      fault: ({ msisdns }) => (msisdns.some((m) => poison.has(m)) ? 'refused' : 'ok'),
    });
    const result = await run(made, jojka);
    expect(new Set(result.failures.flatMap(({ msisdns }) => msisdns))).toEqual(poison);
    expect(jojka.contacts.size).toBe(96);
  });
  test('a chunk that the service cannot digest after its retries is halved too', async () => {
    const jojka = memoryJojka(contacts(), { fault: ({ msisdns }) => (msisdns.length > 30 ? 'lost' : 'ok') });
    const result = await run(made, jojka);
    expect(jojka.contacts.size).toBe(100);
    expect(result.failures).toEqual([]);
  });
  test('what a chunk may have done stays possible, whatever becomes of its halves (V1)', async () => {
    const jojka = memoryJojka(contacts(), {
      fault: ({ msisdns }) => (msisdns.length === 100 ? 'applied-but-lost' : 'refused'),
    });
    const result = await run(made, jojka, { maxConsecutiveFailures: 1000 });
    expect(jojka.contacts.size).toBe(100);
    expect(new Set(result.states)).toEqual(new Set(['unknown']));
  });
  test('a 413 lowers the chunk size for the rest of the run and does not count towards the circuit', async () => {
    const small = plan({
      existing: contacts(),
      desired: desired(many(400)),
      policy: { load: { importRows: 100 } },
    });
    const jojka = memoryJojka(contacts(), {
      fault: ({ msisdns }) => (msisdns.length > 30 ? 'too-large' : 'ok'),
    });
    const result = await run(small, jojka, { importRows: 100, concurrency: 1, maxConsecutiveFailures: 2 });
    expect(result.stopped).toBeUndefined();
    expect(jojka.contacts.size).toBe(400);
    expect(jojka.log.filter(({ applied }) => !applied).length).toBeLessThanOrEqual(3);
  });
  test.each([600, 300, 100])(
    'a service that digests %i rows at most, and fails without saying so, gets all of a large load',
    async (most) => {
      const large = plan({ existing: contacts(), desired: desired(many(6000)) });
      const jojka = memoryJojka(contacts(), {
        fault: ({ msisdns }) => (msisdns.length > most ? 'lost' : 'ok'),
      });
      const result = await run(large, jojka, {
        concurrency: 8,
        canary: { rows: 25, check: async () => undefined },
      });
      expect(result.stopped).toBeUndefined();
      expect(jojka.contacts.size).toBe(6000);
      // The size is learned by one chunk, and tried by another.
      expect(jojka.log.filter(({ applied }) => !applied).length).toBeLessThanOrEqual(16);
    },
  );
  test.each([5, 8, 12])('an outage of %i calls that is over lowers no chunk size by much', async (calls) => {
    const large = plan({ existing: contacts(), desired: desired(many(6000)) });
    const jojka = memoryJojka(contacts(), {
      fault: ({ index }) => (index > 0 && index <= calls ? 'lost' : 'ok'),
    });
    const result = await run(large, jojka, {
      concurrency: 8,
      canary: { rows: 25, check: async () => undefined },
    });
    expect(result.stopped).toBeUndefined();
    expect(jojka.contacts.size).toBe(6000);
    expect(jojka.log.length).toBeLessThanOrEqual(60);
  });
  test.each([20, 40, 100])(
    'every %i-th row of the first chunk at fault, and all others go through (L6)',
    async (every) => {
      const all = many(6000);
      const large = plan({ existing: contacts(), desired: desired(all) });
      const poison = new Set(
        all.slice(25, 1000).flatMap(({ msisdn }, index) => (index % every === 7 ? [msisdn] : [])),
      );
      const jojka = memoryJojka(contacts(), {
        fault: ({ msisdns }) => (msisdns.some((m) => poison.has(m)) ? 'refused' : 'ok'),
      });
      const result = await run(large, jojka, {
        concurrency: 8,
        canary: { rows: 25, check: async () => undefined },
      });
      expect(result.stopped).toBeUndefined();
      expect(jojka.contacts.size).toBe(6000 - poison.size);
      expect(new Set(result.failures.flatMap(({ msisdns }) => msisdns))).toEqual(poison);
    },
  );
  test.each([600, 500, 100])(
    'a service that digests %i rows gets no more calls than parts of about that size take',
    async (most) => {
      const large = plan({ existing: contacts(), desired: desired(many(60_000)) });
      const jojka = memoryJojka(contacts(), {
        fault: ({ msisdns }) => (msisdns.length > most ? 'lost' : 'ok'),
      });
      await run(large, jojka, { concurrency: 8, canary: { rows: 25, check: async () => undefined } });
      expect(jojka.contacts.size).toBe(60_000);
      expect(jojka.log.length).toBeLessThanOrEqual((2 * 60_000) / most + 30);
    },
  );
  test('an outage, and rows at fault right where the size is tried again, keep no small size for the rest', async () => {
    const all = many(60_000);
    const large = plan({ existing: contacts(), desired: desired(all) });
    // Once a size is learned, the first import that tries a larger one has a row at fault, whichever it is.
    let poison: string | undefined;
    const jojka = memoryJojka(contacts(), {
      fault: ({ index, msisdns }) => {
        if (index > 0 && index <= 9) return 'lost';
        if (index > 12 && msisdns.length > 900) poison ??= msisdns[450];
        return poison !== undefined && msisdns.includes(poison) ? 'refused' : 'ok';
      },
    });
    const result = await run(large, jojka, {
      concurrency: 4,
      canary: { rows: 25, check: async () => undefined },
    });
    expect(result.failures.flatMap(({ msisdns }) => msisdns)).toEqual([poison]);
    expect(jojka.contacts.size).toBe(59_999);
    expect(jojka.log.length).toBeLessThanOrEqual(200);
  });
  test.each([
    ['in the first chunk', 25, 50],
    ['in the first chunk, many', 25, 200],
    ['those of the canary', 0, 25],
    ['in the middle of it', 400, 500],
    ['in a later one', 3000, 3150],
  ])('rows at fault side by side, and all others go through (L6): %s', async (_, from, to) => {
    const all = many(6000);
    const large = plan({ existing: contacts(), desired: desired(all) });
    const poison = new Set(all.slice(from, to).map(({ msisdn }) => msisdn));
    const jojka = memoryJojka(contacts(), {
      fault: ({ msisdns }) => (msisdns.some((m) => poison.has(m)) ? 'refused' : 'ok'),
    });
    const result = await run(large, jojka, {
      concurrency: 4,
      canary: { rows: 25, check: async () => undefined },
    });
    expect(result.stopped).toBeUndefined();
    expect(jojka.contacts.size).toBe(6000 - poison.size);
  });
  test('a service that refuses whatever it is sent is left alone after two hundred calls (L6)', async () => {
    const large = plan({ existing: contacts(), desired: desired(many(6000)) });
    const jojka = memoryJojka(contacts(), { fault: () => 'refused' });
    const result = await run(large, jojka, {
      concurrency: 4,
      canary: { rows: 25, check: async () => undefined },
    });
    expect(result.stopped).toBeDefined();
    expect(jojka.log.length).toBeLessThan(500);
  });
  test('rows at fault in neighbouring chunks do not open the circuit', async () => {
    const large = plan({ existing: contacts(), desired: desired(many(8000)) });
    const poison = new Set([1000, 2000, 3000, 4000].map((index) => many(8000)[index]?.msisdn as string));
    const jojka = memoryJojka(contacts(), {
      fault: ({ msisdns }) => (msisdns.some((m) => poison.has(m)) ? 'refused' : 'ok'),
    });
    const result = await run(large, jojka, { concurrency: 4 });
    expect(result.stopped).toBeUndefined();
    expect(new Set(result.failures.flatMap(({ msisdns }) => msisdns))).toEqual(poison);
    expect(jojka.contacts.size).toBe(7996);
  });
  test('a row at fault lowers no chunk size', async () => {
    const large = plan({ existing: contacts(), desired: desired(many(6000)) });
    const poison = many(6000)[700]?.msisdn as string;
    const jojka = memoryJojka(contacts(), {
      fault: ({ msisdns }) => (msisdns.includes(poison) ? 'lost' : 'ok'),
    });
    const result = await run(large, jojka, {
      concurrency: 8,
      canary: { rows: 25, check: async () => undefined },
    });
    expect(result.failures.flatMap(({ msisdns }) => msisdns)).toEqual([poison]);
    expect(jojka.contacts.size).toBe(5999);
    // The first chunk is what the canary leaves of it: the row at fault is found there.
    expect(jojka.log.filter(({ msisdns }) => msisdns.length === 1000)).toHaveLength(5);
  });
  test('nothing is halved while nobody answers', async () => {
    const jojka = memoryJojka(contacts(), { fault: () => 'unreachable' });
    const result = await run(made, jojka);
    expect(jojka.log).toHaveLength(1);
    expect(result.failures[0]?.msisdns).toHaveLength(100);
  });
});

describe('L6 failures', () => {
  const blocks = plan({
    existing: contacts(),
    desired: desired([], { optOuts: new Set(many(60).map(({ msisdn }) => msisdn)) }),
  });
  test('the first one does not end the run', async () => {
    const jojka = memoryJojka(contacts(), { fault: ({ index }) => (index === 0 ? 'refused' : 'ok') });
    const result = await run(blocks, jojka);
    expect(jojka.blocked.size).toBe(59);
    expect(result.stopped).toBeUndefined();
    expect(result.failures).toHaveLength(1);
  });
  test('after 20 in a row the circuit opens and the run stops as interrupted', async () => {
    const jojka = memoryJojka(contacts(), { fault: () => 'lost' });
    const result = await run(blocks, jojka, { concurrency: 1 });
    expect(jojka.log).toHaveLength(20);
    expect(result.stopped).toBeInstanceOf(InterruptedError);
    expect(result.states.filter((state) => state === 'pending')).toHaveLength(40);
  });
  test('a success in between closes it again', async () => {
    const jojka = memoryJojka(contacts(), { fault: ({ index }) => (index % 20 === 19 ? 'ok' : 'refused') });
    const result = await run(blocks, jojka, { concurrency: 1 });
    expect(result.stopped).toBeUndefined();
  });
  test('a wrong key ends it at the first answer', async () => {
    const jojka = memoryJojka(contacts());
    const client = {
      ...jojka.client,
      addToBlocklist: () => Promise.reject(new WrongKeyError('add_to_blocklist', 401)),
    };
    await expect(run(blocks, { ...jojka, client }, { concurrency: 1 })).rejects.toBeInstanceOf(WrongKeyError);
  });
});

describe('L7 stopping', () => {
  test('no new call is started; those in flight end', async () => {
    const stop = new AbortController();
    const made = plan({
      existing: contacts(),
      desired: desired(many(10)),
      policy: { load: { importRows: 1 } },
    });
    const jojka = memoryJojka(contacts(), {
      fault: ({ index }) => {
        if (index === 4) stop.abort(new InterruptedError('Stopped by SIGTERM.', { exitCode: 143 }));
        return 'ok';
      },
    });
    const result = await run(made, jojka, { importRows: 1, concurrency: 2, stop: stop.signal });
    expect(result.stopped?.exitCode).toBe(143);
    expect(jojka.log.length).toBeLessThan(8);
    expect(result.states.filter((state) => state === 'done')).toHaveLength(jojka.log.length);
  });
});

describe('L8 going on', () => {
  test('what is done is not sent again, not even within a chunk', async () => {
    const made = plan({ existing: contacts(), desired: desired(many(4)) });
    const jojka = memoryJojka(contacts());
    await run(made, jojka, { states: ['done', 'pending', 'done', 'unknown'] });
    expect(jojka.log.flatMap(({ msisdns }) => msisdns)).toEqual([
      made.changes[1]?.msisdn,
      made.changes[3]?.msisdn,
    ]);
  });
});
