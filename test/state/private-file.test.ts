import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { writePrivateFile } from '../../src/private-file.ts';
import { createHome } from '../../src/state/home.ts';
import { temporaryFolder } from './databases.ts';

/** What is there already stays what it is: links, and folders of others (K2). */

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

test('nothing goes through a pipe or a device, nor through a link to one', async () => {
  const folder = temporaryFolder();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const link = join(folder, 'link');
  symlinkSync('/dev/null', link);
  const { mode, rdev } = statSync('/dev/null');
  for (const path of [pipe, '/dev/null', link])
    await expect(writePrivateFile(path, 'x')).rejects.toThrow(/is a device, a pipe or a socket/);
  expect(statSync(pipe).isFIFO()).toBe(true);
  expect(statSync('/dev/null')).toMatchObject({ mode, rdev });
});

test.skipIf(process.geteuid?.() !== 0)('a link to a file of another owner is not followed', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'theirs.txt');
  writeFileSync(target, 'theirs');
  chownSync(target, 12_345, 12_345);
  const link = join(folder, 'latest.txt');
  symlinkSync(target, link);
  await expect(writePrivateFile(link, 'x')).rejects.toThrow(/another owner/);
  expect(readFileSync(target, 'utf8')).toBe('theirs');
});

test.skipIf(process.geteuid?.() !== 0)('a link of another owner to nothing is not followed', async () => {
  const folder = temporaryFolder();
  const link = join(folder, 'latest.txt');
  symlinkSync(join(folder, 'theirs.txt'), link);
  lchownSync(link, 12_345, 12_345);
  await expect(writePrivateFile(link, 'x')).rejects.toThrow(/another owner/);
  expect(existsSync(join(folder, 'theirs.txt'))).toBe(false);
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

test.each(['a link in a folder that is a link', 'a link to a link'])(
  'what %s leads to, and is not there yet, is written',
  async (which) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'deep', 'inner'), { recursive: true });
    symlinkSync(join('deep', 'inner'), join(folder, 'short'));
    // Seen from the folder that the link really is in, `..` is `deep`.
    symlinkSync(join('..', 'report.txt'), join(folder, 'deep', 'inner', 'latest.txt'));
    symlinkSync(join('short', 'latest.txt'), join(folder, 'link.txt'));
    await writePrivateFile(
      which === 'a link to a link' ? join(folder, 'link.txt') : join(folder, 'short', 'latest.txt'),
      'new',
    );
    expect(readFileSync(join(folder, 'deep', 'report.txt'), 'utf8')).toBe('new');
    expect(lstatSync(join(folder, 'deep', 'inner', 'latest.txt')).isSymbolicLink()).toBe(true);
  },
);
