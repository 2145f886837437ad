import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

/** What a shell asks and gets, and the scripts by which it asks. */
const cwd = temporaryFolder('completion');
mkdirSync(join(cwd, 'pipelines'));
writeFileSync(join(cwd, 'pipelines', 'nightly.yaml'), '');
writeFileSync(join(cwd, 'pipelines', 'natt.ts'), '');
writeFileSync(join(cwd, 'pipelines', 'README.md'), '');
writeFileSync(join(cwd, 'export.csv'), '');

const ask = async (...words: string[]) => {
  const { code, stdout, stderr } = await runCli(['completion', 'complete', '--', ...words], { cwd });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  return { found: lines.slice(0, -1).map((line) => line.split('\t')[0]), files: lines.at(-1) };
};

/** Files are the shell's own to complete, or are not meant. */
const [files, noFiles] = [':0', ':4'];

describe('what may come next', () => {
  test('every command', async () => {
    expect(await ask('')).toEqual({ found: commands.map(({ name }) => name), files: noFiles });
  });

  test.each<[string[], string[], string]>([
    [['pla'], ['plan'], noFiles],
    [['sync', ''], ['natt', 'nightly'], noFiles],
    [['sync', 'ni'], ['nightly'], noFiles],
    [['sync', './ex'], [], files],
    [['plan', '--for'], ['--format'], noFiles],
    [['plan', 'nightly', '--format', 'm'], ['markdown'], noFiles],
    [['plan', '--input', ''], [], files],
    [['replies', '--pipeline', ''], ['natt', 'nightly'], noFiles],
    [['campaign', ''], ['add', 'list', 'status', 'cancel'], noFiles],
    [['campaign', 'add', '--gr'], ['--group'], noFiles],
    [['init', '--schedule', 'k'], ['kubernetes'], noFiles],
    [['init', ''], [], files],
    [['runs', ''], ['latest'], noFiles],
    [['completion', ''], ['bash', 'zsh', 'fish', 'powershell'], noFiles],
  ])('%j', async (words, found, last) => {
    expect(await ask(...words)).toEqual({ found, files: last });
  });
});

describe('scripts', () => {
  test.each(['bash', 'zsh', 'fish', 'powershell'])('%s asks the command itself', async (shell) => {
    const { code, stdout, stderr } = await runCli(['completion', shell], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('jojka-sync completion complete');
    expect(stdout).not.toContain('undefined');
  });

  test('another shell is bad usage', async () => {
    expect(await runCli(['completion', 'tcsh'], { cwd })).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('bash, zsh, fish, powershell'),
    });
  });

  test('bash completes by its script, read twice, without the package bash-completion', async () => {
    const { stdout: script } = await runCli(['completion', 'bash'], { cwd });
    writeFileSync(join(cwd, 'script.bash'), script);
    const bin = temporaryFolder('bin');
    symlinkSync(join(import.meta.dirname, '../../dist/src/cli/main.js'), join(bin, 'main.js'));
    writeFileSync(join(bin, 'jojka-sync'), `#!/bin/sh\nexec "${process.execPath}" "${bin}/main.js" "$@"\n`, {
      mode: 0o755,
    });
    const typed = (line: string) => {
      const words = line.split(' ');
      return `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
        COMPREPLY=(); __jojka_sync_complete; echo "\${COMPREPLY[*]}"`;
    };
    // Outside of readline compopt has nothing to set.
    const said = execFileSync(
      'bash',
      [
        '--norc',
        '-c',
        `set -e; source script.bash; source script.bash; compopt() { :; }
         ${typed('jojka-sync sync n')}\n${typed('jojka-sync campaign ')}\ncomplete -p jojka-sync`,
      ],
      { cwd, encoding: 'utf8', env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` } },
    );
    expect(said.split('\n')).toEqual([
      'natt nightly',
      'add list status cancel',
      'complete -o default -F __jojka_sync_complete jojka-sync',
      '',
    ]);
  });
});
