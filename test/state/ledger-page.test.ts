import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Want } from '../../src/contact/ledger.ts';
import { createListPool } from '../../src/contact/list-pool.ts';
import { draftPage, readPage } from '../../src/state/ledger-page.ts';
import { DamagedPageError } from '../../src/state/page-bytes.ts';
import { contact, msisdn, pipeline, want } from './ledger-arbitraries.ts';
import { listSink } from './packed.ts';

const place = { accountId: 1, edition: '7', part: 0 };

describe('a page', () => {
  it('gives back every contact and want that went into it, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(msisdn, contact)),
        fc.array(fc.tuple(msisdn, want)),
        pipeline,
        (contacts, wants, name) => {
          const [ofContacts, ofWants] = [draftPage(), draftPage(name)];
          for (const [number, value] of contacts) ofContacts.contact(number, value);
          for (const [number, value] of wants) ofWants.want(number, value);
          const sink = listSink();
          const count = [ofContacts, ofWants].map((draft) =>
            readPage(draft.seal(place), place, createListPool(), sink),
          );
          expect(count).toEqual([contacts.length, wants.length]);
          expect(sink.given).toEqual([
            ...contacts.map(([number, value]) => ({ msisdn: number, contact: value })),
            ...wants.map(([number, value]) => ({ pipeline: name, msisdn: number, want: value })),
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes its texts and numbers however long they are', () => {
    const draft = draftPage('nightly');
    const value = {
      groups: ['x'.repeat(70_000)],
      absentRuns: 2 ** 31 - 1,
      since: '2026-01-01T00:00:00.000Z',
    };
    const wants = Array.from({ length: 50_000 }, (_, index): [string, Want] => [
      String(46_700_000_000 + ((index * 7919) % 50_000)),
      { ...value, name: `Åsa ${index}`, keys: [] },
    ]);
    for (const [number, one] of wants) draft.want(number, one);
    const sink = listSink();
    readPage(draft.seal(place), place, createListPool(), sink);
    expect(sink.given).toEqual(
      wants.map(([number, one]) => ({ pipeline: 'nightly', msisdn: number, want: one })),
    );
  });

  it('that is damaged anywhere gives nothing but an error, and so does one of another place', () => {
    const draft = draftPage();
    for (let n = 5; n < 30; n++) draft.contact(`467017406${n}`, { groups: [`grupp ${n % 3}`] });
    const page = draft.seal(place);
    const sink = listSink();
    const read =
      (bytes: Buffer, where = place) =>
      () =>
        readPage(bytes, where, createListPool(), sink);
    for (let at = 0; at < page.length; at++) {
      const flipped = Buffer.from(page);
      flipped[at] = (flipped[at] as number) ^ 0x10;
      expect(read(flipped)).toThrow(DamagedPageError);
      expect(read(page.subarray(0, at))).toThrow(DamagedPageError);
    }
    expect(read(Buffer.concat([page, Buffer.alloc(1)]))).toThrow(DamagedPageError);
    for (const other of [{ part: 1 }, { edition: '8' }, { accountId: 2 }])
      expect(read(page, { ...place, ...other })).toThrow(DamagedPageError);
    expect(sink.given).toEqual([]);
    expect(read(page)()).toBe(25);
  });
});
