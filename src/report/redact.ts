import type { Contact } from '../contact/contact.ts';
import { maskMsisdn, maskNumbersIn } from '../contact/mask.ts';
import type { RecordKey } from '../contact/record.ts';
import type { Rejection, Warning } from '../contact/rejection.ts';
import type { Change, ContactState, TouchedContact } from '../plan/change.ts';
import type { PlanReport } from '../steps/plan-report.ts';
import type { RunDetail } from '../steps/run-detail.ts';
import type { RunReport } from '../steps/run-report.ts';

const hiddenName = '(name)';

/**
 * The same report with numbers masked and names left out, so that it can be passed on (K2). The fingerprint stays
 * that of the true plan; the redacted one cannot be applied.
 */
export function redactPlanReport(report: PlanReport): PlanReport {
  const { plan } = report;
  return {
    ...report,
    plan: {
      ...plan,
      changes: plan.changes.map(redactChange),
      contacts: plan.contacts.map(redactTouched),
      wants: { upserts: [], drops: [] },
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
    })),
    warnings: report.warnings.map(redactWarning),
    unmanaged: report.unmanaged && redacted(report.unmanaged),
  };
}

/** Contacts masked one by one, when they are read. */
function redacted(contacts: Iterable<Contact>): Iterable<Contact> {
  return {
    *[Symbol.iterator]() {
      for (const { msisdn, groups } of contacts)
        yield { msisdn: maskMsisdn(msisdn), name: hiddenName, groups };
    },
  };
}

/** A run's report, to be passed on: its plan redacted, and numbers in what became of it masked. */
export function redactRunReport(report: RunReport): RunReport {
  const { verification } = report;
  return {
    ...report,
    plan: redactPlanReport(report.plan),
    failures: report.failures.map(({ msisdns, message, ...rest }) => ({
      ...rest,
      msisdns: msisdns.map(maskMsisdn),
      message: maskNumbersIn(message),
    })),
    withheld: report.withheld.map((one) => ({ ...one, msisdn: maskMsisdn(one.msisdn) })),
    stopped: report.stopped === undefined ? undefined : maskNumbersIn(report.stopped),
    verification: verification && {
      ...verification,
      // What it differs by has names in it.
      differences: verification.differences.map(({ msisdn, verdict }) => ({
        msisdn: maskMsisdn(msisdn),
        verdict,
        message: verdict,
      })),
    },
  };
}

/** What the history has of a run, to be passed on. */
export function redactRunDetail(detail: RunDetail): RunDetail {
  const { run, changes, contacts, warnings, rejections } = detail;
  return {
    ...detail,
    run: { ...run, error: run.error && redactSentence(run.error) },
    changes: changes.map(redactChange),
    contacts: contacts.map(redactTouched),
    warnings: warnings.map(redactWarning),
    rejections: rejections.map(redactRejection),
  };
}

/** A value of a row, in which names may stand beside the number. */
function redactValue(value: string): string {
  return maskNumbersIn(value).replace(/\p{L}[\p{L}\p{M}]*/gu, '•');
}

function redactTouched(contact: TouchedContact): TouchedContact {
  const { msisdn, before, after } = contact;
  return { ...contact, msisdn: maskMsisdn(msisdn), before: redactState(before), after: redactState(after) };
}

function redactRejection(rejection: Rejection): Rejection {
  const { key, value } = rejection;
  return {
    ...rejection,
    ...(key !== undefined && { key: redactKey(key) }),
    value: redactValue(value),
    row: [],
  };
}

/** A sentence of an error: what it quotes may be a name. */
function redactSentence(text: string): string {
  return maskNumbersIn(text.replace(/".*"/gs, '"…"'));
}

/** A key that may be a number, or a name; other keys tell a person nothing of anybody. */
function redactKey(key: RecordKey): RecordKey {
  const [source = '', ...own] = key.split('\t');
  const shown = own.join('\t');
  const digits = shown.replace(/\D/g, '').length;
  return `${source}\t${digits >= 9 ? maskNumbersIn(shown) : shown}`;
}

function redactWarning(warning: Warning): Warning {
  const { told } = warning;
  const figures = maskedFigures(warning.figures);
  return { ...warning, figures, ...(told !== undefined && { told: maskNumbersIn(told) }) } as Warning;
}

/** What a warning's sentence is made of, in whatever language. */
function maskedFigures(value: unknown): unknown {
  if (typeof value === 'string') return maskNumbersIn(value);
  if (Array.isArray(value)) return value.map(maskedFigures);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, maskedFigures(field)]));
}

function redactState(state: ContactState | null): ContactState | null {
  return state && { ...state, name: hiddenName };
}

/** The change with its number masked and names left out. */
export function redactChange(change: Change): Change {
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
