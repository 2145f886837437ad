import { spawn } from 'node:child_process';

/** What a pager is told of itself, where nothing else is set: quit when it fits, keep colours, leave the text there. */
const settings = { LESS: 'FRX', LV: '-c' };

/**
 * The pager that a person has set, or `less`; undefined where he wants none (`PAGER=` or `cat`), and on a terminal that can
 * do nothing but print. What `.env` says does not count: it would be run.
 */
export function pagerOf(env: NodeJS.ProcessEnv): string | undefined {
  const pager = (env.PAGER ?? 'less').trim();
  return pager === '' || pager === 'cat' || env.TERM === 'dumb' ? undefined : pager;
}

/**
 * Shows a text in a pager, and waits until it has been read.
 *
 * @param pager a command line, as git takes it too
 * @returns false when there is no such program, and nothing was shown
 */
export function showInPager(text: string, pager: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(pager, {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { ...settings, ...env },
    });
    child.on('error', () => resolve(false));
    // 126 and 127: the shell could not run it.
    child.on('close', (code) => resolve(code !== 126 && code !== 127));
    // Whoever has seen enough quits.
    child.stdin.on('error', () => {});
    child.stdin.end(text);
  });
}
