import { hashOf, readFolder } from '../config/folder.ts';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { buryDead } from './dead-letters.ts';
import { type FleetPipeline, fleetOverview } from './overview.ts';
import { type Fleet, type Order, queueJob, queues, type SyncJob } from './queue.ts';
import { listSchedules, mostRows } from './schedule.ts';

/** What became of an order of one pipeline. */
export interface Ordered {
  readonly pipeline: string;
  /**
   * `queued`; `sooner`: a job of it was to wait, and does so no longer; `already`: one waits for a worker, or is at work; `held`: guards
   * held its last run back, which is no failure; `gone`: its file is not in the folder; `unreadable`: its file cannot be read, and may be
   * one that is meant; `twice`: two files are it; `cancelled`: it waits no more; `stopping`: its sync is told to stop; `buried`: its dead
   * letter is taken out.
   */
  readonly outcome:
    | 'queued'
    | 'sooner'
    | 'already'
    | 'held'
    | 'gone'
    | 'unreadable'
    | 'twice'
    | 'cancelled'
    | 'stopping'
    | 'buried';
  /** What is wrong with its file. */
  readonly why?: string;
  /** It is gone, and its dead letter is still there. */
  readonly isDead?: true;
}

/** Whether something is wrong with the folder, and what was meant was not done for it. */
export function isFolderFault({ outcome }: Ordered): boolean {
  return outcome === 'unreadable' || outcome === 'twice' || outcome === 'gone';
}

/** Which pipelines are to run now. */
export type Wanted =
  | { readonly names: readonly string[] }
  | { readonly tag: string }
  /** Dead letters, and those whose last run did not end well; none that guards held back. */
  | { readonly failed: true };

/**
 * Queues jobs of pipelines of the folder. Files that cannot be read are told, also with a tag.
 *
 * @throws UsageError when there is none of that name or tag, or a file of that name cannot be read, or there are two
 */
export async function runNow(fleet: Fleet, environment: RunEnvironment, wanted: Wanted): Promise<Ordered[]> {
  const folder = await ordersOf(environment);
  if ('failed' in wanted) {
    const all = await fleetOverview(fleet, environment, [...folder.orders.values()]);
    const idle = all.filter(({ job }) => !job);
    const failed = idle.filter((one) => one.dead !== undefined || (endedBadly(one) && !isHeld(one)));
    const held = idle.filter((one) => one.dead === undefined && isHeld(one));
    const queued = await queueEach(fleet, folder, failed);
    const told = queued.some(({ outcome }) => outcome === 'unreadable') ? [] : unreadableOf(folder);
    return [...queued, ...told, ...held.map(({ pipeline }) => ({ pipeline, outcome: 'held' }) as const)];
  }
  if ('tag' in wanted)
    return [...(await queueEach(fleet, folder, taggedOf(folder, wanted.tag))), ...unreadableOf(folder)];
  for (const name of wanted.names) mustBeOne(name, folder);
  return queueEach(
    fleet,
    folder,
    wanted.names.map((pipeline) => ({ pipeline })),
  );
}

function endedBadly({ last }: FleetPipeline): boolean {
  return last !== undefined && !['done', 'running'].includes(last.state);
}

/** Another sync would overtake the plan that somebody is to read. */
function isHeld({ last }: FleetPipeline): boolean {
  return last?.state === 'refused' && last.summary?.heldBack === true;
}

/**
 * Queues a pipeline that has a schedule, with the text that the schedule was applied with: the folder need not be here.
 *
 * @throws UsageError when it has none
 */
export async function runScheduled(fleet: Fleet, pipeline: string): Promise<Ordered> {
  const schedules = await listSchedules(fleet);
  mustBeKnown(
    pipeline,
    schedules.map((entry) => entry.pipeline),
    'has no schedule',
  );
  const entry = schedules.find((one) => one.pipeline === pipeline);
  return { pipeline, outcome: entry ? await queueJob(fleet, entry) : 'already' };
}

/** Brings dead letters back, with the text that their pipelines have now. @param names undefined: all */
export async function redrive(
  fleet: Fleet,
  environment: RunEnvironment,
  names: readonly string[] | undefined,
): Promise<Ordered[]> {
  const dead = await fleet.boss.findJobs<SyncJob>(queues.dead, { queued: true, limit: mostRows });
  for (const name of names ?? [])
    mustBeKnown(
      name,
      dead.map(({ data }) => data.pipeline),
    );
  const meant = [...new Set(dead.map(({ data }) => data.pipeline))].filter(
    (name) => names?.includes(name) ?? true,
  );
  meant.sort();
  const ordered = await queueEach(
    fleet,
    await ordersOf(environment),
    meant.map((pipeline) => ({ pipeline, dead: true })),
  );
  const isAgain = ({ outcome }: Ordered) => ['queued', 'sooner', 'already'].includes(outcome);
  const again = new Set(ordered.filter(isAgain).map(({ pipeline }) => pipeline));
  const ids = dead.flatMap(({ id, data }) => (again.has(data.pipeline) ? [id] : []));
  if (ids.length > 0) await fleet.boss.deleteJob(queues.dead, ids);
  return ordered;
}

/** Which jobs are to be taken out. */
export type Unwanted =
  /** A dead letter too, of one that has no job: nothing else takes out that of a pipeline whose file is gone. */
  | { readonly names: readonly string[] }
  /** Those of pipelines of the folder. */
  | { readonly tag: string }
  | { readonly all: true };

/**
 * Takes jobs of pipelines out of the queue; a sync at work is told to stop at its worker's next heartbeat.
 *
 * @throws UsageError when one that is named has neither a job nor a dead letter, or no pipeline of the folder has the tag
 */
export async function cancel(
  fleet: Fleet,
  environment: RunEnvironment,
  unwanted: Unwanted,
): Promise<Ordered[]> {
  const all = await fleetOverview(fleet, environment);
  const live = all.filter(({ job }) => job !== undefined);
  if ('all' in unwanted) return cancelEach(fleet, live);
  if ('tag' in unwanted) {
    const folder = await ordersOf(environment);
    const tagged = new Set(taggedOf(folder, unwanted.tag).map(({ pipeline }) => pipeline));
    const cancelled = await cancelEach(
      fleet,
      live.filter(({ pipeline }) => tagged.has(pipeline)),
    );
    return [...cancelled, ...unreadableOf(folder)];
  }
  const there = all.filter(({ job, dead }) => job !== undefined || dead !== undefined);
  const known = there.map(({ pipeline }) => pipeline);
  for (const name of unwanted.names) mustBeKnown(name, known, 'neither waits nor is at work, nor is it dead');
  return cancelEach(
    fleet,
    there.filter(({ pipeline }) => unwanted.names.includes(pipeline)),
  );
}

/** Takes out the job of each, or the dead letter of one that has none. */
async function cancelEach(fleet: Fleet, meant: readonly FleetPipeline[]): Promise<Ordered[]> {
  const ordered: Ordered[] = [];
  for (const { pipeline, job } of meant) {
    if (!job) {
      await buryDead(fleet, pipeline);
      ordered.push({ pipeline, outcome: 'buried' });
      continue;
    }
    const jobs = await fleet.boss.findJobs<SyncJob>(queues.sync, { data: { pipeline }, limit: mostRows });
    const ids = jobs.flatMap(({ id, state }) => (['created', 'retry', 'active'].includes(state) ? [id] : []));
    if (ids.length > 0) await fleet.boss.cancel(queues.sync, ids);
    ordered.push({ pipeline, outcome: job.state === 'running' ? 'stopping' : 'cancelled' });
  }
  return ordered;
}

function mustBeKnown(name: string, known: readonly string[], what = 'is not there'): void {
  if (known.includes(name)) return;
  const near = nearest(name, [...new Set(known)]);
  throw new UsageError(`The pipeline "${name}" ${what}.`, {
    advice: `Nothing was queued or cancelled. ${near ? `Did you mean "${near}"?` : known.length > 0 ? `There: ${known.slice(0, 20).join(', ')}.` : 'There is none.'}`,
  });
}

type FolderOrder = Order & { readonly tags: readonly string[] };

/** What a folder has. */
interface FolderOrders {
  readonly orders: ReadonlyMap<string, FolderOrder>;
  /** The files of each name that two have. */
  readonly twice: ReadonlyMap<string, readonly string[]>;
  /** Why a file cannot be read, by what the command line calls it. */
  readonly faults: ReadonlyMap<string, UsageError>;
}

async function ordersOf(environment: RunEnvironment): Promise<FolderOrders> {
  const orders = new Map<string, FolderOrder>();
  const files = new Map<string, string[]>();
  const faults = new Map<string, UsageError>();
  for (const { file, card, fault } of await readFolder(environment)) {
    if (fault) faults.set(file, fault);
    if (!card) continue;
    const { name, account, tags = [] } = card;
    files.set(name, [...(files.get(name) ?? []), file]);
    const all = [...(orders.get(name)?.tags ?? []), ...tags];
    orders.set(name, { pipeline: name, account, hash: await hashOf(file, environment.cwd), tags: all });
  }
  return { orders, faults, twice: new Map([...files].filter(([, { length }]) => length > 1)) };
}

/** @throws UsageError when a folder has no pipeline of a name, or not one alone */
function mustBeOne(name: string, { orders, twice, faults }: FolderOrders): void {
  const untouched = 'Nothing was queued or cancelled.';
  const files = twice.get(name);
  if (files)
    throw new UsageError(`Two files are the pipeline "${name}": ${files.join(' and ')}.`, {
      advice: `${untouched} Give one of them another name, or move it out of the folder.`,
    });
  const fault = orders.has(name) ? undefined : faults.get(name);
  if (fault) throw new UsageError(fault.message, { advice: `${untouched} Mend the file.`, cause: fault });
  mustBeKnown(name, [...orders.keys()]);
}

function unreadableOf({ faults }: FolderOrders): Ordered[] {
  return [...faults].map(([pipeline, { message }]) => ({ pipeline, outcome: 'unreadable', why: message }));
}

/** @throws UsageError when there is none */
function taggedOf({ orders, faults }: FolderOrders, tag: string): FolderOrder[] {
  const tagged = [...orders.values()].filter(({ tags }) => tags.includes(tag));
  if (tagged.length > 0) return tagged;
  const unread =
    faults.size > 0 ? `, of those that can be read; not read: ${[...faults.keys()].join(', ')}` : '';
  throw new UsageError(`No pipeline of the folder has the tag "${tag}"${unread}.`, {
    advice: 'Nothing was queued or cancelled.',
  });
}

/** Where one is not there, each file that cannot be read may be it. */
async function queueEach(
  fleet: Fleet,
  folder: FolderOrders,
  meant: readonly (Pick<FleetPipeline, 'pipeline'> & { readonly dead?: unknown })[],
): Promise<Ordered[]> {
  const ordered: Ordered[] = [];
  for (const { pipeline, dead } of meant) {
    const order = folder.orders.get(pipeline);
    const files = folder.twice.get(pipeline);
    if (files) ordered.push({ pipeline, outcome: 'twice', why: files.join(', ') });
    else if (order) ordered.push({ pipeline, outcome: await queueJob(fleet, order) });
    else if (!folder.faults.has(pipeline))
      ordered.push({ pipeline, outcome: 'gone', ...(dead !== undefined && { isDead: true }) });
  }
  const isAllThere = meant.every(({ pipeline }) => folder.orders.has(pipeline));
  return isAllThere ? ordered : [...ordered, ...unreadableOf(folder)];
}
