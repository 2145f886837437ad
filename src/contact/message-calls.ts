/** To how many numbers a message went out for sure, and to how many of which nobody knows. */
export function reachOf(calls: readonly { readonly numbers: number; readonly outcome: string }[]): {
  readonly sent: number;
  readonly unsure: number;
} {
  const numbersOf = (...outcomes: readonly string[]) =>
    calls.filter(({ outcome }) => outcomes.includes(outcome)).reduce((sum, { numbers }) => sum + numbers, 0);
  return { sent: numbersOf('sent'), unsure: numbersOf('unknown', 'sending') };
}
