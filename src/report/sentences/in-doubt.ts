import type { PlanSummary } from '../../plan/plan.ts';
import type { Catalogue } from '../language/catalogue.ts';

/** What stays in Jojka for doubt alone, and is not what the sources say (T7); undefined where nothing does. */
export function inDoubtText(
  { inDoubt }: Pick<PlanSummary, 'inDoubt'>,
  { plan }: Catalogue,
): string | undefined {
  return inDoubt && plan.inDoubt(inDoubt.contacts, inDoubt.memberships);
}
