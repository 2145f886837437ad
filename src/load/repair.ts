import type { Contact } from '../contact/contact.ts';
import type { PlanBody } from '../plan/change.ts';
import type { ChangeState } from './outcome.ts';
import { type Findings, verifyContacts } from './verify.ts';

export interface Verified {
  readonly findings: Findings;
  /** Contacts that were sent a second time. */
  readonly repaired: number;
  /** What Jojka holds at the end. */
  readonly now: ReadonlyMap<string, Contact>;
}

/**
 * Reads the export again and judges every contact of the plan of which something was sent. What is missing or altered
 * after an import that Jojka had called done is sent once more, since it answers `done` for a whole body of which it
 * stored only part (V1).
 *
 * @param states what became of each change; one whose changes were all skipped is nobody's to judge
 * @param readNow reads Jojka's export
 * @param send carries out changes of the plan once more, by their indexes (V1b)
 */
export async function verifyAndRepair(
  plan: PlanBody,
  states: readonly ChangeState[],
  readNow: () => Promise<ReadonlyMap<string, Contact>>,
  send: (changes: ReadonlySet<number>) => Promise<void>,
): Promise<Verified> {
  const skipped = new Set(
    plan.changes.flatMap(({ msisdn }, index) => (states[index] === 'skipped' ? [msisdn] : [])),
  );
  const contacts = plan.contacts.filter(({ msisdn }) => !skipped.has(msisdn));
  const now = await readNow();
  const findings = verifyContacts(contacts, now);
  const lost = lostByImport(plan, states, findings);
  if (lost.size === 0) return { findings, repaired: 0, now };
  await send(lost);
  const again = await readNow();
  const repaired = new Set([...lost].map((index) => plan.changes[index]?.msisdn)).size;
  return { findings: verifyContacts(contacts, again), repaired, now: again };
}

/** Changes that an import was to carry out, and that the export does not show. */
function lostByImport(
  { changes, contacts }: PlanBody,
  states: readonly ChangeState[],
  findings: Findings,
): Set<number> {
  const faulty = new Set(findings.faulty().map(({ msisdn }) => msisdn));
  if (faulty.size === 0) return new Set();
  const byImport = new Set(contacts.flatMap((contact) => (contact.byImport ? [contact.msisdn] : [])));
  return new Set(
    changes.flatMap(({ kind, msisdn }, index) =>
      states[index] === 'done' &&
      faulty.has(msisdn) &&
      byImport.has(msisdn) &&
      (kind === 'create' || kind === 'rename' || kind === 'addMembership')
        ? [index]
        : [],
    ),
  );
}
