/**
 * `npm run demo`: the nightly job against a local Jojka, with the commands that a user types. Nothing leaves this
 * machine.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'dist/src/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'jojka-sync-demo-'));
const data = join(folder, 'sandbox.json');
copyFileSync(join(root, 'data/sandbox-state.json'), data);

const env = {
  ...process.env,
  JOJKA_API_KEY: 'demo-key',
  JOJKA_SYNC_HOME: join(folder, 'state'),
  FORCE_COLOR: process.stdout.isTTY && !process.env.NO_COLOR ? '1' : '',
};
delete env.DATABASE_URL;

/** Runs one command as a user would, showing it first. */
function run(args, allowed = [0]) {
  process.stdout.write(`\n$ jojka-sync ${args.join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      allowed.includes(code)
        ? resolve(code)
        : reject(new Error(`jojka-sync ${args[0]} ended with exit code ${code}`)),
    );
  });
}

/** Starts the sandbox on a free port and waits for its address. */
function startSandbox() {
  process.stdout.write('$ jojka-sync sandbox --port 0 --data sandbox.json &\n');
  const child = spawn(process.execPath, [bin, 'sandbox', '--port', '0', '--data', data], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.pipe(process.stderr);
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the sandbox ended with exit code ${code}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const url = /^JOJKA_API_URL=(\S+)$/m.exec(text)?.[1];
      if (url) resolve({ child, url });
    });
  });
}

const sandbox = await startSandbox();
env.JOJKA_API_URL = sandbox.url;
process.stdout.write(`A local Jojka listens at ${sandbox.url}; nothing leaves this machine.\n`);
try {
  await run(['plan', 'demo']);
  await run(['sync', 'demo']);
  process.stdout.write('\nThe same again: nothing is left to do.\n');
  await run(['sync', 'demo']);
  await run(['runs']);
  process.stdout.write(
    `\nLeft behind: ${data} (what the local Jojka holds), ${env.JOJKA_SYNC_HOME} (ledger and history).\n`,
  );
} catch (error) {
  process.stderr.write(`The demo failed: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  sandbox.child.removeAllListeners('exit');
  const ended = new Promise((resolve) => sandbox.child.on('exit', resolve));
  // That it ends in good order then is no news to anybody.
  sandbox.child.stderr.unpipe(process.stderr).resume();
  sandbox.child.kill('SIGTERM');
  await ended;
}
