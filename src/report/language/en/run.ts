import { count, figures, quantity } from './figures.ts';

/** A run that has ended, or was held back. */
export const run = {
  runId: (id: string) => `run ${id}`,
  rejections: (value: number) => quantity(value, 'rejection'),
  seeThem: (command: string) => `See them: ${command}`,
  moreWarnings: (value: number) => `… ${count(value)} more warnings not shown`,
  moreFailures: (value: number) => `… ${count(value)} more failures not shown`,
  moreDifferences: (value: number) => `… ${count(value)} more differences not shown`,
  newAnswers: (value: number) => quantity(value, 'new answer'),
  stopsBlocked: (value: number) => `${quantity(value, 'STOP')} blocked`,
  stopsNotBlocked: (value: number) => `${count(value)} could not be blocked yet`,
  stopsNeverBlocked: (value: number) =>
    `${count(value)} cannot be blocked (${value === 1 ? 'its sender is' : 'their senders are'} no number)`,
  unsure: (value: number, command: string) => `${count(value)} may be meant as a STOP: ${command}`,
  gap: 'some were never fetched and are gone',
  answers: (parts: readonly string[]) => `Answers: ${parts.join(', ')}.`,
  /** @param stood blocks of it that an earlier run has sent */
  refused: (blocks: number, stood: number) =>
    `Refused: guards hold this plan back; ${
      blocks > 0
        ? `nothing but ${quantity(blocks, 'block')} ${blocks === 1 ? 'was' : 'were'} sent`
        : 'nothing was sent'
    }${stood > 0 ? ` (${quantity(stood, 'block stands', 'blocks stand')} already)` : ''}.`,
  heldBack: (text: string) => `Held back: ${text === '' ? 'nothing but what was sent' : text}`,
  stopped: 'Stopped:',
  readIt: 'Read what it would do:',
  sent: (done: number) => `Sent: ${quantity(done, 'call')} done`,
  failed: (value: number) => `${count(value)} failed`,
  inTime: (value: number) => `, in ${figures.seconds(value)}`,
  /** What went wrong, with one number or several. */
  of: (what: string, whom: string) => `${what} of ${whom}`,
  contacts: (value: number) => quantity(value, 'contact'),
  verified: (parts: readonly string[]) => `Verified: ${parts.join(', ')}.`,
  confirmed: (value: number) => `${count(value)} confirmed`,
  sentAgain: (value: number) => `${count(value)} sent again`,
  respelled: (value: number) => `${count(value)} stored in another spelling`,
  missing: (value: number) => `${count(value)} missing`,
  altered: (value: number) => `${count(value)} not as asked for`,
  changedMeanwhile: (value: number) => `${count(value)} others changed meanwhile`,
  /** How a contact is not as it was to be. */
  difference: ({ message }: { readonly verdict: string; readonly message: string }) => message,
  done: 'Done.',
  holds: 'Done: Jojka holds what the sources say.',
  partHolds: (others: number) =>
    `Done: of this part nothing differs${others > 0 ? `; ${quantity(others, 'other contact does', 'other contacts do')}` : ''}.`,
  differs: 'Finished with differences.',
  again: (command: string) =>
    `The next run plans again what is still to be done. The whole story: ${command}`,
  nothingToResume: 'There is nothing to resume.',
  settledBefore: (id: string) =>
    `There is nothing to resume: run ${id} was interrupted, and a later run has taken into the ledger what it got done. What it left undone the next sync plans afresh:`,
  dismissed: (id: string) => `Run ${id} is dismissed: what it got done is in the ledger, the rest is left.`,
  resumed: (id: string, pipeline: string, left: number) =>
    `Run ${id} of ${pipeline} taken up again: ${quantity(left, 'call was', 'calls were')} left.`,
  resumedBlocks:
    'This run could send nothing but blocks, and its night is not done: nothing else of it was planned. To do it:',
  resumedHeld: 'Blocks that no guard holds are sent; guards hold the rest back. How to apply it:',
};
