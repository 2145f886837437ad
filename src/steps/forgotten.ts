import type { FilesOfPerson } from './files-of-person.ts';
import type { KeptInAccount } from './kept.ts';

/** What `forget` would take out, or has. */
export interface Forgotten {
  readonly msisdn: string;
  readonly done: boolean;
  /** Accounts that know nothing of him are left out. */
  readonly accounts: readonly (KeptInAccount & {
    /** The run by which it was taken out; undefined where it was not. */
    readonly run: string | undefined;
    /** Held plans that are not to be applied any more. */
    readonly discarded: readonly string[];
  })[];
  readonly files: FilesOfPerson;
  /** What was taken out is gone from the database's files too, as far as it lets go of it. */
  readonly isRewritten: boolean;
  /** The state is embedded: its files were written anew. */
  readonly isEmbedded: boolean;
}
