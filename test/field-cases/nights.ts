import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planPipeline } from '../../src/jobs/plan.ts';
import { syncPipeline } from '../../src/jobs/sync.ts';
import type { PlanReport } from '../../src/steps/plan-report.ts';
import { useWorlds, type World, type WorldOptions } from '../support/in-process.ts';

/** What a field case is given besides its file. */
export interface Given {
  /** What its source has besides, or in place of, what each has: `Mobil`, `Namn`, the group `Kunder`. */
  readonly source?: object;
  readonly pipeline?: object;
  readonly sandbox?: WorldOptions['sandbox'];
}

/** What one night came to: its exit code or how it was refused, what it was told, and what Jojka holds. */
export interface Night {
  /** The exit code, or `refused` when nothing was planned. */
  readonly end: number | 'refused';
  readonly error: string;
  /** `line code` of each rejection. */
  readonly rejected: readonly string[];
  /** The codes of its warnings. */
  readonly told: readonly string[];
  /** `number name group, group` of each contact of Jojka. */
  readonly held: readonly string[];
  readonly blocked: readonly string[];
  /** Calls that write, in all. */
  readonly writes: number;
}

export interface FieldCase {
  readonly world: World;
  /** One file comes, as text or bytes, and is synced. */
  night(file: string | Buffer): Promise<Night>;
  /** The same as a plan, which changes nothing. */
  plan(file: string | Buffer): Promise<PlanReport>;
}

/** Small worlds for cases from the field: a file a night, against the sandbox, in this process. */
export function useFieldCases(): (given?: Given) => Promise<FieldCase> {
  const { world } = useWorlds();
  return async ({ source = {}, pipeline = {}, sandbox } = {}) => {
    const file = { type: 'csv', path: 'list.csv', label: 'list', phone: 'Mobil', name: 'Namn' };
    const w = await world({
      pipeline: {
        sources: [{ ...file, groups: ['Kunder'], ...source }],
        groups: { mode: 'mirror' },
        ...pipeline,
      },
      ...(sandbox && { sandbox }),
    });
    const write = (bytes: string | Buffer) => writeFileSync(join(w.cwd, 'list.csv'), bytes);
    return {
      world: w,
      night: async (bytes) => {
        write(bytes);
        w.clock.forward(24);
        const ended = await synced(w);
        const calls = Object.values(w.sent()).reduce((sum, count) => sum + count, 0);
        return { ...ended, ...heldBy(w), writes: calls };
      },
      plan: (bytes) => {
        write(bytes);
        return planPipeline('crm', w.environment);
      },
    };
  };
}

async function synced(w: World): Promise<Pick<Night, 'end' | 'error' | 'rejected' | 'told'>> {
  try {
    const { exitCode, plan } = await syncPipeline('crm', w.environment, { allowEmpty: false });
    return {
      end: exitCode,
      error: '',
      rejected: plan.rejections.map(({ line, code }) => `${line} ${code}`),
      told: plan.warnings.map(({ code }) => code),
    };
  } catch (error) {
    const { message, advice = '' } = error as Error & { advice?: string };
    return { end: 'refused', error: `${message} ${advice}`, rejected: [], told: [] };
  }
}

function heldBy({ sandbox }: World): Pick<Night, 'held' | 'blocked'> {
  const { contacts, blocklist } = sandbox.state();
  return {
    held: contacts
      .map(({ msisdn, name, groups }) => [msisdn, name, [...groups].sort().join(', ')].join(' ').trim())
      .sort(),
    blocked: [...blocklist].sort(),
  };
}
