import type { KeptRows, RunOfRow } from '../state/read-person.ts';
import type { FilesOfPerson } from './files-of-person.ts';
import type { KeptInAccount } from './kept.ts';

/** Everything that is kept of a person (K3c). */
export interface SubjectReport {
  readonly msisdn: string;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  /** Accounts that know nothing of him are left out. */
  readonly accounts: readonly {
    readonly account: string;
    readonly places: readonly KeptRows[];
    readonly runs: readonly RunOfRow[];
    /** Other numbers that his keys belong to; rejected records in which his name stands, and nothing else of him. */
    readonly otherNumbers: KeptInAccount['otherNumbers'];
    readonly namesakes: number;
  }[];
  readonly files: FilesOfPerson;
}
