/**
 * `npm run bench -- console`: the console over a state with 10,000 runs of 200 pipelines, and a plan of 100,000 changes that guards
 * held back. What each page takes, how large it is, and the memory of the console's process; of the real command, over Postgres.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { addConsoleToken } from '../../src/jobs/console.ts';
import { type Visitor, visitor } from '../console/visitor.ts';
import { bin } from '../support/cli.ts';
import { startWorld, type World } from '../support/in-process.ts';
import { startOwnPostgres } from '../support/postgres.ts';

const [people = 100_000, runs = 10_000, pipelines = 200] = process.argv
  .slice(2)
  .filter((word) => /^\d+$/.test(word))
  .map(Number);
const say = (line: string) => process.stdout.write(`${line}\n`);

const postgres = await startOwnPostgres();
const here = await startWorld(postgres, { empty: true, pipeline: { load: { requestsPerSecond: 1000 } } });
try {
  const held = await heldRenames(here);
  await history(here);
  await measure(here, held);
} finally {
  await here.close();
  await postgres.remove();
}

/** A night in which everybody has another name: guards hold it back. @returns its run */
async function heldRenames(world: World): Promise<string> {
  const rows = (name: string) =>
    Array.from({ length: people }, (_, at) => `K${at};${name} ${at};0701${740_000 + at};Umeå;`);
  world.crm(...rows('Anna'));
  await world.sync();
  world.clock.forward(24);
  world.crm(...rows('Bo'));
  const { run, heldBack, plan } = await world.sync();
  if (!heldBack) throw new Error('guards did not hold it back');
  say(`a held plan of ${plan.plan.changes.length} changes: run ${run}`);
  const [kept] = await world.withState(({ knex }) =>
    knex('held_plans').select(knex.raw('length(packed)::int as bytes')),
  );
  say(`in the state ${(kept.bytes / 1e6).toFixed(1)} MB, packed`);
  return run;
}

/** Further runs as the first one was, of other pipelines, a night after the other. */
async function history(world: World): Promise<void> {
  await world.withState(async ({ knex }) => {
    await knex.raw(
      `insert into runs (id, account_id, pipeline, command, state, exit_code, host, pid, started_at, ended_at, summary, settled)
       select to_char(at, 'YYYYMMDD-HH24MISS') || '-' || substr(md5(n::text), 1, 4), one.account_id,
         'p' || lpad((n % :pipelines)::text, 4, '0'), 'sync', 'done', 0, one.host, one.pid, at, at + interval '40 s', one.summary, true
       from (select n, timestamptz '2026-09-01' + n * interval '7 minutes' as at from generate_series(1, :runs) n) as nights
       cross join (select * from runs order by seq limit 1) as one on conflict do nothing`,
      { pipelines, runs },
    );
    say(`runs in the state: ${(await knex('runs').pluck('id')).length}`);
    await knex.raw('analyze');
  });
}

async function measure(world: World, held: string): Promise<void> {
  const token = await addConsoleToken(world.environment, 'anna', 'operate');
  const child = spawn(process.execPath, [bin, 'console', '--port', '0'], {
    cwd: world.cwd,
    env: { PATH: process.env.PATH, ...world.environment.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const [, found] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text) ?? [];
      if (found) resolve(Number(found));
    });
  });
  const memory = (what: string) =>
    Math.round(
      Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) /
        1000,
    );
  try {
    const anna = visitor(port);
    await anna.signIn(token);
    say(`memory at rest: ${memory('VmRSS')} MB`);
    const any = (await world.withState(({ knex }) => knex('runs').where({ pipeline: 'p0007' }).first('id')))
      .id;
    for (const [what, path] of [
      ['overview', '/'],
      ['runs of a pipeline', '/runs?pipeline=p0007'],
      ['a run', `/runs/${any}`],
      ['held plan', `/runs/${held}`],
      ['its report', `/runs/${held}/report`],
      ['its rejections', `/runs/${held}/rejections`],
      ['blocklist', '/blocklist'],
      ['replies', '/replies'],
      ['log', '/log'],
    ] as const)
      await page(anna, what, path, memory);
  } finally {
    child.kill('SIGTERM');
  }
}

async function page(
  anna: Visitor,
  what: string,
  path: string,
  memory: (of: string) => number,
): Promise<void> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    const { status, text } = await anna.get(path);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    times.push(performance.now() - from);
    bytes = text.length;
  }
  const [first = 0] = times;
  const median = [...times].sort((a, b) => a - b)[2] ?? 0;
  say(
    `${what.padEnd(20)} first ${first.toFixed(0)} ms, median ${median.toFixed(0)} ms, ${(bytes / 1000).toFixed(0)} kB, memory ${memory('VmRSS')} MB, at most ${memory('VmHWM')} MB`,
  );
}
