/** The numbers of those calls of a message of which nobody knows whether they got it. */
export function mayHaveGotIt(
  calls: readonly { readonly numbers: number; readonly outcome: string }[],
): number {
  return calls
    .filter(({ outcome }) => outcome === 'unknown' || outcome === 'sending')
    .reduce((sum, { numbers }) => sum + numbers, 0);
}
