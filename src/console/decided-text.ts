import { localTime } from '../contact/local-time.ts';
import type { Catalogue } from '../report/language/catalogue.ts';
import type { RunView } from './read-run.ts';

/** Who has decided about a held plan, what and when, for whoever came too late; undefined where nobody has. */
export function decidedText({ held }: RunView, { console: told }: Catalogue): string | undefined {
  const { discard, spentBy, overtakenBy } = held ?? {};
  if (discard) return told.wasDiscarded(discard.who, localTime(discard.at), discard.reason);
  if (spentBy) return told.wasApplied(spentBy.by, localTime(spentBy.at), spentBy.run);
  return overtakenBy === undefined ? undefined : told.wasOvertaken(overtakenBy);
}
