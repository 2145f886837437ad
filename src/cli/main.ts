#!/usr/bin/env node

/** Loads the program, and says so in a sentence where the machine does not let it. */
// First: what the rest loads is kept.
import './compile-cache.ts';
import './v8-flags.ts';

import('./process.ts').catch((error: NodeJS.ErrnoException) => {
  const { code = '' } = error;
  // Node says that a file is not there also when it may not open one more.
  if (!['EMFILE', 'ENFILE', 'ERR_MODULE_NOT_FOUND'].includes(code)) throw error;
  const what =
    code === 'ERR_MODULE_NOT_FOUND'
      ? 'A part of the program cannot be loaded: it is not installed whole (npm ci), or the process may not open as many files as it needs'
      : 'The process may not open as many files as it needs';
  process.stderr.write(
    `Error: ${what}.\nAllow it more: ulimit -n 1024 in the shell, LimitNOFILE=1024 in the unit of systemd. Nothing was read or sent.\n`,
  );
  process.exitCode = 1;
});
