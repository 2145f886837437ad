import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliOptions, type CliResult, runCli, temporaryFolder } from '../support/cli.ts';

/** What is there and cannot be read, for it belongs to somebody else: told, and never taken for what is not there. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** Root reads whatever there is: somebody else runs the command then. */
function run(args: readonly string[], options: CliOptions): Promise<CliResult> {
  chmodSync(options.cwd, 0o755);
  return runCli(args, { ...options, ...(isRoot && { uid: nobody }) });
}

describe.skipIf(process.platform === 'win32')('a .env that this user cannot read', () => {
  test('is told beside the key that is not set, and by doctor', async () => {
    const cwd = temporaryFolder('closed-env');
    writeFileSync(join(cwd, '.env'), 'JOJKA_API_KEY=key\n');
    chmodSync(join(cwd, '.env'), isRoot ? 0o600 : 0o000);
    const called = await run(['api', 'fetch_replies'], { cwd });
    expect(called.code).toBe(64);
    expect(called.stderr).toContain('JOJKA_API_KEY is not set');
    expect(called.stderr).toContain(`there is a file ${join(cwd, '.env')} that this user cannot read`);
    const doctor = await run(['doctor'], { cwd });
    expect(doctor.stdout).toMatch(/warn +settings +there is a file .*\.env that this user cannot read/);
  });

  test('nor is a folder of that name passed over', async () => {
    const cwd = temporaryFolder('folder-env');
    mkdirSync(join(cwd, '.env'));
    const called = await run(['api', 'fetch_replies'], { cwd });
    expect(called.stderr).toContain(`${join(cwd, '.env')} is a folder: no settings are read from it`);
    expect((await run(['doctor'], { cwd })).stdout).toContain('is a folder: no settings');
  });
});

describe.skipIf(process.platform === 'win32')('a folder pipelines/ that cannot be read', () => {
  const commands = [
    ['plan', 'nightly'],
    ['validate', 'nightly'],
    ['sync', '--all'],
    ['completion', 'complete', '--', 'plan', ''],
  ];

  test.each([0o000, 0o444])('as somebody else’s (%o) is told', async (mode) => {
    const cwd = temporaryFolder('closed-pipelines');
    mkdirSync(join(cwd, 'pipelines'));
    writeFileSync(join(cwd, 'pipelines', 'nightly.yaml'), 'name: nightly\n');
    chmodSync(join(cwd, 'pipelines'), mode);
    for (const words of mode === 0o000 ? commands : commands.slice(0, 2)) {
      const { code, stderr } = await run(words, { cwd });
      expect([words, code]).toEqual([words, 64]);
      expect(stderr).toContain(`The folder ${join(cwd, 'pipelines')} cannot be read by this user.`);
    }
    chmodSync(join(cwd, 'pipelines'), 0o700);
  });

  test('a file of that name is told', async () => {
    const cwd = temporaryFolder('file-pipelines');
    writeFileSync(join(cwd, 'pipelines'), '');
    for (const words of commands) {
      const { code, stderr } = await run(words, { cwd });
      expect([words, code]).toEqual([words, 64]);
      expect(stderr).toContain('is a file, and no folder of pipelines');
    }
  });
});
