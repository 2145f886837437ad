import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { writePrivateFile } from '../../src/private-file.ts';
import { createHome } from '../../src/state/home.ts';
import { temporaryFolder } from './databases.ts';

/** What is there already stays what it is: links, devices, pipes, and folders of others (K2). */

test('a file is whole, and its owner’s alone', async () => {
  const path = join(temporaryFolder(), 'report.txt');
  writeFileSync(path, 'old', { mode: 0o644 });
  await writePrivateFile(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  ['to a file', true],
  ['to one that is yet to be made', false],
])('a link %s stays a link, and what it points to is written', async (_, isThere) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'elsewhere'));
  const target = join(folder, 'elsewhere', 'report.txt');
  if (isThere) writeFileSync(target, 'old');
  const link = join(folder, 'latest.txt');
  symlinkSync(join('elsewhere', 'report.txt'), link);
  await writePrivateFile(link, 'new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readlinkSync(link)).toBe(join('elsewhere', 'report.txt'));
  expect(readFileSync(target, 'utf8')).toBe('new');
});

test('a pipe is written into, and stays a pipe', async () => {
  const pipe = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const read = readFile(pipe, 'utf8');
  await writePrivateFile(pipe, 'through');
  expect(await read).toBe('through');
  expect(statSync(pipe).isFIFO()).toBe(true);
});

test('a device stays a device', async () => {
  const { mode, rdev } = statSync('/dev/null');
  await writePrivateFile('/dev/null', 'nothing');
  expect(statSync('/dev/null')).toMatchObject({ mode, rdev });
});

test('a folder is told', async () => {
  await expect(writePrivateFile(temporaryFolder(), 'x')).rejects.toThrow(UsageError);
});

test.each([
  ['a folder of somebody else keeps its mode and its .gitignore', true, 0o755, 'theirs\n'],
  ['an empty one is ours', false, 0o700, '*\n'],
])('%s', async (_, isFull, mode, ignored) => {
  const folder = join(temporaryFolder(), 'shared');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  if (isFull) writeFileSync(join(folder, '.gitignore'), 'theirs\n');
  await createHome(folder);
  expect(statSync(folder).mode & 0o777).toBe(mode);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe(ignored);
});
