import type { Contact } from '../../src/contact/contact.ts';
import type { BlockOrigin, Ledger } from '../../src/contact/ledger.ts';
import { confirm } from '../../src/load/confirm.ts';
import { verifyContacts } from '../../src/load/verify.ts';
import { planCalls } from '../../src/plan/calls.ts';
import type { Plan } from '../../src/plan/plan.ts';

/** Carries out a plan's calls on a copy of the contacts, as Jojka might: imports merge or replace groups. */
export function applyPlan(
  plan: Plan,
  existing: ReadonlyMap<string, Contact>,
  semantics: 'merge' | 'replace',
  importRows = 1000,
): Map<string, Contact> {
  const state = new Map(existing);
  for (const call of planCalls(plan, importRows).flat())
    switch (call.endpoint) {
      case 'rm_contact':
        state.delete(call.msisdn);
        break;
      case 'rm_contact_from_group':
      case 'add_contact_to_group': {
        const found = state.get(call.msisdn);
        if (!found) throw new Error(`${call.endpoint} of a contact that is not there`);
        const rest = found.groups.filter((group) => group !== call.group);
        const groups = call.endpoint === 'add_contact_to_group' ? [...rest, call.group] : rest;
        state.set(call.msisdn, { ...found, groups });
        break;
      }
      case 'import_contacts_list':
        for (const row of call.rows) {
          for (const field of [row.msisdn, row.name, ...row.groups])
            if (/[,;\n\r\t]/.test(field) || field === '')
              throw new Error(`an import row cannot carry "${field}"`);
          const before = semantics === 'merge' ? (state.get(row.msisdn)?.groups ?? []) : [];
          state.set(row.msisdn, {
            msisdn: row.msisdn,
            name: row.name,
            groups: [...new Set([...before, ...row.groups])],
          });
        }
        break;
      default:
        break;
    }
  return state;
}

/** The ledger after a run in which everything went well. */
export function ledgerAfter(plan: Plan, ledger: Ledger, now: ReadonlyMap<string, Contact>): Ledger {
  const delta = confirm(
    { pipeline: plan.pipeline, changes: plan.changes, findings: verifyContacts(plan.contacts, now) },
    ledger,
    now,
  );
  const contacts = new Map(ledger.contacts);
  for (const [msisdn, contact] of delta.contacts) contacts.set(msisdn, contact);
  for (const msisdn of delta.dropContacts) contacts.delete(msisdn);
  const own = new Map(ledger.wants.get(plan.pipeline) ?? []);
  for (const [msisdn, want] of plan.wants.upserts) own.set(msisdn, want);
  for (const msisdn of plan.wants.drops) own.delete(msisdn);
  const blocks = new Map(ledger.blocks);
  const blockedBy = new Map(ledger.blockedBy);
  const block = (msisdn: string, origin: BlockOrigin) => {
    blocks.set(msisdn, [...new Set([...(blocks.get(msisdn) ?? []), origin])]);
    if (origin === 'source')
      blockedBy.set(msisdn, [...new Set([...(blockedBy.get(msisdn) ?? []), plan.pipeline])]);
  };
  for (const [msisdn, origin] of plan.blockOrigins) block(msisdn, origin);
  for (const change of plan.changes) {
    if (change.kind === 'block') for (const origin of change.origins) block(change.msisdn, origin);
    if (change.kind === 'unblock') {
      blocks.delete(change.msisdn);
      blockedBy.delete(change.msisdn);
    }
  }
  for (const msisdn of plan.blockWithdrawals)
    blockedBy.set(
      msisdn,
      (blockedBy.get(msisdn) ?? []).filter((name) => name !== plan.pipeline),
    );
  const known = new Map(ledger.consents.get(plan.pipeline));
  const sourceOf = (source: string) => new Map(known.get(source));
  for (const { source, msisdn, state, at, until, since, groups } of plan.consents?.upserts ?? [])
    known.set(
      source,
      sourceOf(source).set(msisdn, {
        state,
        ...(at !== undefined && { at }),
        ...(until !== undefined && { until }),
        since,
        groups,
      }),
    );
  for (const [source, msisdn] of plan.consents?.drops ?? []) {
    const left = sourceOf(source);
    left.delete(msisdn);
    known.set(source, left);
  }
  return {
    contacts,
    wants: new Map(ledger.wants).set(plan.pipeline, own),
    consents: new Map(ledger.consents).set(plan.pipeline, known),
    blocks,
    blockedBy,
    doubts: new Map(),
  };
}
