import { defineConfig } from 'vitest/config';

/** The HTML report and the console in a real browser (`npm run test:browser`): needs the system's Chromium. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/chromium.ts', 'test/support/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
