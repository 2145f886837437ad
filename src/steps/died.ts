import { reachOf } from '../contact/message-calls.ts';
import { shellWord } from '../contact/shell-word.ts';
import type { RunRecord } from '../state/runs.ts';

/** That a run died, and the command that goes on from there. */
export function diedText({ id, pipeline, command, canResume, summary }: RunRecord): string[] {
  const died = 'It died: it says that it is at work, and its process is gone.';
  const sync = `jojka-sync sync ${shellWord(summary?.called ?? pipeline)}`;
  if (canResume)
    return [
      `${died} The next sync of the pipeline finds out what was done, and plans afresh. To finish exactly its plan:`,
      `jojka-sync resume ${id}`,
    ];
  if (summary?.message) {
    const { sent, unsure } = reachOf(summary.message.batches);
    return [
      `${died} Numbers that got its message: ${sent}; that may have got it, of which nobody knows: ${unsure}. Do not send it to all of them again before you have looked in Jojka. What is known of it:`,
      `jojka-sync runs ${id}`,
    ];
  }
  return command === 'sync'
    ? [`${died} The next sync goes on from there:`, sync]
    : [`${died} Run the command again: it finds out what was done.`];
}
