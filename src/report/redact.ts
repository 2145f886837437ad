import type { Contact } from '../contact/contact.ts';
import { maskMsisdn, maskNumbersIn } from '../contact/mask.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Rejection, Warning } from '../contact/rejection.ts';
import { withoutSpelled } from '../contact/spelled.ts';
import type { Change, ContactState, TouchedContact } from '../plan/change.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunDetail } from '../steps/run-detail.ts';
import type { RunReport } from '../steps/run-report.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';

/**
 * The same report with numbers masked and names left out, so that it can be passed on (K2). The fingerprint stays
 * that of the true plan; the redacted one cannot be applied.
 */
export function redactPlanReport(report: PlanReport, words: Catalogue = english): PlanReport {
  const { plan } = report;
  const { hiddenName } = words.plan;
  return {
    ...report,
    plan: {
      ...plan,
      changes: plan.changes.map((change) => redactChange(change, words)),
      contacts: plan.contacts.map((contact) => redactTouched(contact, words)),
      wants: { upserts: [], drops: [] },
      ...(plan.consents && { consents: { upserts: [], drops: [] } }),
      owed: [],
      heldBlocks: plan.heldBlocks.map(maskMsisdn),
      blockReleases: plan.blockReleases.map(maskMsisdn),
      blockOrigins: plan.blockOrigins.map(([msisdn, origin]) => [maskMsisdn(msisdn), origin] as const),
      blockWithdrawals: plan.blockWithdrawals.map(maskMsisdn),
      moves: plan.moves.map(({ from, to }) => ({
        from: maskMsisdn(from),
        to: maskMsisdn(to),
        keys: [],
        name: hiddenName,
      })),
      warnings: plan.warnings.map(redactWarning),
    },
    rejections: report.rejections.map(redactRejection),
    duplicates: report.duplicates.map((duplicate) => ({
      ...duplicate,
      msisdn: maskMsisdn(duplicate.msisdn),
      records: duplicate.records.map(({ key, ...record }) => ({
        ...record,
        ...(key !== undefined && { key: redactKey(key) }),
      })),
    })),
    warnings: report.warnings.map(redactWarning),
    unmanaged: report.unmanaged && redacted(report.unmanaged, hiddenName),
  };
}

/** Contacts masked one by one, when they are read. */
function redacted(contacts: Iterable<Contact>, hiddenName: string): Iterable<Contact> {
  return {
    *[Symbol.iterator]() {
      for (const { msisdn, groups } of contacts)
        yield { msisdn: maskMsisdn(msisdn), name: hiddenName, groups };
    },
  };
}

/** A run's report, to be passed on: its plan redacted, and numbers and names taken out of what became of it. */
export function redactRunReport(report: RunReport, words: Catalogue = english): RunReport {
  const { verification, stopped } = report;
  const scrub = createScrub(report, words);
  return {
    ...report,
    plan: redactPlanReport(report.plan, words),
    failures: report.failures.map(({ msisdns, message, ...rest }) => ({
      ...rest,
      msisdns: msisdns.map(maskMsisdn),
      message: scrub(message, msisdns),
    })),
    withheld: report.withheld.map((one) => ({ ...one, msisdn: maskMsisdn(one.msisdn) })),
    stopped: stopped && redactSentence(stopped),
    verification: verification && {
      ...verification,
      differences: verification.differences.map(({ msisdn, verdict }) => ({
        msisdn: maskMsisdn(msisdn),
        verdict,
        // What it says besides is what the contact is called.
        message: verdict === 'missing' ? 'is not as it was to be' : 'is not as asked for',
      })),
    },
  };
}

/** Takes out of what the service said of some numbers what those are called. */
function createScrub(
  { plan: { plan } }: RunReport,
  words: Catalogue,
): (text: string, msisdns: readonly string[]) => string {
  let names: Map<string, string[]> | undefined;
  const namesOf = () => {
    const found = new Map<string, string[]>();
    for (const { msisdn, before, after } of plan.contacts)
      found.set(
        msisdn,
        [before?.name, after?.name].filter(
          (name): name is string => name !== undefined && name.trim() !== '',
        ),
      );
    return found;
  };
  return (text, msisdns) => {
    names ??= namesOf();
    const own = [...new Set(msisdns.flatMap((msisdn) => names?.get(msisdn) ?? []))].sort(
      (a, b) => b.length - a.length,
    );
    return redactSentence(
      own.reduce((left, name) => withoutSpelled(left, name, words.plan.hiddenName), text),
    );
  };
}

/** What the history has of a run, to be passed on. */
export function redactRunDetail(detail: RunDetail, words: Catalogue = english): RunDetail {
  const { run, changes, contacts, warnings, rejections, withheld } = detail;
  return {
    ...detail,
    withheld: withheld.map((one) => ({ ...one, msisdn: maskMsisdn(one.msisdn) })),
    run: { ...run, error: run.error && redactSentence(run.error) },
    changes: changes.map((change) => redactChange(change, words)),
    contacts: contacts.map((contact) => redactTouched(contact, words)),
    warnings: warnings.map(redactWarning),
    rejections: rejections.map(redactRejection),
  };
}

/** A value of a row, in which names may stand beside the number. */
function redactValue(value: string): string {
  return maskNumbersIn(value).replace(/\p{L}[\p{L}\p{M}]*/gu, '•');
}

function redactTouched(contact: TouchedContact, { plan: { hiddenName } }: Catalogue): TouchedContact {
  const { msisdn, before, after } = contact;
  const state = (one: ContactState | null) => one && { ...one, name: hiddenName };
  return { ...contact, msisdn: maskMsisdn(msisdn), before: state(before), after: state(after) };
}

function redactRejection(rejection: Rejection): Rejection {
  const { key, value } = rejection;
  return {
    ...rejection,
    ...(key !== undefined && { key: redactKey(key) }),
    value: redactValue(value),
    ...(rejection.told !== undefined && { told: redactSentence(rejection.told) }),
    row: [],
  };
}

/** A sentence of an error: what it quotes may be a name. */
function redactSentence(text: string): string {
  return maskNumbersIn(text.replace(/".*"/gs, '"…"'));
}

/** A key that may be a number or a name; what remains tells records apart, and nothing of anybody. */
function redactKey(key: RecordKey): RecordKey {
  const [source = '', ...own] = key.split('\t');
  return `${source}\t${redactOwnKey(own.join('\t'))}`;
}

function redactOwnKey(shown: string): string {
  const digits = shown.replace(/\D/g, '').length;
  // One letter is nobody's name, and tells apart keys that have the same digits.
  return (digits >= 6 ? maskNumbersIn(shown) : shown).replace(/\p{L}[\p{L}\p{M}]+/gu, '•');
}

function redactWarning(warning: Warning): Warning {
  const { told } = warning;
  const figures = maskedFigures(withoutCells(warning));
  return { ...warning, figures, ...(told !== undefined && { told: redactSentence(told) }) } as Warning;
}

/** The figures of a warning, those of them hidden that are cells of records: in any of them a name may stand. */
function withoutCells(warning: Warning): unknown {
  switch (warning.code) {
    case 'odd-opt-out':
      return {
        ...warning.figures,
        examples: warning.figures.examples.map(([value, times]) => [redactValue(value), times]),
        ...(warning.figures.yes && { yes: warning.figures.yes.map(redactValue) }),
        ...(warning.figures.no && { no: warning.figures.no.map(redactValue) }),
      };
    case 'date-opt-out':
      return { ...warning.figures, example: redactValue(warning.figures.example) };
    case 'unclear-dates':
      return { ...warning.figures, examples: warning.figures.examples.map(redactValue) };
    case 'shared-key':
      return { ...warning.figures, examples: warning.figures.examples.map(redactOwnKey) };
    case 'write-back-failed':
      return { ...warning.figures, reason: redactSentence(warning.figures.reason) };
    default:
      return warning.figures;
  }
}

/** What a warning's sentence is made of, in whatever language. */
function maskedFigures(value: unknown): unknown {
  if (typeof value === 'string') return maskNumbersIn(value);
  if (Array.isArray(value)) return value.map(maskedFigures);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, maskedFigures(field)]));
}

/** The change with its number masked and names left out. */
export function redactChange(change: Change, { plan: { hiddenName } }: Catalogue = english): Change {
  const msisdn = maskMsisdn(change.msisdn);
  if (change.kind === 'block' && change.carried)
    return {
      ...change,
      msisdn,
      carried: change.carried.map((one) => ({ ...one, from: maskMsisdn(one.from), keys: [] })),
    };
  if (change.kind === 'create') return { ...change, msisdn, name: hiddenName };
  if (change.kind === 'rename') return { ...change, msisdn, from: hiddenName, to: hiddenName };
  return { ...change, msisdn };
}
