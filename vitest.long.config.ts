import { defineConfig } from 'vitest/config';

/** The long suite (`npm run test:long`): several nights, processes that are killed, ways back. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    globalSetup: 'test/support/build.ts',
    testTimeout: 900_000,
    hookTimeout: 60_000,
  },
});
