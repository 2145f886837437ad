import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StateError } from '../../src/errors.ts';
import { createHome, findHome } from '../../src/state/home.ts';
import { temporaryFolder } from './databases.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the folder of the state', () => {
  const project = join(folder, 'project');
  const deep = join(project, 'a', 'b');
  mkdirSync(deep, { recursive: true });

  it('is to be made in the working directory when there is none above', () => {
    expect(findHome({ cwd: deep, env: {} })).toEqual({ path: join(deep, '.jojka-sync'), exists: false });
  });

  it('is the nearest one above', () => {
    const nearer = join(project, 'a', '.jojka-sync');
    mkdirSync(join(project, '.jojka-sync'));
    expect(findHome({ cwd: deep, env: {} })).toEqual({ path: join(project, '.jojka-sync'), exists: true });
    writeFileSync(nearer, 'a file is none');
    expect(findHome({ cwd: deep, env: {} }).path).toBe(join(project, '.jojka-sync'));
    rmSync(nearer);
    mkdirSync(nearer);
    expect(findHome({ cwd: deep, env: {} }).path).toBe(nearer);
    expect(findHome({ cwd: project, env: {} }).path).toBe(join(project, '.jojka-sync'));
  });

  it('is what JOJKA_SYNC_HOME says, from the working directory', () => {
    const at = (home: string) => findHome({ cwd: deep, env: { JOJKA_SYNC_HOME: home } });
    expect(at('../other')).toEqual({ path: join(project, 'a', 'other'), exists: false });
    expect(at(project)).toEqual({ path: project, exists: true });
    expect(at('')).toEqual({ path: join(project, 'a', '.jojka-sync'), exists: true });
  });

  it('is made for its owner alone, and git keeps away from it', async () => {
    const path = join(folder, 'new', 'home');
    await createHome(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(path, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is closed to others when it was open to them', async () => {
    const path = join(folder, 'open');
    mkdirSync(path, { mode: 0o755 });
    await createHome(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it.each(['file', 'file/below'])('cannot be made where a file is in the way: %s', async (name) => {
    writeFileSync(join(folder, 'file'), '');
    const error = await createHome(join(folder, name)).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(StateError);
    expect(error.message).toContain(join(folder, name));
    expect(error.advice).toContain('JOJKA_SYNC_HOME');
  });

  it.each([
    ['/proc/nope', '/proc/nope'],
    ['/proc/nope/deeper/still', '/proc/nope'],
    ['a file', join(folder, 'file')],
    ['behind a file', join(folder, 'file', 'home')],
  ])('that cannot be made fails at once: %s', async (given, named) => {
    writeFileSync(join(folder, 'file'), '');
    const failure = createHome(given.startsWith('/') ? given : named);
    await expect(failure).rejects.toBeInstanceOf(StateError);
    await expect(failure).rejects.toThrow(
      `The folder ${given.startsWith('/') ? given : named} for the state`,
    );
  });
});
