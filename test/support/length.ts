/** How many examples a property is tried on: few in `npm test`, all of them in the long suite. */
export function examples(short: number, long: number): number {
  return process.env.JOJKA_SYNC_TEST_LENGTH === 'long' ? long : short;
}
