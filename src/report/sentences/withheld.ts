import type { RunReport } from '../../steps/run-report.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';

type Reason = RunReport['withheld'][number]['reason'];

/** One line a reason: how many changes were not sent, and why. */
export function withheldLines(withheld: RunReport['withheld'], { sentences }: Catalogue = english): string[] {
  const counts = new Map<Reason, number>();
  for (const { reason } of withheld) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => sentences.notSent(count, sentences.withheld[reason]));
}
