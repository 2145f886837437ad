import { createColors } from 'picocolors';
import { shellWord } from '../contact/shell-word.ts';
import type { Resumed } from '../steps/resumed.ts';
import { wordsOf } from './language/words.ts';
import { jsonText } from './printable.ts';
import { executedText, repliesLine } from './run-text.ts';
import { warningIn } from './sentences/warnings.ts';
import { warningJson } from './told-json.ts';

/** What became of an interrupted run, for a person. */
export function resumedText(resumed: Resumed, options: Parameters<typeof executedText>[2]): string {
  const catalogue = wordsOf(options.lang);
  const { run: words } = catalogue;
  switch (resumed.kind) {
    case 'nothing':
      return resumed.settled
        ? `${words.settledBefore(resumed.settled.run)}\njojka-sync sync ${shellWord(resumed.settled.pipeline)}\n`
        : `${words.nothingToResume}\n`;
    case 'dismissed':
      return `${words.dismissed(resumed.run)}\n`;
    case 'resumed': {
      const { run, pipeline, left, heldBack, blocksAlone, replies, warnings, executed } = resumed;
      const colors = createColors(options.color);
      const lines = [
        words.resumed(run, pipeline, left),
        ...(replies ? [repliesLine(replies, colors, catalogue)] : []),
        ...warnings.map((warning) => `${colors.yellow('!')} ${warningIn(catalogue, warning)}`),
      ];
      return (
        lines.map((line) => `${line}\n`).join('') +
        (heldBack && !blocksAlone
          ? `${words.resumedHeld}\njojka-sync runs ${run}\n`
          : executedText(run, executed, options)) +
        (blocksAlone ? `${words.resumedBlocks}\njojka-sync sync ${shellWord(pipeline)}\n` : '')
      );
    }
  }
}

/** The same as one JSON document. */
export function resumedJson(resumed: Resumed): string {
  switch (resumed.kind) {
    case 'nothing':
      return `${jsonText({ version: 1, resumed: false, run: null, settled: resumed.settled?.run ?? null, exitCode: 0 })}\n`;
    case 'dismissed':
      return `${jsonText({ version: 1, resumed: false, dismissed: true, run: resumed.run, notBlocked: resumed.notBlocked, exitCode: 0 })}\n`;
    case 'resumed': {
      const { run, pipeline, left, heldBack, replies, warnings, executed } = resumed;
      const { exitCode, calls, failures, withheld, verification, stopped } = executed;
      const told = { calls, failures, withheld, verification, stopped: stopped ?? null };
      return `${jsonText({ version: 1, resumed: true, run, pipeline, exitCode, left, heldBack, replies: replies ?? null, warnings: warnings.map(warningJson), ...told })}\n`;
    }
  }
}
