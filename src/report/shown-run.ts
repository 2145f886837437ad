import { html } from 'hono/html';
import { printedFor } from '../contact/printed-commands.ts';
import { csvText } from './csv-text.ts';
import type { ReportFormat } from './formats.ts';
import { runDetailJson } from './history-json.ts';
import { runDetailText } from './history-text.ts';
import { wordsOf } from './language/words.ts';
import { literal } from './markdown-text.ts';
import type { TextOptions } from './plan-text.ts';
import { printableText } from './printable.ts';

/** What the history has of a run that has no report, in the format that was asked for. */
export function renderHistory(
  detail: Parameters<typeof runDetailText>[0],
  format: ReportFormat,
  options: TextOptions,
): string[] {
  const { account, pipeline, summary } = detail.run;
  return [
    printedFor(printableText(rendered(detail, format, options), options.color), {
      account,
      pipeline,
      called: summary?.called,
    }),
  ];
}

function rendered(
  detail: Parameters<typeof runDetailText>[0],
  format: ReportFormat,
  options: TextOptions,
): string {
  const { run } = detail;
  const plain = () => runDetailText(detail, { ...options, color: false }).trimEnd();
  switch (format) {
    case 'text':
      return runDetailText(detail, options);
    case 'json':
      return runDetailJson(detail);
    case 'markdown': {
      const [head = '', ...lines] = plain().split('\n');
      return `${[`## ${literal(head)}`, '', ...lines.map((line) => `- ${literal(line.trim())}`)].join('\n')}\n`;
    }
    case 'html':
      return `${html`<!doctype html><html lang="${wordsOf(options.lang).lang}"><meta charset="utf-8"><title>jojka-sync</title><pre>${plain()}</pre></html>`}\n`;
    case 'csv':
      return csvText(
        ['run', 'command', 'pipeline', 'state', 'exit_code', 'began', 'error'],
        [
          [
            run.id,
            run.command,
            run.pipeline,
            run.state,
            String(run.exitCode ?? ''),
            run.startedAt.toISOString(),
            run.error ?? '',
          ],
        ],
      );
  }
}
