import type { Measured } from './run-command.ts';

/** Something that is measured against others. */
export interface Contender {
  readonly name: string;
  run(): Promise<Measured>;
}

export interface Result {
  readonly name: string;
  readonly runs: readonly Measured[];
}

/**
 * Runs all of them in turns, so that a machine that is busy for a while is unfair to all; each round begins with another one.
 *
 * @param onRun is told of each run
 */
export async function inTurns(
  contenders: readonly Contender[],
  rounds: number,
  onRun: (name: string, measured: Measured) => void = () => {},
): Promise<Result[]> {
  const results = contenders.map(({ name }) => ({ name, runs: [] as Measured[] }));
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const at = (round + turn) % contenders.length;
      const measured = await (contenders[at] as Contender).run();
      results[at]?.runs.push(measured);
      onRun((contenders[at] as Contender).name, measured);
    }
  return results;
}
