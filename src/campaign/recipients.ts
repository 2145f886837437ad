import type { RejectionCode } from '../contact/rejection.ts';
import { createMsisdnParser, type MsisdnParser } from '../transform/msisdn.ts';

/** Numbers as somebody gave them: an argument, or a line of a file. */
export interface GivenNumbers {
  readonly text: string;
  /** Where they stand, for the report: `--to`, `numbers.txt:3`. */
  readonly where: string;
}

/** What was given as a number and is none that a message can go to. */
export interface RejectedRecipient {
  readonly where: string;
  readonly value: string;
  readonly code: RejectionCode;
  /** What type of number it is, where it is a real one. */
  readonly type?: string;
}

/** Who gets a message, each number once, and who does not. */
export interface Recipients {
  readonly msisdns: readonly string[];
  /** Left out: the ledger knows them as blocked, or what else they may be read as. */
  readonly blocked: readonly string[];
  readonly rejected: readonly RejectedRecipient[];
  /** How many times a number came again. */
  readonly repeated: number;
}

/** Where Jojka's contacts are at home: a member's number without a country code may be one of it, whatever is given. */
const ownRegion = 'SE';

/** Not the comma of a number that a spreadsheet ruined (4,67098E+10): it is one value, with a reason of its own. */
const separators = /[;\n]|,(?!\d+E)/i;

/**
 * Makes one list of numbers that were given and of members of groups, in that order. Given numbers are read as the
 * sync reads them (T1), several of them apart by commas or semicolons; members are numbers as Jojka spells them, which may be
 * another spelling of a mobile number: it gets the message once, and none where any reading of it is blocked (P11).
 *
 * @param options.region country of given numbers without a country code
 */
export function gatherRecipients(
  given: Iterable<GivenNumbers>,
  members: Iterable<{ readonly msisdn: string; readonly where: string }>,
  options: { blocked: ReadonlySet<string>; region: string },
): Recipients {
  const parser = createMsisdnParser({ region: options.region, types: ['mobile'] });
  const parsers = [
    parser,
    ...(options.region === ownRegion ? [] : [createMsisdnParser({ region: ownRegion, types: ['mobile'] })]),
  ];
  const rejected: RejectedRecipient[] = [];
  const seen = new Set<string>();
  const barred = new Set<string>();
  let repeated = 0;
  const add = (msisdn: string) => {
    if (seen.has(msisdn)) repeated += 1;
    seen.add(msisdn);
  };

  for (const { text, where } of given)
    for (const value of text.split(separators).map((part) => part.trim())) {
      const verdict = parser.parse(value);
      if (verdict.kind === 'ok') add(verdict.msisdn);
      if (verdict.kind === 'rejected') {
        const { code, type } = verdict;
        rejected.push({ where, value, code, ...(type !== undefined && { type }) });
      }
    }
  for (const { msisdn: spelled, where } of members) {
    if (!/^[1-9]\d{6,14}$/.test(spelled)) {
      rejected.push({ where, value: spelled, code: 'invalid-number' });
      continue;
    }
    const msisdn = mobileOf(spelled, parsers);
    add(msisdn);
    const isBlocked = [spelled, ...parsers.flatMap(({ readAny }) => readAny(spelled))].some((reading) =>
      options.blocked.has(reading),
    );
    if (isBlocked) barred.add(msisdn);
  }

  const all = [...seen];
  const isLeftOut = (msisdn: string) => barred.has(msisdn) || options.blocked.has(msisdn);
  return {
    msisdns: all.filter((msisdn) => !isLeftOut(msisdn)),
    blocked: all.filter(isLeftOut),
    rejected,
    repeated,
  };
}

/** The mobile number that a member's spelling is; the spelling itself where it is a number as it stands, or none that is known. */
function mobileOf(spelled: string, parsers: readonly MsisdnParser[]): string {
  for (const parser of parsers) {
    const verdict = parser.parse(spelled);
    if (verdict.kind !== 'ok') continue;
    return verdict.msisdn !== spelled && parser.asMsisdn(spelled) !== undefined ? spelled : verdict.msisdn;
  }
  return spelled;
}
