import type { Ledger, LedgerContact, Want } from '../contact/ledger.ts';
import { matchesGroup } from '../contact/matches-group.ts';
import type { PlanPolicy } from './plan-input.ts';
import { hasGroup } from './stored-spelling.ts';

/** What is this pipeline's to change, and what is not (P4, P10). */
export interface Ownership {
  /** What this pipeline wants according to the ledger. */
  readonly ownWants: ReadonlyMap<string, Want>;
  /** Another pipeline of the account that wants the contact, if one does. */
  wantedBy(msisdn: string): string | undefined;
  /** Whether a membership is ours to take away: added or adopted, or of a managed group, and wanted by nobody else. */
  isOurs(msisdn: string, group: string, known: LedgerContact | undefined): boolean;
  /** Whether a membership is of our making: added or adopted, or of a managed group; whoever wants it. */
  isMade(group: string, known: LedgerContact | undefined): boolean;
  /** Whether another pipeline of the account wants the membership. */
  isGroupWantedElsewhere(msisdn: string, group: string, known: LedgerContact | undefined): boolean;
  /** Whether this pipeline may say what the contact is called: the one that created it has the say. */
  hasSay(msisdn: string, known: LedgerContact | undefined): boolean;
}

/** What it goes by of a pipeline: its name, and the groups that are its own whoever fills them. */
export interface Owner {
  readonly name: string;
  readonly groups: Pick<PlanPolicy['groups'], 'managedGroups'>;
}

export function createOwnership(ledger: Ledger, policy: Owner): Ownership {
  const ownWants: ReadonlyMap<string, Want> = ledger.wants.get(policy.name) ?? new Map();
  const others = [...ledger.wants].filter(([pipeline]) => pipeline !== policy.name);
  const isManagedGroup = matchesGroup(policy.groups.managedGroups);
  const isGroupWantedElsewhere: Ownership['isGroupWantedElsewhere'] = (msisdn, group, known) =>
    others.some(([, wants]) => hasGroup(wants.get(msisdn)?.groups, group, known));

  const isMade: Ownership['isMade'] = (group, known) =>
    hasGroup(known?.groups, group, known) || isManagedGroup(group);

  return {
    ownWants,
    isMade,
    wantedBy: (msisdn) =>
      others.find(([, wants]) => {
        const want = wants.get(msisdn);
        return want !== undefined && !want.optedOut;
      })?.[0],
    isGroupWantedElsewhere,
    isOurs: (msisdn, group, known) => isMade(group, known) && !isGroupWantedElsewhere(msisdn, group, known),
    hasSay: (msisdn, known) => {
      const claims = others.flatMap(([pipeline, wants]) => {
        const want = wants.get(msisdn);
        return want && want.name !== '' ? [{ pipeline, since: want.since }] : [];
      });
      if (claims.length === 0 || known?.pipeline === policy.name) return true;
      if (claims.some((claim) => claim.pipeline === known?.pipeline)) return false;
      const since = ownWants.get(msisdn)?.since;
      return (
        since !== undefined &&
        claims.every(
          (claim) => since < claim.since || (since === claim.since && policy.name < claim.pipeline),
        )
      );
    },
  };
}
