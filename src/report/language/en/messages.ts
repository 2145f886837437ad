import type { FindingCode } from '../../../campaign/preflight.ts';
import { count, quantity } from './figures.ts';

/** What a finding says besides its code. */
export interface FindingFigures {
  readonly sender: string | undefined;
  /** Recipients whom it concerns, and how many there are. */
  readonly numbers: number;
  readonly of: number;
  /** Some of them. */
  readonly examples: string;
  readonly hour: string;
  /** How long ago answers were last fetched; undefined where nobody knows. */
  readonly minutesAgo: number | undefined;
  readonly timeZone: string;
  readonly parts: number;
}

function lastFetched(minutesAgo: number | undefined): string {
  if (minutesAgo === undefined) return 'were, nobody knows when';
  return `last were ${minutesAgo < 120 ? quantity(minutesAgo, 'minute') : quantity(Math.floor(minutesAgo / 60), 'hour')} ago`;
}

const findings: Record<FindingCode, (figures: FindingFigures) => string> = {
  'replies-unread': ({ minutesAgo }) =>
    `Answers could not be fetched, and before that they ${lastFetched(minutesAgo)}: whoever has answered STOP since then gets this too. Fetch them first: jojka-sync replies`,
  'replies-missed': ({ minutesAgo }) =>
    `Answers are gone that nobody has seen: Jojka keeps them 96 hours, and they were not fetched for longer (before that they ${lastFetched(minutesAgo)}). Whoever has answered STOP in one of them gets this too. Look in Jojka who has, and block him: jojka-sync blocklist add NUMBER`,
  'no-consent': ({ numbers, of, examples }) =>
    `${count(numbers)} of ${quantity(of, 'recipient')} have given no consent that the state knows of: ${examples}`,
  unwanted: ({ numbers, of, examples }) =>
    `${count(numbers)} of ${quantity(of, 'recipient')} are in no CRM, since no pipeline wants them: ${examples}`,
  night: ({ hour, timeZone }) =>
    `It goes out at ${hour} in ${timeZone}; from 21 to 8 people sleep. Another time: --at`,
  unanswerable: ({ sender }) =>
    `The text asks for an answer, and nobody can answer a sender in letters (${sender}). Without --from the account's own number is the sender.`,
  'no-way-out': () =>
    'The text does not say how to get no more such messages. Add a word to answer with (STOPP) or a link.',
  parts: ({ parts, of }) =>
    `Each message is ${parts} SMS, and is paid as such: ${count(parts * of)} SMS to ${quantity(of, 'recipient')}.`,
};

/** Messages by hand: before they go out, and what became of them. */
export const messages = {
  findings,
  /** What a finding does: it holds the message back, until `--allow CODE` says that it is meant. */
  stops: (text: string, code: string) => `${text} [--allow ${code}]`,
  more: (value: number) => `${count(value)} more`,
  titles: {
    account: 'Account',
    to: 'To',
    group: 'Group',
    blocked: 'Blocked',
    invalid: 'Invalid',
    repeated: 'Repeated',
    sentAs: 'Sent as',
    name: 'Name',
    sender: 'Sender',
    when: 'When',
    size: 'Size',
    mind: 'Mind',
    text: 'Text',
  },
  /** How wide the titles are, with room behind them. */
  titleWidth: 10,
  account: (account: string, url: string) => `${account} at ${url}`,
  numbers: (value: number) => quantity(value, 'number'),
  everybody: 'all, which is every contact of the account',
  members: (group: string, members: number) =>
    `${group}: ${quantity(members, 'member')} now; who joins later gets nothing`,
  invalid: (value: number) => `${count(value)} left out; they are listed below`,
  repeated: (value: number) => `${count(value)}; each number gets it once`,
  ownNumber: "the account's own number",
  when: (local: string, utc: string) => `${local}, which is ${utc}`,
  now: 'now',
  size: (characters: number, encoding: string, parts: number, all: number) =>
    `${quantity(characters, 'character')}, ${encoding}: ${parts} SMS each, ${count(all)} SMS in all`,
  becauseOf: (characters: string) => ` because of ${characters}`,
  leftOut: 'Left out as invalid:',
  blocked: (value: number) =>
    `${count(value)} left out that the ledger knows; any others are Jojka's to skip`,
  noLedger: "none known, since there is no ledger of this account here; they are Jojka's to skip",
  oneMessage: 'one message',
  oneCampaign: 'one campaign',
  campaigns: (value: number, sizes: string) => `${value} campaigns (${sizes})`,
  which: (title: string, at: number, of: number) => (of > 1 ? `${title} ${at} of ${of}` : title),
  sent: (which: string, whom: string, id: string | undefined, isScheduled: boolean) =>
    `${which}: ${isScheduled ? 'scheduled for' : 'sent to'} ${whom}, id ${id}`,
  failed: (which: string, whom: string, error: string | undefined) =>
    `${which}: not sent to ${whom}. ${error}`,
  unknown: (which: string, whom: string, error: string | undefined) =>
    `${which}: nobody knows whether it went out to ${whom}. ${error}.\nIt was not sent again: that might send the message twice. Look in Jojka before you send it once more.`,
  notTried: (which: string, whom: string) => `${which}: not sent to ${whom}: not tried.`,
  didNotGetIt: (numbers: number) => `${quantity(numbers, 'number')} did not get it`,
  mayHaveGotIt: (numbers: number) => `${quantity(numbers, 'number')} may have got it`,
  toSendAgain: (file: string) => `To send to them: the same command with --file ${file}`,
  lookFirst: (file: string) => `Look in Jojka first. They are in ${file}`,
  /** Campaigns that went out. */
  noCampaign: 'No campaign is in the history.',
  listHead: ['CAMPAIGN', 'SENT', 'NUMBERS', 'OUTCOME', 'NAME'],
  outcomes: {} as Record<string, string>,
  scheduled: 'scheduled',
  aMessage: '(one message)',
  statusHead: ['CAMPAIGN', 'MESSAGES'],
  noMessages: (id: string) => `${id} has no messages: it has not begun, was cancelled, or reached nobody.`,
  cannotBeTold: (id: string, error: string) => `${id} cannot be told: ${error}`,
  stillSent: 'SENT: the phone has not answered yet. Operators take up to 48 hours to tell.',
  delivery: 'Delivery',
};
