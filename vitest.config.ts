import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**', 'test/browser/**'],
    globalSetup: 'test/support/build.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Left to itself, vitest keeps one core free: on two cores the files would run one after the other.
    maxWorkers: 2,
  },
});
