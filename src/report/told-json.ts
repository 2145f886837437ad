import type { Rejection, Warning } from '../contact/rejection.ts';
import type { TrippedGuard } from '../plan/guard.ts';
import { guardText } from './sentences/guards.ts';
import { rejectionText } from './sentences/rejections.ts';
import { warningText } from './sentences/warnings.ts';

/** A warning, a rejection and a guard for programs: what they are, and the sentence that people read. */
export function warningJson(warning: Warning): object {
  return { code: warning.code, message: warningText(warning) };
}

export function rejectionJson(rejection: Rejection): object {
  const { source, line, key, field, code, value, row } = rejection;
  const message = rejectionText(rejection);
  return { source, line, ...(key !== undefined && { key }), field, code, value, message, row };
}

export function guardJson(tripped: TrippedGuard): object {
  const { rule, guard, group, count, of, limit, inDoubt } = tripped;
  return {
    rule,
    guard,
    ...(group !== undefined && { group }),
    count,
    of,
    ...(inDoubt !== undefined && { inDoubt }),
    limit,
    message: guardText(tripped),
  };
}
