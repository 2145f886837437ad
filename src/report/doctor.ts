import { createColors } from 'picocolors';
import type { Check } from '../doctor/check.ts';
import { formatQuantity } from './numbers.ts';
import { jsonText } from './printable.ts';
import { warningText } from './sentences/warnings.ts';
import { wrapText } from './wrap.ts';

/** What came of each check, a line for each, with what to do below it; where that is too wide, what is said goes on below itself. */
export function doctorText(
  checks: readonly Check[],
  options: { readonly color: boolean; readonly width?: number | undefined },
): string {
  const colors = createColors(options.color);
  const { width } = options;
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red };
  const longest = Math.max(...checks.map(({ name }) => name.length));
  const indent = Math.min(8 + longest, Math.floor((width ?? Number.POSITIVE_INFINITY) / 3));
  const lines = checks.flatMap((check) => {
    const head = `${paint[check.verdict](check.verdict.padEnd(4))}  ${check.name}`;
    const free = indent - 6 - check.name.length;
    const said = [saidOf(check), ...(check.advice?.split('\n') ?? [])]
      .map((line) => wrapText(`${' '.repeat(indent)}${line}`, width))
      .join('\n');
    return free < 2 ? [head, said] : [`${head}${' '.repeat(free)}${said.slice(indent)}`];
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
