import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { RunEnvironment } from '../../src/session/environment.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Company, startCompany } from './company.ts';
import { machine } from './fleet.ts';

/**
 * A company for each test of a file, with a machine of its fleet and a state in which nothing is yet.
 *
 * @param begin gets them before each test
 */
export function useCompany(
  accounts: readonly string[],
  begin: (company: Company, at: RunEnvironment) => void,
): void {
  let postgres: TestPostgres;
  let company: Company;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  beforeEach(async () => {
    company = await startCompany(accounts);
    const state = await postgres.createState();
    begin(company, machine(company.cwd, state, company.env));
  });
  afterEach(() => company.close());
  afterAll(() => postgres.remove());
}
