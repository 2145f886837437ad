import { jsonText } from './printable.ts';

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
        ? `${jsonText({ input, msisdn: msisdn ?? null, outcome, failed: isFailure }, 0)}\n`
        : `${input.replace(/[\t\r\n]/g, ' ')}\t${msisdn ?? ''}\t${outcome}\n`,
    )
    .join('');
}
