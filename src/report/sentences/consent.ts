import { localDay, type Place } from '../../contact/local-time.ts';
import type { PlanSummary } from '../../plan/plan.ts';
import type { StoryConsent, StoryConsentEvent } from '../../state/story.ts';
import type { Catalogue } from '../language/catalogue.ts';

/** Who has said yes to messages, where a source asks for it (C1): the figures, and why the others have not. */
export function consentLines(
  { consent: figures }: Pick<PlanSummary, 'consent'>,
  { consent }: Catalogue,
): string[] {
  if (!figures || figures.yes + figures.no === 0) return [];
  const { yes, no, expired, expiredThisMonth, expiredNow, unsaid, odd, expiring } = figures;
  const sum = [consent.yes(yes), consent.no(no)];
  if (expiredThisMonth > 0) sum.push(consent.expiredThisMonth(expiredThisMonth));
  const saidNo = no - expired - unsaid - odd;
  const reasons = [
    saidNo > 0 ? consent.saidNo(saidNo) : '',
    unsaid > 0 ? consent.unsaid(unsaid) : '',
    odd > 0 ? consent.odd(odd) : '',
    expired > 0 ? consent.expired(expired, expiredNow) : '',
  ].filter((reason) => reason !== '');
  const more = [
    ...(reasons.length > 0 ? [consent.without(reasons)] : []),
    ...(expiring > 0 ? [consent.expiring(expiring)] : []),
  ];
  return [consent.sum(sum), ...(more.length > 0 ? [more.join(' ')] : [])];
}

/** What a source says of one person's consent. */
export function consentText(
  { pipeline, source, state, given, since, groups }: StoryConsent,
  place: Place,
  { consent }: Catalogue,
): string {
  const said = `${consent.states[state]}${given === undefined ? '' : consent.given(given)}`;
  const of = { pipeline, source, said, since: localDay(since, place), groups: groups.join(', ') };
  return state === 'yes' ? consent.has(of) : consent.hasNot(of);
}

/** What it said at some time. */
export function consentEventText(
  { source, pipeline, state, given, value, line }: StoryConsentEvent,
  { consent }: Catalogue,
): string {
  if (state === null) return consent.silent(source, pipeline);
  const said = `${consent.states[state]}${given === undefined ? '' : consent.given(given)}`;
  return value === null || line === null
    ? consent.becameBy(source, said)
    : consent.read(`${source}:${line}`, said, value);
}
