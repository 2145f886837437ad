import { hashOf, readFolder } from '../config/folder.ts';
import { nearest } from '../contact/nearest.ts';
import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { fleetOverview } from './overview.ts';
import { type Fleet, type Order, queueJob, queues, type SyncJob } from './queue.ts';
import { listSchedules, mostRows } from './schedule.ts';

/** What became of an order of one pipeline. */
export interface Ordered {
  readonly pipeline: string;
  /**
   * `queued`; `already`: a job of it waits, or is at work; `gone`: its file is not in the folder; `cancelled`: it waits no more;
   * `stopping`: its sync is told to stop.
   */
  readonly outcome: 'queued' | 'already' | 'gone' | 'cancelled' | 'stopping';
}

/** Which pipelines are to run now. */
export type Wanted =
  | { readonly names: readonly string[] }
  | { readonly tag: string }
  /** Those whose last run did not end well, and dead letters. */
  | { readonly failed: true };

/** Queues jobs of pipelines of the folder. @throws UsageError when there is none of that name or tag */
export async function runNow(fleet: Fleet, environment: RunEnvironment, wanted: Wanted): Promise<Ordered[]> {
  const folder = await ordersOf(environment);
  if ('failed' in wanted) {
    const failed = (await fleetOverview(fleet, environment)).filter(
      ({ last, dead, job }) =>
        !job && (dead !== undefined || (last !== undefined && !['done', 'running'].includes(last.state))),
    );
    return queueEach(fleet, folder, failed);
  }
  if ('tag' in wanted) {
    const tagged = [...folder.values()].filter(({ tags }) => tags.includes(wanted.tag));
    if (tagged.length === 0)
      throw new UsageError(`No pipeline of the folder has the tag "${wanted.tag}".`, {
        advice: 'Nothing was queued.',
      });
    return queueEach(fleet, folder, tagged);
  }
  for (const name of wanted.names) mustBeKnown(name, [...folder.keys()]);
  return queueEach(
    fleet,
    folder,
    wanted.names.map((pipeline) => ({ pipeline })),
  );
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
  return { pipeline, outcome: entry && (await queueJob(fleet, entry)) ? 'queued' : 'already' };
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

/** Takes jobs of pipelines out of the queue; a sync at work is told to stop at its worker's next heartbeat. */
export async function cancel(
  fleet: Fleet,
  environment: RunEnvironment,
  names: readonly string[],
): Promise<Ordered[]> {
  const live = (await fleetOverview(fleet, environment)).filter(({ job }) => job !== undefined);
  for (const name of names)
    mustBeKnown(
      name,
      live.map(({ pipeline }) => pipeline),
      'is neither at work nor waiting',
    );
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

async function queueEach(
  fleet: Fleet,
  folder: ReadonlyMap<string, FolderOrder>,
  meant: readonly { readonly pipeline: string }[],
): Promise<Ordered[]> {
  const ordered: Ordered[] = [];
  for (const { pipeline } of meant) {
    const order = folder.get(pipeline);
    const outcome = !order ? 'gone' : (await queueJob(fleet, order)) ? 'queued' : 'already';
    ordered.push({ pipeline, outcome });
  }
  return ordered;
}
