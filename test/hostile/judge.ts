import type { HostileCase, Outcome } from './types.ts';

/** Ends that no input may bring about: abort, segmentation fault, killed. */
const crashes = [134, 139, 137];

/** Takes the cursor elsewhere, colours, or turns the direction of a text: nothing is a terminal here. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/**
 * What of an outcome is not as the case, and every case, has it.
 *
 * @param given.patience how many times as long as it says a case may take, on a machine that has other things to do
 */
export function faultsOf(
  hostile: HostileCase,
  outcome: Outcome,
  {
    key,
    written,
    patience,
  }: { readonly key: string; readonly written: readonly string[]; readonly patience: number },
): string[] {
  const { code, isLate, stdout, stderr, seconds, megabytes } = outcome;
  const { exit, says, seconds: mostSeconds = 15, megabytes: mostMegabytes = 450, mayWrite } = hostile;
  const all = `${stdout}\n${stderr}`;
  const right = typeof exit === 'number' ? [exit] : exit;
  const faults: [boolean, string][] = [
    [isLate, `killed after ${seconds.toFixed(0)} s`],
    [!isLate && !right.includes(code), `exit code ${code}, not ${right.join(' or ')}`],
    [crashes.includes(code) && !isLate, 'crashed'],
    [!says.test(all), `says nothing of ${says}`],
    [!isLate && seconds > patience * mostSeconds, `took ${seconds.toFixed(1)} s, more than ${mostSeconds}`],
    [(megabytes ?? 0) > mostMegabytes, `took ${megabytes?.toFixed(0)} MB, more than ${mostMegabytes}`],
    [/Internal error|^ +at .*:\d+:\d+\)?$/m.test(all), 'shows a stack trace'],
    [all.includes(key), 'shows the API key'],
    [unprintable.test(all), 'prints control or bidi characters as they are'],
    [!mayWrite && written.length > 0, `wrote to Jojka: ${written.join(', ')}`],
  ];
  return faults.filter(([isFault]) => isFault).map(([, what]) => what);
}
