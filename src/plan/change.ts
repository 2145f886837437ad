import type { BlockOrigin } from '../contact/ledger.ts';
import type { RecordKey } from '../contact/record.ts';

/**
 * What a plan consists of: plain data, no text for the screen, no closures (P9).
 */

/** An opt-out that follows somebody to another number, and what that rests on (P7b). */
export interface CarriedOptOut {
  readonly from: string;
  /** Keys of the record that had the former number and has the new one. */
  readonly keys: readonly RecordKey[];
  /** Why the former number is opted out. */
  readonly origins: readonly BlockOrigin[];
}

/** One thing that happens to one contact (P1). */
export type Change =
  | {
      readonly kind: 'block';
      readonly msisdn: string;
      readonly origins: readonly BlockOrigin[];
      readonly carried?: readonly CarriedOptOut[];
      /** The source opts the number out no more: what it once said stands, since nothing has lifted it (P7). */
      readonly unsaid?: true;
    }
  | { readonly kind: 'removeMembership'; readonly msisdn: string; readonly group: string }
  | { readonly kind: 'remove'; readonly msisdn: string }
  | {
      readonly kind: 'create';
      readonly msisdn: string;
      readonly name: string;
      readonly groups: readonly string[];
    }
  | { readonly kind: 'rename'; readonly msisdn: string; readonly from: string; readonly to: string }
  | { readonly kind: 'addMembership'; readonly msisdn: string; readonly group: string }
  | { readonly kind: 'unblock'; readonly msisdn: string };

export type ChangeKind = Change['kind'];

/** The kinds in the order in which they are carried out: stricter before looser (L1). */
export const changeKinds = [
  'block',
  'removeMembership',
  'remove',
  'create',
  'rename',
  'addMembership',
  'unblock',
] as const satisfies readonly ChangeKind[];

/** Name and groups of a contact at one moment. */
export interface ContactState {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A contact that the plan touches: its pre-image, and what it will be. `null`: not there. */
export interface TouchedContact {
  readonly msisdn: string;
  readonly before: ContactState | null;
  readonly after: ContactState | null;
  /** True when its create, rename and additions travel as one import row that carries `after` whole (P5, P6). */
  readonly byImport: boolean;
}

/** What a plan does: all that is needed for its calls to be made. */
export interface PlanBody {
  /** In the order of {@link changeKinds}, then by MSISDN, then by group. */
  readonly changes: readonly Change[];
  /** Every contact that a change other than block and unblock touches, by MSISDN. */
  readonly contacts: readonly TouchedContact[];
}
