import { type Fleet, type GivenBack, queueSchema, queues } from './queue.ts';

/** What a machine has given back of late since it cannot do it, and others may. */
export interface UnfitMachine extends GivenBack {
  /** How often. */
  readonly times: number;
  readonly lastAt: Date;
  readonly pipelines: readonly string[];
}

/** Of these codes the machine is the reason; others pass by themselves. */
const ofMachine: readonly GivenBack['code'][] = ['no-file', 'other-text', 'lacking'];

/** Whether a job was given back for what its machine lacks. */
export function isOfMachine({ code }: Pick<GivenBack, 'code'>): boolean {
  return ofMachine.includes(code);
}

/** So far back it is told. */
const toldHours = 24;

/** What machines have given back within the last day, by machine and reason, the latest first. */
export async function unfitMachines({ boss }: Fleet): Promise<UnfitMachine[]> {
  const { rows } = await boss.getDb().executeSql(
    `select output->'why' as why, count(*)::int as times, max(completed_on) as last_at,
       array_agg(distinct data->>'pipeline' order by data->>'pipeline') as pipelines
     from ${queueSchema}.job
     where name = $1 and state = 'completed' and completed_on > now() - make_interval(hours => $2)
       and output->'why'->>'code' = any($3)
     group by output->'why' order by last_at desc limit 100`,
    [queues.sync, toldHours, ofMachine],
  );
  return rows.map(({ why, times, last_at: lastAt, pipelines }) => ({ ...why, times, lastAt, pipelines }));
}
