import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { readPerson } from '../state/read-person.ts';
import { filesIfStateless, filesOf, findInAccounts, type PersonRequest, readNumber } from '../steps/kept.ts';
import type { SubjectReport } from '../steps/subject.ts';

/** Everything that is kept of a person, in the state and in its folder (K3c): what `forget` would take out, and the block. Reads only. */
export async function readSubject(
  environment: RunEnvironment,
  request: PersonRequest,
): Promise<SubjectReport> {
  const msisdn = readNumber(request.number);
  const madeAt = environment.now().toISOString();
  return withStateIfAny<SubjectReport>(
    'subject',
    environment,
    async (database) => {
      const found = await findInAccounts(database, msisdn, request);
      const accounts = [];
      for (const { id, person, kept } of found) {
        const { account, otherNumbers, namesakes } = kept;
        accounts.push({ account, ...(await readPerson(database.knex, id, person)), otherNumbers, namesakes });
      }
      return { msisdn, madeAt, accounts, files: await filesOf(environment, found, msisdn, request) };
    },
    { msisdn, madeAt, accounts: [], files: await filesIfStateless(environment, msisdn, request) },
  );
}
