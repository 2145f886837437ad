import type { Contact } from '../contact/contact.ts';
import type { Change, PlanBody, TouchedContact } from '../plan/change.ts';
import type { ChangeState } from './outcome.ts';
import { type Finding, verifyContacts } from './verify.ts';

export interface Verified {
  readonly findings: readonly Finding[];
  /** Contacts that were sent a second time. */
  readonly repaired: number;
  /** What Jojka holds at the end. */
  readonly now: ReadonlyMap<string, Contact>;
}

/**
 * Reads the export again and judges every contact of the plan. What is missing or altered after an import that Jojka
 * had called done is sent once more, since it answers `done` for a whole body of which it stored only part (V1).
 *
 * @param readNow reads Jojka's export
 * @param send carries out calls as load does
 */
export async function verifyAndRepair(
  plan: PlanBody,
  states: readonly ChangeState[],
  readNow: () => Promise<ReadonlyMap<string, Contact>>,
  send: (repair: PlanBody) => Promise<void>,
): Promise<Verified> {
  const now = await readNow();
  const findings = verifyContacts(plan.contacts, now);
  const repair = repairOf(plan, states, findings);
  if (repair.contacts.length === 0) return { findings, repaired: 0, now };
  await send(repair);
  const again = await readNow();
  return { findings: verifyContacts(plan.contacts, again), repaired: repair.contacts.length, now: again };
}

function repairOf(plan: PlanBody, states: readonly ChangeState[], findings: readonly Finding[]): PlanBody {
  const faulty = new Set<string>();
  for (const { msisdn, verdict } of findings)
    if (verdict === 'missing' || verdict === 'altered') faulty.add(msisdn);
  if (faulty.size === 0) return { changes: [], contacts: [] };
  const imported = new Set<string>();
  const changes: Change[] = [];
  const byImport = new Map<string, TouchedContact>(
    plan.contacts.flatMap((contact) => (contact.byImport ? [[contact.msisdn, contact] as const] : [])),
  );
  for (const [index, change] of plan.changes.entries())
    if (
      states[index] === 'done' &&
      faulty.has(change.msisdn) &&
      byImport.has(change.msisdn) &&
      (change.kind === 'create' || change.kind === 'rename' || change.kind === 'addMembership')
    ) {
      changes.push(change);
      imported.add(change.msisdn);
    }
  return { changes, contacts: plan.contacts.filter(({ msisdn }) => imported.has(msisdn)) };
}
