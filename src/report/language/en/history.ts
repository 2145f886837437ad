import type { MessageRun } from '../../../state/run-summary.ts';
import type { RunState } from '../../../state/runs.ts';
import { count, quantity } from './figures.ts';

const states: Record<RunState, string> = {
  running: 'running',
  done: 'done',
  partial: 'partial',
  failed: 'failed',
  interrupted: 'interrupted',
  refused: 'refused',
};

/** What became of a call. */
const callStates: Record<string, string> = {};

const messageOutcomes: Record<MessageRun['batches'][number]['outcome'], string> = {
  sent: 'sent',
  failed: 'not sent',
  unknown: 'nobody knows whether it was sent',
  'not-tried': 'not tried',
  sending: 'begun, and no answer is kept',
};

/** Runs that were, and one of them. */
export const history = {
  states,
  callStates,
  /** In place of a state: its process is gone. */
  died: 'died',
  diedWithPlan:
    'It died: it says that it is at work, and its process is gone. The next sync of the pipeline finds out what was done, and plans afresh. To finish exactly its plan:',
  diedBefore:
    'It died: it says that it is at work, and its process is gone. The next sync goes on from there:',
  diedByHand:
    'It died: it says that it is at work, and its process is gone. Run the command again: it finds out what was done.',
  diedSending: (sent: number, unsure: number) =>
    `It died: it says that it is at work, and its process is gone. ${quantity(sent, 'number')} got its message, and of ${quantity(unsure, 'number')} nobody knows. Do not send it to all of them again before you have looked in Jojka.`,
  none: 'There has been no run yet.',
  head: ['RUN', 'STARTED', 'PIPELINE', 'COMMAND', 'STATE', 'TOOK', 'PLANNED', 'REJECTED'],
  trendHead: ['TREND', 'OF', 'OLDEST → NEWEST', 'LAST'],
  desired: 'desired',
  changes: 'changes',
  rejected: 'rejected',
  took: 'took',
  tookTime: (time: string) => `took ${time}`,
  nRejected: (value: string) => `${value} rejected`,
  nothing: 'nothing',
  /** What `adopt` has taken over, or would have. */
  adopted: (contacts: number, memberships: number, isDry: boolean) =>
    `${isDry ? 'dry run: would take over' : 'took over'} ${quantity(contacts, 'contact')}, ${quantity(memberships, 'membership')}`,
  part: (text: string) => `${text} (a part)`,
  exitCode: (code: number) => `exit code ${code}`,
  began: (at: string, took: string) => `began ${at}, took ${took}`,
  noPlan: 'No plan was recorded.',
  pruned: 'Its details have been pruned; its counts are kept.',
  sent: (text: string) => `Sent: ${text}.`,
  /**
   * @param blocks how many were sent of a plan that was held back
   * @param stood how many of its blocks stood already
   */
  planned: (text: string, isHeld: boolean, blocks: number, stood: number) =>
    `Planned${isHeld ? `, and held back${blocks + stood > 0 ? ` save ${quantity(blocks + stood, 'block')}` : ''}` : ''}: ${text}.`,
  forgot: (rows: number) => `Took out what was kept of a person: ${quantity(rows, 'row')}.`,
  forgotten: (changes: number) =>
    `${quantity(changes, 'change')} of people who were forgotten since: in its counts alone.`,
  calls: (parts: readonly string[]) => `Calls: ${parts.join(', ')}.`,
  more: (value: number) => `… ${count(value)} more not shown; --format json has all`,
  /**
   * @param blocks how many were sent all the same
   * @param stood how many stood already
   */
  heldBack: (blocks: number, stood: number) =>
    `Guards held it back${blocks > 0 ? `, all but ${quantity(blocks, 'block')}` : ''}${stood > 0 ? ` (${quantity(stood, 'block stands', 'blocks stand')} already)` : ''}:`,
  howToApply: 'To apply exactly that plan, within 24 hours (or --max-age):',
  approved: (by: string, reason: string) => `Approved in the console by ${by}: ${reason}`,
  messageOutcomes,
  noId: '(no id)',
  messageTitle: (isCampaign: boolean): string => (isCampaign ? 'Campaign' : 'Message'),
  messages: (value: number, isCampaign: boolean, numbers: number) =>
    `${quantity(value, isCampaign ? 'campaign' : 'message')} to ${quantity(numbers, 'number')}`,
  notKnownSent: (value: number) => `${value} not known to be sent`,
  numbers: (value: number) => quantity(value, 'number'),
};
