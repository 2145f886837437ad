import type { Contact } from '../contact/contact.ts';
import type { Desired } from '../contact/desired.ts';
import type { Ledger, Want } from '../contact/ledger.ts';
import type { GuardLimits } from './guard.ts';

/** What of a pipeline the planner goes by. */
export interface PlanPolicy {
  readonly name: string;
  readonly contacts: {
    readonly absent: 'keep' | 'remove-managed' | 'remove-all';
    readonly absentRuns: number;
    readonly names: 'overwrite' | 'keep';
    readonly optedOut: 'keep' | 'no-groups' | 'remove';
  };
  readonly groups: { readonly mode: 'mirror' | 'add'; readonly managedGroups: readonly string[] };
  readonly load: {
    readonly importRows: number;
    readonly singleAdds: number;
    readonly requestsPerSecond: number;
  };
  readonly guards: GuardLimits;
}

export interface PlanInput {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly account: string;
  /** Of the service, so that the plan is not carried out elsewhere (G5). */
  readonly url: string;
  readonly policy: PlanPolicy;
  readonly desired: Desired;
  readonly existing: ReadonlyMap<string, Contact>;
  readonly ledger: Ledger;
}

/** What this pipeline wants differently from what the ledger has of it (P10). */
export interface WantsDelta {
  readonly upserts: readonly (readonly [msisdn: string, want: Want])[];
  readonly drops: readonly string[];
}
