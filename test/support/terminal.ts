import { spawn, spawnSync } from 'node:child_process';
import { bin, type CliResult } from './cli.ts';

/** Runs a program in a pseudo terminal of its own and hands over what the terminal shows; python3 alone is needed. */
const inTerminal = `
import fcntl, os, pty, select, struct, sys, termios
columns, rows, errors, answer, argv = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:]
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    if errors == 'dropped':
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.execvpe(argv[0], argv, os.environ)
seen, asked = b'', False
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:
        break
    if not piece:
        break
    seen += piece
    sys.stdout.buffer.write(piece)
    sys.stdout.flush()
    if answer and not asked and (b'[y/N]' in seen or b'[j/N]' in seen or b':\x1b[K' in seen):
        asked = True
        os.write(fd, answer.encode())
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
`;

/** Whether there is what a pseudo terminal is made with; tests that need one are skipped where there is not. */
export const hasTerminal = spawnSync('python3', ['-c', 'import pty, fcntl, termios']).status === 0;

if (!hasTerminal)
  process.stderr.write('No python3 with a pseudo terminal here: tests of the terminal are skipped.\n');

export interface TerminalOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly columns?: number;
  readonly rows?: number;
  /** Typed once a question stands there, or a pager has come to its end. */
  readonly answer?: string;
  /** Whether what goes to standard error is shown on the terminal too. */
  readonly errors?: 'shown' | 'dropped';
}

/** Runs the real command as somebody does who sits at a terminal. @returns what it shows, lines ended by line feeds */
export function runInTerminal(
  args: readonly string[],
  options: TerminalOptions,
): Promise<Pick<CliResult, 'code'> & { readonly screen: string }> {
  const { columns = 80, rows = 200, answer = '', errors = 'dropped' } = options;
  return new Promise((resolve, reject) => {
    const settings = [String(columns), String(rows), errors, answer];
    const child = spawn('python3', ['-c', inTerminal, ...settings, process.execPath, bin, ...args], {
      cwd: options.cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'xterm', NO_COLOR: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      screen += piece;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, screen: screen.replaceAll('\r\n', '\n') }));
  });
}
