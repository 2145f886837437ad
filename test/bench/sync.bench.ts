import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Whole syncs through the real command: a first one of everybody into an empty account, and a second one that finds
 * nothing to do. Prints seconds and peak memory of the command's process, for several sizes in one run.
 *
 *   npm run build && npx tsx test/bench/sync.bench.ts 10000 100000
 */
const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'dist', 'src', 'cli', 'main.js');
const sizes = process.argv.slice(2).map(Number);

const pipeline = {
  name: 'bench',
  sources: [
    {
      type: 'csv',
      path: 'crm.csv',
      id: 'Kundnr',
      phone: ['Mobil', 'Telefon'],
      name: ['Förnamn', 'Efternamn'],
      groups: ['Kunder', 'Ort {Ort}', { column: 'Grupper', separator: '|' }],
    },
  ],
  contacts: { absent: 'remove-managed' },
  load: { requestsPerSecond: 1000 },
};

for (const size of sizes.length > 0 ? sizes : [10_000, 100_000]) {
  const folder = mkdtempSync(join(tmpdir(), 'jojka-sync-bench-'));
  execFileSync(
    process.execPath,
    [
      '--import',
      'tsx',
      join(root, 'data/generate.ts'),
      '--rows',
      String(size),
      '--out',
      join(folder, 'crm.csv'),
    ],
    {
      cwd: root,
    },
  );
  writeFileSync(join(folder, 'bench.json'), JSON.stringify(pipeline));
  const sandbox = spawn(process.execPath, [bin, 'sandbox', '--port', '0', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(sandbox);
  const env = { ...process.env, JOJKA_API_KEY: 'bench', JOJKA_API_URL: url };
  for (const night of ['first', 'second']) {
    const run = await measure(
      spawn(process.execPath, [bin, 'sync', 'bench.json', '--quiet', '--json'], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    const report = JSON.parse(run.stdout);
    const calls = Object.values(report.calls as Record<string, { done: number }>).reduce(
      (sum, { done }) => sum + done,
      0,
    );
    process.stdout.write(
      `${size} rows, ${night} sync: ${report.plan.summary.desired} contacts, ${report.plan.changes.length} changes, ${calls} calls, ${run.seconds.toFixed(1)} s, peak ${run.peakMb} MB, exit code ${run.code}\n`,
    );
  }
  sandbox.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}

function addressOf(sandbox: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    sandbox.stdout?.on('data', (chunk) => {
      text += chunk;
      const url = /^JOJKA_API_URL=(\S+)$/m.exec(text)?.[1];
      if (url) resolve(url);
    });
  });
}

/** Peak memory as Linux counts it (VmHWM), asked for while the process lives. */
async function measure(
  child: ChildProcess,
): Promise<{ stdout: string; seconds: number; peakMb: number; code: number | null }> {
  const started = performance.now();
  let stdout = '';
  let peakMb = 0;
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  const timer = setInterval(() => {
    try {
      const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      peakMb = Math.max(peakMb, Math.round(Number(kb ?? 0) / 1024));
    } catch {}
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  return { stdout, seconds: (performance.now() - started) / 1000, peakMb, code };
}
