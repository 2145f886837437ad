import { afterEach } from 'vitest';
import { type ConsoleServer, startConsole } from '../../src/console/server.ts';
import { applyPlan } from '../../src/jobs/apply.ts';
import { addConsoleToken } from '../../src/jobs/console.ts';
import type { Role } from '../../src/state/console-tokens.ts';
import type { World } from '../support/in-process.ts';
import { type Visitor, visitor } from './visitor.ts';

/** A console over a world, and people with tokens. */
export interface Desk {
  readonly url: string;
  /** Somebody of a role, signed in. */
  person(name: string, role: Role): Promise<Visitor>;
  stranger(): Visitor;
  readonly errors: unknown[];
  /** As Ctrl-C does. */
  close(): Promise<void>;
}

/** Consoles for the tests of a file, each closed after its test. */
export function useDesks(): (
  world: World,
  options?: Partial<Parameters<typeof startConsole>[0]>,
) => Promise<Desk> {
  const running: ConsoleServer[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close();
  });
  return async (world, options = {}) => {
    const errors: unknown[] = [];
    const server = await startConsole({
      environment: world.environment,
      port: 0,
      lang: 'en',
      told: (text) => text,
      onError: (error) => errors.push(error),
      applyHeld: (run, given, emit) => applyPlan(run, { ...world.environment, emit }, given),
      ...options,
    });
    running.push(server);
    return {
      url: server.url,
      errors,
      close: async () => {
        running.splice(running.indexOf(server), 1);
        await server.close();
      },
      stranger: () => visitor(server.port),
      person: async (name, role) => {
        const token = await addConsoleToken(world.environment, name, role);
        const person = visitor(server.port);
        await person.signIn(token);
        return person;
      },
    };
  };
}

/** Rows of the CRM: so many people, from 070-174 06 05 on. */
export function people(count: number, name = 'Anna Berg'): string[] {
  return Array.from(
    { length: count },
    (_, at) => `K${at};${name};07017406${String(at + 5).padStart(2, '0')};Umeå;`,
  );
}

/** A night whose removals guards hold back. @returns the run */
export async function heldNight(world: World, name?: string): Promise<{ run: string; fingerprint: string }> {
  world.crm(...people(40, name));
  await world.sync();
  world.clock.forward(24);
  world.crm(...people(10, name));
  const { run, heldBack, plan } = await world.sync();
  if (!heldBack) throw new Error('guards did not hold it back');
  return { run, fingerprint: plan.plan.fingerprint };
}
