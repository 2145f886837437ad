import { describe, expect, test } from 'vitest';
import type { StrayOptOut } from '../../src/contact/desired.ts';
import type { Want } from '../../src/contact/ledger.ts';
import { contact, contacts, desired, ledger, number, plan, want } from '../support/builders.ts';

const [anna, bo, cilla] = [number(0), number(1), number(2)];
const record = (msisdn: string, ...keys: string[]) => ({ ...contact(msisdn, 'N'), keys });
const wanted = (...keys: string[]): Want => want('N', [], { keys });
const stray = (key?: string, isBlank = false): StrayOptOut => ({
  source: 'crm',
  line: 7,
  keys: key === undefined ? [] : [key],
  isBlank,
});

describe('whom an opted-out record without a number blocks (T8)', () => {
  test.each<
    [string, StrayOptOut, ReturnType<typeof record>[], Record<string, Want>, string[], isWarned: boolean]
  >([
    ['the number of its key', stray('K1'), [], { [anna]: wanted('K1') }, [anna], false],
    ['tonight’s number, when its key is new', stray('K1'), [record(anna, 'K1')], {}, [anna], false],
    [
      'nobody, when several had the key',
      stray('0'),
      [],
      { [anna]: wanted('0'), [bo]: wanted('0') },
      [],
      true,
    ],
    [
      'nobody, when several have it tonight',
      stray('0'),
      [record(anna, '0'), record(bo, '0')],
      { [anna]: wanted('0') },
      [],
      true,
    ],
    [
      'no neighbour, when the key is a running number',
      stray('2'),
      [record(anna, '0'), record(bo, '1')],
      { [anna]: wanted('1'), [bo]: wanted('2'), [cilla]: wanted('3') },
      [],
      true,
    ],
    [
      'whoever is known by several keys, by one that is rejected tonight',
      stray('K1'),
      [record(anna, 'K2')],
      { [anna]: wanted('K1', 'K2') },
      [anna],
      false,
    ],
    ['nobody, when nobody has the key', stray('K9'), [], { [anna]: wanted('K1') }, [], true],
    ['nobody, without a key', stray(), [], {}, [], true],
    ['nobody, and no word of it, where there never was a number', stray('K9', true), [], {}, [], false],
    ['nobody, and no word of it, where there is no key either', stray(undefined, true), [], {}, [], false],
    [
      'nobody, when several share the key of an empty cell',
      stray('0', true),
      [],
      { [anna]: wanted('0'), [bo]: wanted('0') },
      [],
      true,
    ],
  ])('%s', (_, opted, records, wants, blocked, isWarned) => {
    const made = plan({
      existing: contacts(...records),
      desired: desired(records, {
        optOutsByKey: opted.keys.length > 0 ? [{ keys: opted.keys, isOdd: false }] : [],
        strayOptOuts: [opted],
      }),
      ledger: ledger({ wants: { nightly: wants } }),
    });
    expect(made.changes.flatMap(({ kind, msisdn }) => (kind === 'block' ? [msisdn] : []))).toEqual(blocked);
    expect(made.warnings.filter(({ code }) => code === 'stray-opt-out')).toEqual(
      isWarned ? [{ code: 'stray-opt-out', figures: { total: 1, examples: ['crm:7'], more: 0 } }] : [],
    );
  });
});
