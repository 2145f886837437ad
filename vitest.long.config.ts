import { defineConfig } from 'vitest/config';
import { builtProgram, played, varied } from './vitest.config.ts';

/** The long suite (`npm run test:long`): several nights, processes that are killed, ways back, commands at length. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts', ...played, ...varied],
    // Workers that are killed and frozen: minutes of waiting, by `npm run test:fleet` alone.
    exclude: process.env.JOJKA_SYNC_TEST_FLEET ? [] : ['test/long/fleet.test.ts'],
    maxWorkers: 2,
    server: builtProgram,
    env: { NO_COLOR: '1', JOJKA_SYNC_TEST_LENGTH: 'long' },
    globalSetup: ['test/support/build.ts', 'test/support/share-postgres.ts'],
    testTimeout: 900_000,
    hookTimeout: 60_000,
  },
});
