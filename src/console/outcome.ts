import type { Catalogue } from '../report/language/catalogue.ts';

/** What came of an act, in words: it is kept as a code, as a run with its exit code, as a masked number, or as the kind of error that ended it. */
export function outcomeText(outcome: string | null, words: Catalogue): string {
  const { console: told, history } = words;
  if (outcome === null) return told.unknownOutcome;
  const [, run, code] = /^run (\S+), exit code (\d+)$/.exec(outcome) ?? [];
  if (run !== undefined) return told.becameRun(run, history.exitCode(Number(code)));
  const known = Object.entries(told.outcomes).find(([kept]) => kept === outcome);
  return known?.[1] ?? (/^\w*Error$/.test(outcome) ? told.outcomes.failed : outcome);
}
