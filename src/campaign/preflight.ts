import { RefusedError } from '../errors.ts';
import { messageWarnings } from './message-warnings.ts';
import { isNight } from './night.ts';
import type { SmsText } from './sms-text.ts';

/** What somebody should think of before a message goes out. Stable: scripts name them by `--allow`. */
export const findingCodes = [
  /** Answers could not be fetched: whoever has answered STOP since they last were gets it. */
  'replies-unread',
  /** Answers are gone that nobody has seen (S2): whoever has answered STOP in one gets it. */
  'replies-missed',
  /** Recipients who have given no consent, where the state knows of consent. */
  'no-consent',
  /** Recipients whom no pipeline wants: they are in no CRM. */
  'unwanted',
  /** It goes out while people sleep. */
  'night',
  /** A message to many that does not say how to get no more of them. */
  'no-way-out',
  /** The text asks for an answer, and a sender in letters cannot be answered. */
  'unanswerable',
  /** Each message is more than one SMS. */
  'parts',
] as const;

export type FindingCode = (typeof findingCodes)[number];

/** Something that was found, with its figures. */
export interface Finding {
  readonly code: FindingCode;
  /** It holds the message back, until somebody says that it is meant. */
  readonly stops: boolean;
  /** The recipients whom it concerns; undefined: all of them, or none. */
  readonly msisdns?: readonly string[];
  /** `22:30`, in the time zone of the message. */
  readonly hour?: string;
  /** How long ago answers were last fetched, in minutes; undefined where nobody knows. */
  readonly minutesAgo?: number;
}

/** Answers to the account that nobody has read. */
export type UnreadReplies = Pick<Finding, 'minutesAgo'> & {
  readonly code: 'replies-unread' | 'replies-missed';
};

/** What is known of the recipients besides who is blocked: those are left out, whatever anybody allows. */
export interface RecipientFacts {
  /** Whom a pipeline wants; undefined: nothing is known, since there is no ledger or no pipeline has ever run. */
  readonly wanted: ReadonlySet<string> | undefined;
  /** Who has given consent; undefined: the state knows nothing of consent. */
  readonly consenting: ReadonlySet<string> | undefined;
  /** Answers to the account are fetched, and could not be now, or not all; undefined: they were, or nobody does. */
  readonly repliesUnread?: UnreadReplies | undefined;
}

/**
 * Looks at a message to many before it goes out. What is found of a message to one person is told and holds nothing back: that is an
 * answer, a reminder or a code.
 *
 * @param message.at when it goes out, in which time zone
 */
export function preflight(message: {
  readonly sms: SmsText;
  readonly sender: string | undefined;
  readonly isToMany: boolean;
  readonly msisdns: readonly string[];
  /** Of those the ones who must have agreed: all, or those who are in no group that needs no consent. */
  readonly needingConsent?: readonly string[];
  readonly at: Date;
  readonly timeZone: string;
  readonly facts: RecipientFacts;
}): Finding[] {
  const { sms, sender, isToMany, msisdns, at, timeZone, facts } = message;
  const found: Omit<Finding, 'stops'>[] = [];
  const without = (
    known: ReadonlySet<string> | undefined,
    code: FindingCode,
    of: readonly string[] = msisdns,
  ) => {
    const others = known ? of.filter((msisdn) => !known.has(msisdn)) : [];
    if (others.length > 0) found.push({ code, msisdns: others });
  };
  if (facts.repliesUnread) found.push(facts.repliesUnread);
  without(facts.consenting, 'no-consent', message.needingConsent);
  without(facts.wanted, 'unwanted');
  const night = isNight(at, timeZone);
  if (night !== undefined) found.push({ code: 'night', hour: night });
  for (const code of messageWarnings({ text: sms.text, sender, isToMany })) found.push({ code });
  if (isToMany && sms.parts > 1) found.push({ code: 'parts' });
  return found.map((finding) => ({ ...finding, stops: isToMany }));
}

/**
 * Answers could not be read at the moment of sending, though the message may have been planned with them read.
 *
 * @param allowed codes of what is meant
 * @throws RefusedError where that is not among them; nothing was sent then
 */
export function refuseUnread({ code, minutesAgo }: UnreadReplies, allowed: readonly string[]): void {
  if (allowed.includes(code)) return;
  const last =
    minutesAgo === undefined ? 'nobody knows when they last were' : `last were ${minutesAgo} minutes ago`;
  const meant = `jojka-sync send or campaign add with --allow ${[...allowed, code].join(' ')}`;
  throw code === 'replies-unread'
    ? new RefusedError(
        `Answers could not be fetched right before sending, and ${last}: whoever has answered STOP since then would get the message.`,
        {
          advice: `Nothing was sent. Fetch them first: jojka-sync replies. If it is meant to go out without: ${meant}`,
        },
      )
    : new RefusedError(
        'Answers are gone that nobody has seen, since they were not fetched for more than the 96 hours that Jojka keeps them: whoever has answered STOP in one of them would get the message.',
        {
          advice: `Nothing was sent. Look in Jojka who has answered STOP, and block whoever is missing: jojka-sync blocklist add NUMBER. Then: ${meant}`,
        },
      );
}

/**
 * @param allowed codes of what is meant
 * @throws RefusedError when something else holds the message back; nothing was sent then
 */
export function refuseFindings(findings: readonly Finding[], allowed: readonly string[]): void {
  const codes = findings.flatMap(({ code, stops }) => (stops && !allowed.includes(code) ? [code] : []));
  if (codes.length === 0) return;
  const all = [...new Set([...allowed, ...codes])];
  throw new RefusedError(
    `The message is held back: ${codes.join(', ')}. ${codes.length === 1 ? 'That is' : 'These are'} to be looked at first.`,
    {
      advice: `Nothing was sent. Mend the message, or say that it is meant: the same command with --allow ${all.join(' ')}`,
    },
  );
}
