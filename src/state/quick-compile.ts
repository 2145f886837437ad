import { setFlagsFromString } from 'node:v8';

/** Flags of the engine, by whether WebAssembly that runs often is compiled a second time. All of Node 20, 22 and 24 know them. */
const once = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
const again = ['--wasm-tier-up', '--wasm-dynamic-tiering'];
const lastKnown = 13;

/**
 * Has WebAssembly compiled quickly, and left at that, until it is told to end. By itself Node compiles what runs often once more, to be fast: of
 * the embedded database that takes a second of the processor and 100 MB at each start (500 MB on Node 24). No night brings that in again,
 * not one of a million contacts either; only a first load of many, which writes far more than it reads, takes a quarter longer. It holds for
 * the whole process: functions are compiled when they are first called.
 *
 * @returns ends it
 */
export function compileQuickly(): () => void {
  if (Number.parseInt(process.versions.v8, 10) > lastKnown) return () => {};
  for (const flag of once) setFlagsFromString(flag);
  return () => {
    for (const flag of again) setFlagsFromString(flag);
  };
}
