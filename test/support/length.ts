/** Whether this is the long suite. */
export const isLong = process.env.JOJKA_SYNC_TEST_LENGTH === 'long';

/** How many examples a property is tried on: few in `npm test`, all of them in the long suite. */
export function examples(short: number, long: number): number {
  return isLong ? long : short;
}
