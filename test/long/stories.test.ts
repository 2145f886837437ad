import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/state/database.ts';
import { temporaryFolder } from '../support/cli.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { stories } from '../support/stories/story.ts';
import { type Stage, tell } from '../support/stories/tell.ts';

/**
 * Stories of some nights against a model that shares nothing with the product: `npm run test:long` tells 50 of them, and
 * `npm run soak -- --minutes N` tells more. One that fails is printed shrunk, with its seed; to tell it again:
 * `STORIES_SEED=… STORIES_PATH=… npm run test:long -- stories`.
 */
const { STORIES_MINUTES, STORIES_SEED, STORIES_PATH, STORIES_COUNT } = process.env;

let postgres: TestPostgres;
let database: Database;
let stage: Stage;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await openDatabase({ url: postgres.url, home: '', command: 'test' });
  stage = { folder: temporaryFolder('stories'), databaseUrl: postgres.url, database };
});
afterAll(async () => {
  await database.close();
  await postgres.remove();
  rmSync(stage.folder, { recursive: true, force: true });
});

test(
  'whatever happens in five nights, nobody is texted, dropped or lost',
  async () => {
    const minutes = Number(STORIES_MINUTES ?? 0);
    await fc.assert(
      fc.asyncProperty(stories(5), (story) => tell(story, stage)),
      {
        numRuns: minutes > 0 ? 1_000_000 : Number(STORIES_COUNT ?? 50),
        ...(minutes > 0 && { interruptAfterTimeLimit: minutes * 60_000 }),
        // The same stories in every run of CI; a soak tells others each time.
        ...(minutes === 0 && { seed: Number(STORIES_SEED ?? 20261125) }),
        ...(STORIES_PATH !== undefined && { path: STORIES_PATH }),
        endOnFailure: process.env.STORIES_RAW !== undefined,
      },
    );
    expect(true).toBe(true);
  },
  24 * 3_600_000,
);
