import { defineConfig } from 'vitest/config';
import { played } from './vitest.config.ts';

/** The long suite (`npm run test:long`): several nights, processes that are killed, ways back, commands at length. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts', ...played],
    maxWorkers: 2,
    globalSetup: 'test/support/build.ts',
    testTimeout: 900_000,
    hookTimeout: 60_000,
  },
});
