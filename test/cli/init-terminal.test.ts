import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../support/cli.ts';

/** `init` on a terminal: a pseudo terminal of `script` (util-linux), with keys pressed as a person presses them. */
const bin = join(import.meta.dirname, '../../dist/src/cli/main.js');
const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

const enter = '\r';
const space = ' ';
const down = '\x1b[B';
const ctrlC = '\x03';

/** Runs it, and presses keys when a question is there; gives what the screen showed. */
function onTerminal(
  cwd: string,
  args: readonly string[],
  answers: readonly (readonly [question: string, keys: string])[],
) {
  return new Promise<{ code: number | null; screen: string; left: number }>((resolve) => {
    const command = [process.execPath, bin, 'init', ...args].map((word) => `'${word}'`).join(' ');
    // Without a size the terminal has none, and each sign a line.
    const child = spawn('script', ['-qfec', `stty cols 100 rows 40; ${command}`, '/dev/null'], {
      cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: 90_000,
    });
    const left = [...answers];
    let screen = '';
    let seen = 0;
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      screen += stripVTControlCharacters(piece);
      const [next] = left;
      const at = next ? screen.indexOf(next[0], seen) : -1;
      if (!next || at < 0) return;
      seen = at + next[0].length;
      left.shift();
      // The question listens for keys once it is drawn.
      setTimeout(() => child.stdin.write(next[1]), 150);
    });
    child.stdin.on('error', () => {});
    child.on('close', (code) => resolve({ code, screen, left: left.length }));
  });
}

const csv = [
  'Nr;Namn;Mobil;SMS-stopp;Grupp',
  '1;Åsa Öberg;070-174 06 05;Ja;VIP',
  '2;Bo Ek;070-174 06 06;kanske;VIP',
  '3;Cilla Dahl;070-174 06 07;;Norr',
  '',
].join('\n');

describe.runIf(hasTerminal)('on a terminal', () => {
  test('each proposal can be taken or changed, and odd values are asked about', async () => {
    const cwd = temporaryFolder('terminal');
    writeFileSync(join(cwd, 'kunder.csv'), csv);
    const { code, screen, left } = await onTerminal(
      cwd,
      ['kunder.csv'],
      [
        ['Which columns hold phone numbers?', enter],
        ['Which column says who wants no SMS', enter],
        ['What does a yes in SMS-stopp mean?', enter],
        ['SMS-stopp is "kanske" in 1 rows', `${down}${enter}`],
        ['Which column is the key?', enter],
        ['Which columns make the name?', enter],
        ['Which columns give groups?', enter],
        ['A group that everybody is in?', '\x15Medlemmar\r'],
        ['What happens to contacts', `${down}${enter}`],
        ['What is the pipeline called?', '\x15natt\r'],
        ['What is to run it every night?', `${space}${enter}`],
      ],
    );
    expect({ code, left }, screen).toEqual({ code: 0, left: 0 });
    expect(screen).toContain('kanske (1): gets SMS');
    const { name, sources, contacts } = parse(readFileSync(join(cwd, 'pipelines', 'natt.yaml'), 'utf8'));
    expect(name).toBe('natt');
    expect(contacts.absent).toBe('keep');
    expect(sources[0]).toMatchObject({
      id: 'Nr',
      phone: ['Mobil'],
      name: ['Namn'],
      groups: ['Medlemmar', { column: 'Grupp' }],
      optOut: { column: 'SMS-stopp', not: expect.arrayContaining(['nej', 'kanske']) },
    });
    expect(existsSync(join(cwd, 'deploy', 'jojka-sync-natt.timer'))).toBe(true);
  }, 120_000);

  test('a pipeline that is there is overwritten only when somebody says so', async () => {
    const cwd = temporaryFolder('terminal');
    writeFileSync(join(cwd, 'a.csv'), 'Mobil\n070-174 06 05\n');
    mkdirSync(join(cwd, 'pipelines'));
    writeFileSync(join(cwd, 'pipelines', 'a.yaml'), 'mine\n');
    const options = ['a.csv', '--name', 'a', '--phone', 'Mobil', '--no-id', '--no-opt-out', '--no-group'];
    const told = ['--name-column', 'Mobil', '--no-group-column', '--absent', 'keep', '--schedule', 'cron'];
    const question = 'pipelines/a.yaml is there, and differs: overwrite it?';
    const no = await onTerminal(cwd, [...options, ...told], [[question, enter]]);
    expect(no.code, no.screen).toBe(3);
    expect(readFileSync(join(cwd, 'pipelines', 'a.yaml'), 'utf8')).toBe('mine\n');
    const yes = await onTerminal(cwd, [...options, ...told], [[question, 'y']]);
    expect(yes.code, yes.screen).toBe(0);
    expect(readFileSync(join(cwd, 'pipelines', 'a.yaml'), 'utf8')).toContain('name: a\n');
  }, 120_000);

  test('Ctrl-C ends it, and nothing is written', async () => {
    const cwd = temporaryFolder('terminal');
    writeFileSync(join(cwd, 'a.csv'), csv);
    const { code, screen } = await onTerminal(cwd, ['a.csv'], [['Which columns hold phone numbers?', ctrlC]]);
    expect(code, screen).toBe(130);
    expect(screen).toContain('Nothing was written.');
    expect(existsSync(join(cwd, 'pipelines'))).toBe(false);
  }, 120_000);
});
