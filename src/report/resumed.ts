import type { Resumed } from '../steps/resumed.ts';
import { wordsOf } from './language/words.ts';
import { jsonText } from './printable.ts';
import { executedText } from './run-text.ts';

/** What became of an interrupted run, for a person. */
export function resumedText(resumed: Resumed, options: Parameters<typeof executedText>[2]): string {
  const { run: words } = wordsOf(options.lang);
  switch (resumed.kind) {
    case 'nothing':
      return `${words.nothingToResume}\n`;
    case 'dismissed':
      return `${words.dismissed(resumed.run)}\n`;
    case 'resumed': {
      const { run, pipeline, left, heldBack, executed } = resumed;
      const head = `${words.resumed(run, pipeline, left)}\n`;
      return (
        head +
        (heldBack ? `${words.resumedHeld}\njojka-sync runs ${run}\n` : executedText(run, executed, options))
      );
    }
  }
}

/** The same as one JSON document. */
export function resumedJson(resumed: Resumed): string {
  switch (resumed.kind) {
    case 'nothing':
      return `${jsonText({ version: 1, resumed: false, run: null, exitCode: 0 })}\n`;
    case 'dismissed':
      return `${jsonText({ version: 1, resumed: false, dismissed: true, run: resumed.run, exitCode: 0 })}\n`;
    case 'resumed': {
      const { run, pipeline, left, heldBack, executed } = resumed;
      const { exitCode, calls, failures, withheld, verification, stopped } = executed;
      const told = { calls, failures, withheld, verification, stopped: stopped ?? null };
      return `${jsonText({ version: 1, resumed: true, run, pipeline, exitCode, left, heldBack, ...told })}\n`;
    }
  }
}
