import { jsonText, printable, typed } from './printable.ts';

/** A number as somebody typed it, and what came of it. */
export interface NumberLine {
  readonly input: string;
  readonly msisdn: string | undefined;
  readonly outcome: string;
  readonly isFailure: boolean;
}

/** Numbers with what came of each, a line each: `input<TAB>msisdn<TAB>outcome`, or one JSON object. */
export function numberLines(lines: readonly NumberLine[], format: 'text' | 'json'): string {
  return lines
    .map(({ input, msisdn, outcome, isFailure }) =>
      format === 'json'
        ? `${jsonText({ input: typed(input), msisdn: msisdn ?? null, outcome, failed: isFailure }, 0)}\n`
        : `${printable(typed(input.replace(/[\t\r\n]/g, ' ')))}\t${msisdn ?? ''}\t${printable(outcome)}\n`,
    )
    .join('');
}
