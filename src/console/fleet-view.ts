import { overduePipelines } from '../fleet/overdue.ts';
import { type FleetPipeline, fleetOverview } from '../fleet/overview.ts';
import { type Fleet, withFleetIfAny } from '../fleet/queue.ts';
import { type KeptBriefly, keepBriefly } from './kept-briefly.ts';
import type { Desk } from './visit.ts';

/** What the queue of a fleet has. */
export interface FleetSeen {
  readonly pipelines: readonly FleetPipeline[];
  /** Those whose time has passed without a night. */
  readonly overdue: readonly FleetPipeline[];
}

/** What it has, as it was seen a moment ago; undefined where the state has none. */
export type FleetView = KeptBriefly<FleetSeen | undefined>;

/** The queue is looked at so often at most, whoever asks for its pages. */
const keptMs = 2000;

/** Does something with the queue, where there is one. */
export function withQueue<T>(
  { environment }: Pick<Desk, 'environment'>,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T | undefined> {
  return withFleetIfAny<T | undefined>(environment, { command: 'console' }, work, undefined);
}

/** Looks at the queue for all pages that show it. */
export function createFleetView(desk: Pick<Desk, 'environment'>): FleetView {
  const { environment } = desk;
  const see = async (fleet: Fleet): Promise<FleetSeen> => {
    const pipelines = await fleetOverview(fleet, environment);
    return { pipelines, overdue: await overduePipelines(fleet, pipelines, environment.now()) };
  };
  return keepBriefly(() => withQueue(desk, see), keptMs);
}
