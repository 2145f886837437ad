import { hashOf, readFolder } from '../config/folder.ts';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { type FleetPipeline, fleetOverview } from './overview.ts';
import { type Fleet, type Order, queueJob, queues, type SyncJob } from './queue.ts';
import { listSchedules, mostRows } from './schedule.ts';

/** What became of an order of one pipeline. */
export interface Ordered {
  readonly pipeline: string;
  /**
   * `queued`; `sooner`: a job of it was to wait, and does so no longer; `already`: one waits for a worker, or is at work; `held`: guards
   * held its last run back, which is no failure; `gone`: its file is not in the folder; `cancelled`: it waits no more; `stopping`: its
   * sync is told to stop.
   */
  readonly outcome: 'queued' | 'sooner' | 'already' | 'held' | 'gone' | 'cancelled' | 'stopping';
}

/** Which pipelines are to run now. */
export type Wanted =
  | { readonly names: readonly string[] }
  | { readonly tag: string }
  /** Dead letters, and those whose last run did not end well; none that guards held back. */
  | { readonly failed: true };

/** Queues jobs of pipelines of the folder. @throws UsageError when there is none of that name or tag */
export async function runNow(fleet: Fleet, environment: RunEnvironment, wanted: Wanted): Promise<Ordered[]> {
  const folder = await ordersOf(environment);
  if ('failed' in wanted) {
    const idle = (await fleetOverview(fleet, environment)).filter(({ job }) => !job);
    const failed = idle.filter((one) => one.dead !== undefined || (endedBadly(one) && !isHeld(one)));
    const held = idle.filter((one) => one.dead === undefined && isHeld(one));
    return [
      ...(await queueEach(fleet, folder, failed)),
      ...held.map(({ pipeline }) => ({ pipeline, outcome: 'held' }) as const),
    ];
  }
  if ('tag' in wanted) return queueEach(fleet, folder, taggedOf(folder, wanted.tag));
  for (const name of wanted.names) mustBeKnown(name, [...folder.keys()]);
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
    meant.map((pipeline) => ({ pipeline })),
  );
  const again = new Set(ordered.flatMap(({ pipeline, outcome }) => (outcome === 'gone' ? [] : [pipeline])));
  const ids = dead.flatMap(({ id, data }) => (again.has(data.pipeline) ? [id] : []));
  if (ids.length > 0) await fleet.boss.deleteJob(queues.dead, ids);
  return ordered;
}

/** Which jobs are to be taken out. */
export type Unwanted =
  | { readonly names: readonly string[] }
  /** Those of pipelines of the folder. */
  | { readonly tag: string }
  | { readonly all: true };

/**
 * Takes jobs of pipelines out of the queue; a sync at work is told to stop at its worker's next heartbeat.
 *
 * @throws UsageError when one that is named has no job, or no pipeline of the folder has the tag
 */
export async function cancel(
  fleet: Fleet,
  environment: RunEnvironment,
  unwanted: Unwanted,
): Promise<Ordered[]> {
  const live = (await fleetOverview(fleet, environment)).filter(({ job }) => job !== undefined);
  const waiting = live.map(({ pipeline }) => pipeline);
  if ('names' in unwanted)
    for (const name of unwanted.names) mustBeKnown(name, waiting, 'is neither at work nor waiting');
  const names =
    'names' in unwanted
      ? unwanted.names
      : 'tag' in unwanted
        ? taggedOf(await ordersOf(environment), unwanted.tag).map(({ pipeline }) => pipeline)
        : waiting;
  const ordered: Ordered[] = [];
  for (const { pipeline, job } of live) {
    if (!names.includes(pipeline)) continue;
    const jobs = await fleet.boss.findJobs<SyncJob>(queues.sync, { data: { pipeline }, limit: mostRows });
    const ids = jobs.flatMap(({ id, state }) => (['created', 'retry', 'active'].includes(state) ? [id] : []));
    if (ids.length > 0) await fleet.boss.cancel(queues.sync, ids);
    ordered.push({ pipeline, outcome: job?.state === 'running' ? 'stopping' : 'cancelled' });
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

/** What the folder's pipelines are, by name; files that cannot be read are left out. */
async function ordersOf(environment: RunEnvironment): Promise<Map<string, FolderOrder>> {
  const orders = new Map<string, FolderOrder>();
  for (const { file, card } of await readFolder(environment)) {
    if (!card) continue;
    const { name, account, tags = [] } = card;
    orders.set(name, { pipeline: name, account, hash: await hashOf(file, environment.cwd), tags });
  }
  return orders;
}

/** @throws UsageError when there is none */
function taggedOf(folder: ReadonlyMap<string, FolderOrder>, tag: string): FolderOrder[] {
  const tagged = [...folder.values()].filter(({ tags }) => tags.includes(tag));
  if (tagged.length > 0) return tagged;
  throw new UsageError(`No pipeline of the folder has the tag "${tag}".`, {
    advice: 'Nothing was queued or cancelled.',
  });
}

async function queueEach(
  fleet: Fleet,
  folder: ReadonlyMap<string, FolderOrder>,
  meant: readonly { readonly pipeline: string }[],
): Promise<Ordered[]> {
  const ordered: Ordered[] = [];
  for (const { pipeline } of meant) {
    const order = folder.get(pipeline);
    ordered.push({ pipeline, outcome: order ? await queueJob(fleet, order) : 'gone' });
  }
  return ordered;
}
