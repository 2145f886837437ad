#!/usr/bin/env node
/** `npm run soak -- --minutes N`: tells stories of many nights for so long, and prints the first that breaks a law, shrunk. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write(`--minutes ${values.minutes}: not a number of minutes above 0.\n`);
  process.exit(64);
}
const args = ['vitest', 'run', '--config', 'vitest.long.config.ts', 'test/long/stories.test.ts'];
spawn('npx', args, { stdio: 'inherit', env: { ...process.env, STORIES_MINUTES: String(minutes) } }).on(
  'exit',
  (code) => process.exit(code ?? 1),
);
