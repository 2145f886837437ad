import { mkdtemp, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../src/config/check.ts';
import type { Contact } from '../../src/contact/contact.ts';
import type { Desired } from '../../src/contact/desired.ts';
import { completeEnvironment, type JobEvent } from '../../src/session/environment.ts';
import { OutOfMemoryError } from '../../src/session/memory.ts';
import { refuseBeyondMemory, warnOfLargeFiles } from '../../src/steps/enough-memory.ts';

/** So many contacts, none of which is looked at. */
const many = (size: number) => ({ size }) as ReadonlyMap<string, Contact>;
const wished = (size: number) => ({ contacts: many(size) }) as unknown as Desired;

describe('a plan that does not fit into memory', () => {
  test.each([
    ['a first load', 100_000_000, 0],
    ['an account to be emptied', 0, 100_000_000],
  ])('is refused before it is made: %s', (_, desired, existing) => {
    const refusal = () => refuseBeyondMemory(wished(desired), many(existing));
    expect(refusal).toThrow(OutOfMemoryError);
    expect(refusal).toThrow(
      /a plan of some 100,000,000 changes takes some 130000 MB, and the process may use \d+ MB/,
    );
  });

  test('contacts that do not change need none of it', () => {
    expect(() => refuseBeyondMemory(wished(100_000_000), many(100_010_000))).not.toThrow();
    expect(() => refuseBeyondMemory(wished(100_000), many(0))).not.toThrow();
  });
});

describe('files that may need more memory than the machine has', () => {
  const said = async (bytes: number): Promise<string[]> => {
    const path = join(await mkdtemp(join(tmpdir(), 'jojka-memory-')), 'crm.csv');
    await writeFile(path, 'id,mobile\n');
    // A file of holes: it has this size, and takes no room.
    await truncate(path, bytes);
    const pipeline = checkPipeline(
      {
        name: 'x',
        sources: [{ type: 'csv', path, phone: 'mobile' }],
        contacts: { absent: 'keep' },
        groups: { mode: 'add' },
      },
      'the test',
    );
    const events: JobEvent[] = [];
    await warnOfLargeFiles(pipeline, completeEnvironment({ emit: (event) => events.push(event) }));
    return events.flatMap((event) => (event.kind === 'note' ? [`${event.level}: ${event.message}`] : []));
  };

  test('are told before they are read', async () => {
    expect(await said(2e12)).toEqual([
      expect.stringMatching(
        /^warn: this may need more memory than there is: up to 6,\d{3},\d{3} MB for files of 2,000,000 MB/,
      ),
    ]);
  });

  test('are not told of where they are small', async () => {
    expect(await said(1e6)).toEqual([]);
  });
});
