import { createColors } from 'picocolors';
import type { Check } from '../doctor/check.ts';
import { formatQuantity } from './numbers.ts';
import { jsonText } from './printable.ts';
import { warningText } from './sentences/warnings.ts';

/** What came of each check, a line for each, with what to do below it. */
export function doctorText(checks: readonly Check[], options: { readonly color: boolean }): string {
  const colors = createColors(options.color);
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red };
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = ' '.repeat(8 + width);
  const lines = checks.flatMap((check) => {
    const [first = '', ...more] = [saidOf(check), ...(check.advice?.split('\n') ?? [])];
    const head = `${paint[check.verdict](check.verdict.padEnd(4))}  ${check.name.padEnd(width)}  ${first}`;
    return [head, ...more.map((line) => `${indent}${line}`)];
  });
  const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
  const warned = checks.filter(({ verdict }) => verdict === 'warn').length;
  const end =
    failed > 0
      ? `${formatQuantity(failed, 'check fails', 'checks fail')}. Nothing was changed.`
      : warned > 0
        ? `Nothing fails, ${formatQuantity(warned, 'check warns', 'checks warn')}.`
        : 'All is well.';
  return `${[...lines, '', end].join('\n')}\n`;
}

/** The same for programs. */
export function doctorJson(checks: readonly Check[], exitCode: number): string {
  const shown = checks.map((check) => {
    const { name, verdict, advice, warning } = check;
    return {
      name,
      verdict,
      said: saidOf(check),
      ...(advice && { advice }),
      ...(warning && { code: warning.code }),
    };
  });
  return `${jsonText({ version: 1, exitCode, checks: shown })}\n`;
}

function saidOf({ said, warning }: Check): string {
  return warning ? warningText(warning) : said;
}
