/** Reads a source of the built product to its end, every field touched: `node read.mjs SPEC`, JSON of a pipeline's source. */
import { readFileSync } from 'node:fs';
import { completeEnvironment } from '../../../dist/src/session/environment.js';
import { sourceOf } from '../../../dist/src/steps/sources.js';

const spec = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const bounds = { megabytes: 20_000, timesUnpacked: 100, columns: 10_000 };
const start = performance.now();
const opened = await sourceOf('bench', spec, bounds, completeEnvironment({})).open();
let [rows, characters] = [0, 0];
for await (const batch of opened.batches())
  for (const { fields } of batch) {
    rows++;
    for (const field of fields) characters += field.length;
  }
process.stdout.write(JSON.stringify({ rows, characters, ms: performance.now() - start }));
