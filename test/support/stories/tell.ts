import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { JojkaSyncError } from '../../../src/errors.ts';
import { adoptPipeline } from '../../../src/jobs/adopt.ts';
import { applyPlan } from '../../../src/jobs/apply.ts';
import { changeBlocklist } from '../../../src/jobs/blocklist.ts';
import { planPipeline } from '../../../src/jobs/plan.ts';
import { fetchReplies } from '../../../src/jobs/replies.ts';
import { resumeRun } from '../../../src/jobs/resume.ts';
import { syncPipeline } from '../../../src/jobs/sync.ts';
import { undoRun } from '../../../src/jobs/undo.ts';
import type { FaultsInput } from '../../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import type { RunEnvironment } from '../../../src/session/environment.ts';
import type { Database } from '../../../src/state/database.ts';
import { readLedger } from '../../../src/state/ledger.ts';
import { writePlanFile } from '../../../src/steps/saved-plans.ts';
import {
  type Company,
  createModel,
  differences,
  endsKept,
  type Held,
  happens,
  mayHaveBeenRead,
  mustBeBlocked,
  type Row,
  wasNoted,
  wasRead,
  wasReadAndHeldBack,
  wrongsOf,
} from './model.ts';
import { type Command, type Event, type Fault, people, type Story } from './story.ts';

/** Where stories are told: one database for all, an account for each. */
export interface Stage {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly database: Database;
}

let told = 0;

class Killed extends Error {}

/** What a command gave back, as far as the laws look at it. */
interface Outcome {
  readonly exitCode: number;
  readonly heldBack: boolean;
  readonly run?: string;
  readonly fingerprint?: string;
  readonly wasKilled: boolean;
  readonly text: string;
  /** Calls that were to lift a block. */
  readonly unblocks: number;
}

/** Calls that a command may need at most: for each person a few, in each half of an import again. */
const mostCalls = people * 12;

const writing = /^(add_|rm_|import_|remove_)/;

/**
 * Tells a story with the real jobs, over real HTTP to a sandbox with faults, the state in a real Postgres, and holds
 * everything that happens against the model.
 *
 * @throws Error that says which law was broken, and the story so far
 */
export async function tell(story: Story, stage: Stage): Promise<void> {
  const id = ++told;
  const cwd = join(stage.folder, `s${id}`);
  mkdirSync(cwd, { recursive: true });
  const account = `s${id}`;
  const model = createModel(story.policies, people);
  const log: string[] = [];
  const clock = { now: new Date('2026-11-23T03:00:00Z') };
  let sandbox: Sandbox = await startSandbox({ semantics: story.semantics, clock: () => clock.now });
  let held: { run: string; fingerprint: string; company: Company } | undefined;
  /** Answers that the product has seen: what was lifted by hand after one stays lifted. */
  let fetched = 0;
  const lifted = new Set<string>();
  /** Blocks that somebody else has lifted, and that no run need know of. */
  const liftedBySomebody = new Set<string>();
  /** A block may fail tonight. */
  let blocksFail = false;
  let lastRun: { run: string; company: Company } | undefined;

  const fail = (what: string): never => {
    throw new Error(`${what}\n${log.join('\n')}`);
  };
  const state = (): Held => {
    const { contacts, blocklist } = sandbox.state();
    return {
      contacts: new Map(contacts.map(({ msisdn, groups }) => [msisdn, groups])),
      blocked: new Set(blocklist),
    };
  };
  const restart = async (
    faults: readonly Fault[],
    change: (data: ReturnType<Sandbox['state']>) => object,
  ) => {
    const { port } = sandbox;
    const data = change(sandbox.state());
    await sandbox.close();
    sandbox = await startSandbox({
      port,
      data,
      semantics: story.semantics,
      clock: () => clock.now,
      faults: { rules: faults.map(ruleOf) } as FaultsInput,
    });
  };
  const environment = (death: number | null): RunEnvironment => {
    let calls = 0;
    return {
      cwd,
      env: {
        [`JOJKA_${account.toUpperCase()}_API_KEY`]: 'key',
        [`JOJKA_${account.toUpperCase()}_API_URL`]: sandbox.url,
        DATABASE_URL: stage.databaseUrl,
        JOJKA_SYNC_HOME: join(cwd, 'home'),
      },
      stdin: Readable.from([]),
      signal: new AbortController().signal,
      now: () => clock.now,
      emit: (event) => {
        if (event.kind === 'attempt' && death !== null && ++calls === death) throw new Killed('killed');
      },
    };
  };
  const write = (company: Company) => {
    const path = join(cwd, `${company.name}.csv`);
    const rows = [...company.source].map(
      ([person, { number, stop }]) => `K${person};N${person};${number};${stop ? 'ja' : 'nej'}`,
    );
    writeFileSync(path, `${['Kundnr;Namn;Mobil;Stopp', ...rows].join('\n')}\n`);
    writeFileSync(
      join(cwd, `${company.name}.json`),
      JSON.stringify({
        name: company.name,
        account,
        sources: [
          {
            type: 'csv',
            path,
            id: 'Kundnr',
            phone: 'Mobil',
            name: 'Namn',
            groups: [company.group],
            optOut: { column: 'Stopp' },
          },
        ],
        contacts: { absent: company.policy.absent, optedOut: company.policy.optedOut },
        groups: { mode: company.policy.mode },
        blocklist: { unblock: company.policy.unblock, replies: true, recheck: company.policy.recheck },
        guards: { ...open, removals: company.policy.removals },
        load: { requestsPerSecond: 1000, concurrency: 1, retries: 0, singleAdds: 1, importRows: 3 },
      }),
    );
  };

  /** Runs a job and holds what it did against the laws. */
  const under = async (
    what: string,
    death: number | null,
    by: Parameters<typeof wrongsOf>[3] & { readonly reads?: ReadonlyMap<number, Row>; readonly notes?: true },
    job: (environment: RunEnvironment) => Promise<Partial<Outcome>>,
  ): Promise<Outcome> => {
    const before = state();
    const calls = sandbox.requests();
    const { replies } = sandbox.state();
    // Jojka keeps answers for 96 hours.
    const horizon = new Date(clock.now.getTime() - 96 * 3_600_000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ');
    const outcome = await job(environment(death)).then(
      (result): Outcome => ({
        exitCode: 0,
        heldBack: false,
        wasKilled: false,
        text: '',
        unblocks: 0,
        ...result,
      }),
      (error: unknown): Outcome => {
        if (!(error instanceof JojkaSyncError) && !(error instanceof Killed)) throw error;
        const exitCode = error instanceof JojkaSyncError ? error.exitCode : 137;
        return {
          exitCode,
          heldBack: false,
          wasKilled: error instanceof Killed,
          text: error.message,
          unblocks: 0,
        };
      },
    );
    if (outcome.wasKilled) await leaveForDead(stage.database, account);
    const sent = Object.entries(sandbox.requests()).flatMap(([endpoint, count]) => {
      const times = count - (calls[endpoint] ?? 0);
      return times > 0 ? [[endpoint, times] as const] : [];
    });
    log.push(
      `${what}: exit ${outcome.exitCode}${outcome.heldBack ? ', held back' : ''} ${JSON.stringify(Object.fromEntries(sent))} ${outcome.text}`,
    );
    const after = state();
    // The first export call of a new account asks who it is.
    const hasGoneOn = sent.some(([endpoint, times]) => endpoint === 'export_contacts_list' && times > 1);
    if (by.reads && by.notes && hasGoneOn) wasNoted(model, by.reads);
    if (by.company && by.reads) {
      if (outcome.heldBack) wasReadAndHeldBack(by.company, by.reads);
      else if (outcome.exitCode === 0 || outcome.exitCode === 4) wasRead(model, by.company, by.reads);
      else mayHaveBeenRead(by.company, by.reads);
    }
    // Whom somebody has removed is no longer ours once a run has seen that he is gone.
    const hasLooked = sent.some(([endpoint]) => endpoint === 'export_contacts_list');
    if (hasLooked && (outcome.exitCode === 0 || outcome.exitCode === 4))
      for (const msisdn of model.ours)
        if (!before.contacts.has(msisdn) && !after.contacts.has(msisdn)) model.ours.delete(msisdn);
    for (const [msisdn] of after.contacts) if (!before.contacts.has(msisdn)) model.ours.add(msisdn);
    const tookReplies = sent.some(([endpoint]) => endpoint === 'fetch_replies');
    if (tookReplies && outcome.exitCode !== 1 && !outcome.wasKilled) {
      for (const { sender, inserted } of replies.slice(fetched))
        if (inserted >= horizon && !lifted.has(`${sender} ${inserted}`)) model.stops.add(sender);
      fetched = replies.length;
    }
    const wrongs = wrongsOf(model, before, after, by);
    if (wrongs.length > 0) fail(wrongs.join('; '));
    const writes = sent.filter(([endpoint]) => writing.test(endpoint));
    if (outcome.heldBack && writes.some(([endpoint]) => endpoint !== 'add_to_blocklist'))
      fail(`a night that was held back wrote ${JSON.stringify(writes)}`);
    const total = writes.reduce((sum, [, times]) => sum + times, 0);
    if (total > mostCalls) fail(`${total} writing calls`);
    const unblocks = sent.find(([endpoint]) => endpoint === 'rm_from_blocklist')?.[1] ?? 0;
    return { ...outcome, unblocks };
  };

  /** Under `keep` a want stays, of whoever is there; it ends with his number, or when he is gone (P10). */
  const keepsSurely = (company: Company, { exitCode, heldBack }: Outcome, before: Held, now: Held) => {
    if (company.policy.absent !== 'keep' || heldBack || exitCode !== 0) return;
    for (const row of company.source.values())
      if (
        before.contacts.has(row.number) &&
        now.contacts.has(row.number) &&
        !row.stop &&
        !model.out.has(row.person)
      )
        company.keptSurely.add(row.number);
  };

  /** A source that was read is blocked by, whatever else goes wrong (L1b), save that blocking itself fails. */
  const blocksDependOnNothing = (company: Company, { wasKilled, exitCode }: Outcome) => {
    if (wasKilled || blocksFail || exitCode === 64) return;
    const now = state();
    for (const { number, stop } of company.source.values())
      if (stop && !now.blocked.has(number) && !liftedBySomebody.has(number))
        fail(`${number} is opted out and was not blocked in the night that read it`);
  };

  const sync = async (company: Company, death: number | null = null): Promise<Outcome> => {
    write(company);
    const before = state();
    const outcome = await under(
      `sync ${company.name}`,
      death,
      { company, reads: company.source, notes: true },
      async (given) => {
        const report = await syncPipeline(`${company.name}.json`, given, { allowEmpty: true });
        return {
          exitCode: report.exitCode,
          heldBack: report.heldBack,
          run: report.run,
          fingerprint: report.plan.plan.fingerprint,
          text: JSON.stringify(
            report.withheld.map(({ kind, msisdn, reason }) => `${kind} ${msisdn} ${reason}`),
          ),
        };
      },
    );
    if (outcome.run) lastRun = { run: outcome.run, company };
    keepsSurely(company, outcome, before, state());
    blocksDependOnNothing(company, outcome);
    const lifted = [...before.blocked].filter((msisdn) => !state().blocked.has(msisdn)).length;
    if (outcome.exitCode === 0 && outcome.unblocks > lifted)
      fail('exit 0, and a number that was to be unblocked is blocked');
    if (outcome.heldBack && outcome.run && outcome.fingerprint)
      held = { run: outcome.run, fingerprint: outcome.fingerprint, company };
    if (outcome.exitCode === 0) {
      const wrongs = differences(model, company, before, state(), liftedBySomebody);
      if (wrongs.length > 0) fail(`exit 0, and ${wrongs.join('; ')}`);
    }
    return outcome;
  };

  const accept = async (): Promise<void> => {
    if (!held) return;
    const { run, fingerprint, company } = held;
    held = undefined;
    await under(`apply ${company.name}`, null, { company }, async (given) => {
      const { exitCode } = await applyPlan(run, given, { accept: fingerprint });
      return { exitCode };
    });
  };

  const somebody = (event: Extract<Event, { kind: 'somebody' }>) => {
    const msisdn = model.numbers[event.person] as string;
    return restart([], (data) => {
      const there = data.contacts.find((contact) => contact.msisdn === msisdn);
      const rest = data.contacts.filter((contact) => contact.msisdn !== msisdn);
      switch (event.does) {
        case 'adds':
          return there
            ? data
            : { ...data, contacts: [...rest, { msisdn, name: 'Theirs', groups: ['Theirs'] }] };
        case 'removes':
          endsKept(model, msisdn);
          return { ...data, contacts: rest };
        case 'puts into his group':
          return there
            ? {
                ...data,
                contacts: [...rest, { ...there, groups: [...new Set([...there.groups, 'Theirs'])] }],
              }
            : data;
        case 'lifts the block':
          // What was blocked by hand nobody says again: it is told, and forgotten (P12).
          model.manual.delete(msisdn);
          if (data.blocklist.includes(msisdn)) liftedBySomebody.add(msisdn);
          return { ...data, blocklist: data.blocklist.filter((blocked) => blocked !== msisdn) };
      }
    });
  };

  const happen = async (event: Event): Promise<void> => {
    log.push(JSON.stringify(event));
    if (event.kind === 'somebody') await somebody(event);
    else if (event.kind === 'answers STOP') {
      model.out.add(event.person);
      endsKept(model, model.numbers[event.person] as string);
      sandbox.feedReply({ sender: model.numbers[event.person] as string, message: 'STOP' });
    } else happens(model, event);
  };

  const carryOut = async (command: Command, death: number | null): Promise<void> => {
    const company = 'pipeline' in command ? (model.companies[command.pipeline] as Company) : undefined;
    const msisdn = 'person' in command ? (model.numbers[command.person] as string) : '';
    switch (command.kind) {
      case 'sync':
        await sync(company as Company, death);
        return;
      case 'accepts what was held back':
        return accept();
      case 'applies the plan of before':
        await under('apply', death, { company, reads: (company as Company).planned }, async (given) => {
          const { exitCode } = await applyPlan(`${(company as Company).name}.plan.json`, given, {});
          return { exitCode };
        });
        return;
      case 'undo': {
        const last = lastRun;
        if (last)
          await under(`undo ${last.run}`, death, { company: last.company }, async (given) => {
            const { exitCode, heldBack } = await undoRun(given, last.run);
            return { exitCode, heldBack };
          });
        return;
      }
      case 'resume':
        await under('resume', death, { company: lastRun?.company }, async (given) => {
          const resumed = await resumeRun(given, lastRun?.run, { dismiss: false });
          return resumed.kind === 'resumed'
            ? { exitCode: resumed.executed.exitCode, heldBack: resumed.heldBack }
            : {};
        });
        return;
      case 'adopt':
        write(company as Company);
        await under('adopt', death, { company }, async (given) => {
          const before = state();
          await adoptPipeline(`${(company as Company).name}.json`, given, { dryRun: false });
          for (const { number } of (company as Company).source.values())
            if (before.contacts.has(number)) model.ours.add(number);
          return {};
        });
        return;
      case 'replies':
        await under('replies', death, {}, (given) =>
          fetchReplies(given, { pipeline: undefined, account, strict: false }),
        );
        return;
      case 'blocks by hand': {
        // His new number is blocked for the old one's sake: he counts as opted out there.
        model.out.add(command.person);
        endsKept(model, msisdn);
        const { exitCode } = await under('blocklist add', death, {}, async (given) => {
          await changeBlocklist(given, account, 'add', [msisdn], { yes: true }, async () => {});
          return {};
        });
        if (exitCode === 0 && state().blocked.has(msisdn)) model.manual.add(msisdn);
        return;
      }
      case 'unblocks by hand':
        await under('blocklist remove', death, { unblocks: msisdn }, async (given) => {
          await changeBlocklist(given, account, 'remove', [msisdn], { yes: true }, async () => {});
          return {};
        });
        if (!state().blocked.has(msisdn)) {
          model.noted.delete(msisdn);
          liftedBySomebody.add(msisdn);
          model.manual.delete(msisdn);
          model.stops.delete(msisdn);
          for (const { sender, inserted } of sandbox.state().replies)
            if (sender === msisdn) lifted.add(`${sender} ${inserted}`);
        }
    }
  };

  try {
    for (const night of story.nights) {
      log.push(`--- ${clock.now.toISOString()} ${JSON.stringify(night.faults)} death ${night.death}`);
      for (const company of model.companies) {
        write(company);
        if (!night.commands.some(({ kind }) => kind === 'applies the plan of before')) continue;
        const { plan } = await planPipeline(`${company.name}.json`, environment(null), {
          allowEmpty: true,
        }).catch(() => ({ plan: undefined }));
        company.planned = new Map(company.source);
        if (plan) await writePlanFile(join(cwd, `${company.name}.plan.json`), plan, environment(null));
      }
      for (const event of night.events) await happen(event);
      blocksFail = night.faults.some(({ endpoint }) => endpoint === 'add_to_blocklist');
      await restart(night.faults, (data) => data);
      for (const command of night.commands) await carryOut(command, night.death);
      clock.now = new Date(clock.now.getTime() + 24 * 3_600_000);
    }
    await theEnd();
  } finally {
    await sandbox.close();
  }

  /** Nobody does anything any more, and nothing fails: all comes to what the rules say, and stays. */
  async function theEnd(): Promise<void> {
    log.push('--- the end');
    blocksFail = false;
    await restart([], (data) => data);
    for (const round of [1, 2, 3])
      for (const company of model.companies) {
        clock.now = new Date(clock.now.getTime() + 3_600_000);
        const outcome = await sync(company);
        if (outcome.heldBack) await accept();
        else if (round === 3 && outcome.exitCode !== 0)
          fail(`in the end ${company.name} ends with ${outcome.exitCode}`);
      }
    for (const company of model.companies) {
      const before = sandbox.requests();
      await sync(company);
      for (const [endpoint, count] of Object.entries(sandbox.requests()))
        if (writing.test(endpoint) && count > (before[endpoint] ?? 0))
          fail(`a quiet run of ${company.name} called ${endpoint}`);
    }
    const now = state();
    for (const msisdn of now.contacts.keys())
      if (
        model.ours.has(msisdn) &&
        mustBeBlocked(model, msisdn) &&
        !now.blocked.has(msisdn) &&
        !liftedBySomebody.has(msisdn)
      )
        fail(`in the end ${msisdn} can be reached`);
    const { id: accountId } = await stage.database.knex('accounts').where({ name: account }).first('id');
    for (const [msisdn, contact] of (await readLedger(stage.database, accountId)).contacts) {
      if (!now.contacts.has(msisdn)) fail(`the ledger has ${msisdn}, and Jojka has not`);
      if (contact.managed && !model.ours.has(msisdn)) fail(`the ledger manages ${msisdn}, which is not ours`);
    }
  }
}

/** Stories are about other things than how much a night may change; removals are a policy of theirs. */
const open = {
  ...{ memberships: 'off', renames: 'off', blocks: 'off', unblocks: 'off', rejections: 'off' },
  ...{ optOutValues: 'off', creates: 'off', joins: 'off', moves: 'off', missing: 'off' },
};

function ruleOf({ endpoint, nth, how }: Fault): object {
  const action = {
    refused: { status: 200, body: '{"error":["not today"]}' },
    fails: { status: 500 },
    'answer lost': { drop: true },
  }[how];
  return { endpoint, nth, after: how === 'answer lost', action };
}

/** The process has died: its run says that it is running, as a dead one does. */
async function leaveForDead({ knex }: Database, account: string): Promise<void> {
  await knex('runs')
    .whereIn(
      'id',
      knex('runs')
        .join('accounts', 'accounts.id', 'runs.account_id')
        .where({ name: account, settled: false, state: 'failed' })
        .orderBy('started_at', 'desc')
        .limit(1)
        .select('runs.id'),
    )
    .update({ state: 'running', exit_code: null, ended_at: null, error: null });
}
