import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LockedError } from '../../src/errors.ts';
import { lockDirectory } from '../../src/state/directory-lock.ts';
import { temporaryFolder } from '../support/cli.ts';

test('a page of the console is waited for: a look costs nobody a night', async () => {
  const path = temporaryFolder('lock');
  const page = await lockDirectory(path, 'console');
  let isGone = false;
  const sync = lockDirectory(path, 'sync').then((release) => ({ release, after: isGone }));
  await wait(300);
  isGone = true;
  await page();
  const { release, after } = await sync;
  expect(after).toBe(true);
  await release();
});

test('any other command is not', async () => {
  const path = temporaryFolder('lock');
  const release = await lockDirectory(path, 'sync');
  const began = performance.now();
  await expect(lockDirectory(path, 'sync')).rejects.toThrow(LockedError);
  // As times are on the screen elsewhere: to the minute, and with their zone.
  await expect(lockDirectory(path, 'sync')).rejects.toThrow(/since \d{4}-\d\d-\d\d \d\d:\d\d [^)Z]+\)\.$/);
  expect(performance.now() - began).toBeLessThan(5000);
  await release();
});
