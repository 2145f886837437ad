import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Child {
  readonly pid: number;
  /** Resolves with what follows the word on a line of its output, once there is one. */
  said(word: string): Promise<string>;
  kill(): Promise<void>;
  readonly ended: Promise<{ code: number | null; output: string }>;
}

/** Runs `body` as a module in a process of its own; it may use what `state` of the built package exports, and `say(word, rest)`. */
export function runChild(body: string, env: NodeJS.ProcessEnv = {}): Child {
  const names = {
    database: 'openDatabase',
    lock: 'lockAccount',
    accounts: 'acceptAccount',
    journal: 'openJournal',
  };
  const imports = Object.entries(names).map(
    ([file, name]) => `import { ${name} } from '${root}/dist/src/state/${file}.js';`,
  );
  const code = `${imports.join('\n')}
    const say = (word, rest = '') => process.stdout.write(word + ' ' + rest + '\\n');
    try {
      ${body}
    } catch (error) {
      say('error', JSON.stringify({ name: error.name, message: error.message, exitCode: error.exitCode }));
      process.exit(9);
    }`;
  return start(['--input-type=module', '--eval', code], env);
}

/** knex's own command line on the project's knexfile. */
export function runKnex(command: string, env: NodeJS.ProcessEnv): Child {
  return start([join(root, 'node_modules/knex/bin/cli.js'), command], {
    ...env,
    NODE_OPTIONS: '--import tsx',
  });
}

function start(args: string[], env: NodeJS.ProcessEnv): Child {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: string) => {
    output += chunk;
    child.emit('said');
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const ended = once(child, 'close').then(([code]) => {
    child.emit('said');
    return { code: code as number | null, output };
  });
  return {
    pid: child.pid as number,
    ended,
    said: async (word) => {
      for (;;) {
        const line = output.split('\n').find((text) => text.startsWith(`${word} `));
        if (line !== undefined && output.includes(`${line}\n`)) return line.slice(word.length + 1);
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`the process ended (${child.exitCode ?? child.signalCode}) and said: ${output}`);
        await once(child, 'said');
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
