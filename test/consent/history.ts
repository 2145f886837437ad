import type { Contact } from '../../src/contact/contact.ts';
import { dayOf, dayText } from '../../src/contact/day.ts';
import { emptyLedger, type Ledger } from '../../src/contact/ledger.ts';
import { load } from '../../src/load/load.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { permit } from '../../src/plan/permit.ts';
import type { PlanPolicy } from '../../src/plan/plan-input.ts';
import { createTables } from '../../src/table/tables.ts';
import type { SourceMapping } from '../../src/transform/mapping.ts';
import { createTransform } from '../../src/transform/transform.ts';
import { defaultPolicy } from '../support/builders.ts';
import { memoryJojka, memoryJournal } from '../support/memory-jojka.ts';
import { ledgerAfter } from '../support/model.ts';

/** Nights of two pipelines that feed one account, over the whole path: transform, plan, load, and the ledger after it. */

export interface Row {
  readonly key: string;
  readonly phone: string;
  readonly yes: string;
  /** Days before the first night; negative ones are after it. */
  readonly day: string;
  readonly stop: string;
  readonly status: string;
}

const columns = ['Nr', 'Mobil', 'Samtycke', 'Sedan', 'Stopp', 'Status'];

export interface Setting {
  readonly absent: 'keep' | 'remove-managed';
  readonly mode: 'add' | 'mirror';
  readonly optedOut: 'keep' | 'no-groups' | 'remove';
  readonly duplicates: 'merge' | 'first' | 'last' | 'reject';
  readonly groups: readonly string[] | undefined;
  readonly semantics: 'merge' | 'replace';
  readonly singleAdds: number;
}

const off = { removals: 'off', memberships: 'off', renames: 'off', blocks: 'off', unblocks: 'off' };
const guards = {
  ...off,
  ...{ rejections: 'off', optOutValues: 'off', creates: 'off', joins: 'off', moves: 'off' },
  ...{ consentValues: 'off', consents: 'off', missing: 'off', floor: 10 },
} as const;

export function startHistory(setting: Setting, firstNight: string) {
  const jojka = memoryJojka(new Map<string, Contact>(), { semantics: setting.semantics });
  let ledger: Ledger = emptyLedger;
  let nights = 0;

  const mappings: Record<string, SourceMapping> = {
    nightly: {
      source: 'crm',
      id: 'Nr',
      phone: 'Mobil',
      groups: ['Kunder', 'Nyhetsbrev'],
      optOut: { column: 'Stopp' },
      consent: { column: 'Samtycke', at: 'Sedan', maxAge: '365d', groups: setting.groups },
      where: { Status: 'aktiv' },
    },
    webshop: { source: 'shop', id: 'Nr', phone: 'Mobil', groups: ['Kunder', 'Nyhetsbrev', 'Butik'] },
  };
  const policyOf = (name: string): PlanPolicy =>
    defaultPolicy({
      name,
      contacts: { absent: setting.absent, optedOut: setting.optedOut },
      groups: { mode: setting.mode },
      load: { singleAdds: setting.singleAdds },
      guards,
    });

  /** One night of one pipeline. @param replies numbers that have answered STOP */
  async function night(name: string, rows: readonly Row[], today: number, replies: readonly string[]) {
    const tables = createTables();
    const transform = createTransform({
      region: 'SE',
      numberTypes: ['mobile'],
      duplicates: setting.duplicates,
      today,
      tables,
    });
    const intake = transform.source(mappings[name] as SourceMapping, columns);
    for (const [index, { key, phone, yes, day, stop, status }] of rows.entries())
      intake.add({ line: index + 2, fields: [key, phone, yes, day, stop, status] });
    intake.end();
    const plan = makePlan({
      id: `night-${++nights}`,
      createdAt: `${dayText(today)}T03:00:00.000Z`,
      account: 'default',
      url: 'https://www.jojka.nu/websms/api',
      keyMark: '0123456789ab',
      policy: policyOf(name),
      desired: transform.finish(),
      existing: new Map(jojka.contacts),
      ledger,
      replies: { pending: new Set(replies), complete: true },
    });
    const facts = {
      ledger,
      pending: new Set<string>(),
      blockedNow: new Set<string>(),
      repliesComplete: true,
      today,
    };
    const permitted = permit(plan, facts);
    await load(permitted, {
      client: jojka.client,
      journal: memoryJournal().journal,
      importRows: 1000,
      concurrency: 1,
      maxConsecutiveFailures: 20,
    });
    ledger = ledgerAfter(plan, ledger, new Map(jojka.contacts));
    return { plan, withheld: [...permitted.withheld.values()] };
  }

  return {
    night,
    jojka,
    firstDay: dayOf(firstNight),
    /** Whom a pipeline wants: not who is known by his key alone, since he has opted out. */
    wants: (name: string) =>
      new Set([...(ledger.wants.get(name) ?? [])].flatMap(([who, { optedOut }]) => (optedOut ? [] : [who]))),
  };
}
