import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The system's Chromium; CHROMIUM_PATH names another one. */
const path =
  process.env.CHROMIUM_PATH ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Before the tests: says what is missing, in one line. */
export default function setup(): void {
  if (path && existsSync(path)) return;
  process.stderr.write(
    'There is no Chromium for the browser tests. Install it (Debian: apt-get install chromium), or name one in CHROMIUM_PATH.\n',
  );
  process.exit(1);
}

/** Starts it, without what it would fetch from the net by itself. */
export function launch(): Promise<Browser> {
  if (!path) throw new Error('no Chromium');
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
