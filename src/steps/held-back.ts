import { RefusedError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';

/** Guards hold a plan back, and nobody has accepted them: which, with their figures. */
export class HeldBackError extends RefusedError {
  readonly guards: Plan['guards'];

  constructor({ id, guards }: Plan, options: { advice: string }) {
    super(
      `Guards hold the plan ${id} back: ${[...new Set(guards.map(({ guard }) => guard))].join(', ')}.`,
      options,
    );
    this.guards = guards;
  }
}
