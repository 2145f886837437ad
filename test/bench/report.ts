import { writeResults } from './document.ts';
import { machine } from './measure/machine.ts';
import type { Settings } from './settings.ts';

const before = machine();

/** A line for whoever waits. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints results, and puts them into docs/performance.md. */
export function report(name: string, table: string, settings: Settings): void {
  const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim();
  const text = `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, ${before}, ${settings.rounds} rounds; median (least–most).\n\n${table}`;
  process.stdout.write(`\n${name}: ${text}\n`);
  if (settings.writes && !writeResults(name, text)) tell(`docs/performance.md has no place for ${name}.`);
}
