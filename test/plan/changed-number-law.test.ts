import { expect, test } from 'vitest';
import type { Contact } from '../../src/contact/contact.ts';
import type { Ledger } from '../../src/contact/ledger.ts';
import { contact, created, desired, heldRecord, ledger, number, plan, want } from '../support/builders.ts';
import { applyPlan, ledgerAfter } from '../support/model.ts';

/** What the CRM says on a night: at which numbers each of two people has rows, and which other rows there are. */
interface Night {
  readonly anna: readonly string[];
  readonly bo: readonly string[];
  /** A row without a key. */
  readonly nameless: readonly string[];
  /** A rejected row in which this number can be read. */
  readonly rejected: readonly string[];
}

interface Past {
  readonly nights: readonly Night[];
  readonly ledger: Ledger;
  readonly existing: ReadonlyMap<string, Contact>;
  /** Its last night changed something, at the service or in the ledger. */
  readonly isBusy: boolean;
}

const [old, one, two, bos] = [number(0), number(1), number(2), number(3)] as const;
const noNight: Night = { anna: [], bo: [], nameless: [], rejected: [] };

function* nights(): Generator<Night> {
  for (const anna of [[], [old], [one], [two], [one, two]])
    for (const bo of [[bos], [old], [one]])
      for (const other of [{}, { nameless: [one] }, { rejected: [old] }])
        yield { ...noNight, anna, bo, ...other };
}

/** Of all pairs of nights so many that the test is quick; STEP=1 takes all. */
const step = Number(process.env.STEP ?? 8);

const begin: Past = {
  nights: [{ ...noNight, anna: [old], bo: [bos] }],
  ledger: ledger({
    contacts: { [old]: created('Kunder'), [bos]: created('Kunder') },
    wants: {
      nightly: {
        [old]: want('N', ['Kunder'], { keys: ['crm\tanna'] }),
        [bos]: want('N', ['Kunder'], { keys: ['crm\tbo'] }),
      },
    },
    blocks: { [old]: ['manual'] },
  }),
  isBusy: false,
  existing: new Map([old, bos].map((msisdn) => [msisdn, contact(msisdn, 'N', 'Kunder')])),
};

function after(past: Past, night: Night, policy: Parameters<typeof plan>[0]['policy']): Past {
  const keys = new Map<string, string[]>();
  const at = (msisdn: string, ...own: string[]) => keys.set(msisdn, [...(keys.get(msisdn) ?? []), ...own]);
  for (const msisdn of night.anna) at(msisdn, 'crm\tanna');
  for (const msisdn of night.bo) at(msisdn, 'crm\tbo');
  for (const msisdn of night.nameless) at(msisdn);
  const asked = desired(
    [...keys].map(([msisdn, own]) => ({ ...contact(msisdn, 'N', 'Kunder'), keys: own })),
    { held: night.rejected.map((msisdn) => heldRecord(['crm\tX'], [msisdn])), keyed: ['crm'] },
  );
  const made = plan({
    desired: asked,
    existing: past.existing,
    ledger: past.ledger,
    ...(policy && { policy }),
  });
  const existing = applyPlan(made, past.existing, 'merge');
  return {
    nights: [...past.nights, night],
    existing,
    isBusy: made.changes.length + [...made.wants.upserts].length + made.wants.drops.length > 0,
    ledger: ledgerAfter(made, past.ledger, existing),
  };
}

const story = ({ nights: all }: Past) =>
  all
    .map((night) =>
      Object.entries(night)
        .map(([who, at]) => `${who} ${at.join('+') || '-'}`)
        .join(', '),
    )
    .join('\n');

test.each([
  { absent: 'remove-managed' },
  { absent: 'keep' },
  { absent: 'remove-managed', optedOut: 'remove' },
  { absent: 'remove-managed', absentRuns: 2 },
] as const)(
  'whose number changed is blocked under the next one, whatever happened on the way; strangers are not (%s)',
  (contacts) => {
    const policy = { contacts };
    let followed = 0;
    const wrong: string[] = [];
    for (const [index, first] of [...nights()].entries()) {
      const early = after(begin, first, policy);
      for (const second of [...nights()].filter((_, at) => (at + index) % step === 0)) {
        const late = after(early, second, policy);
        for (const number of [one, two]) {
          const end = after(late, { ...noNight, anna: [number], bo: [bos] }, policy);
          const had = (who: 'anna' | 'bo', msisdn: string) =>
            end.nights.some((night) => night[who].includes(msisdn));
          const { blocks } = end.ledger;
          if (!had('bo', number)) followed++;
          if (!had('bo', number) && !blocks.has(number))
            wrong.push(`${number} is not blocked:\n${story(end)}`);
          // Nobody but Anna, and Bo where he had a number that is blocked himself.
          for (const msisdn of blocks.keys())
            if (msisdn !== old && !had('anna', msisdn) && ![old, one].some((taken) => had('bo', taken)))
              wrong.push(`${msisdn} is blocked:\n${story(end)}`);
          if (number === one) continue;
          // What is asked for again and again comes to rest.
          const last = { ...noNight, anna: [number], bo: [bos] };
          const rested = after(after(end, last, policy), last, policy);
          if (after(rested, last, policy).isBusy) wrong.push(`no rest:\n${story(end)}`);
        }
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(followed).toBeGreaterThan(2_000 / step);
  },
);
