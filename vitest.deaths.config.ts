import { defineConfig } from 'vitest/config';

/** The long suite: processes that are killed in the middle of their work (`npm run test:deaths`). */
export default defineConfig({
  test: {
    include: ['test/deaths/**/*.deaths.ts'],
    globalSetup: 'test/support/build.ts',
    testTimeout: 900_000,
    hookTimeout: 60_000,
  },
});
