import { resolve } from 'node:path';
import type { Pipeline, PipelineOptOutSource, PipelineSource } from '../config/schema.ts';
import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import { JojkaSyncError, RefusedError, SourceError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { withBlocksAlone } from './blocks-alone.ts';
import { readKnown } from './known.ts';
import { replyFacts } from './replies.ts';
import type { RepliesReport } from './replies-report.ts';
import { type Extracted, readSources, sourceOf } from './sources.ts';
import { canBeReadOnce, isStandardInput } from './standard-input.ts';

type Spec = PipelineSource | PipelineOptOutSource;

export interface NightSources {
  readonly pipeline: Pipeline;
  readonly allowEmpty: boolean;
  /** What was fetched of replies tonight, if anything. */
  readonly replies: RepliesReport | undefined;
  /** What the history has of the run already. */
  readonly notes: RunSummary;
}

/**
 * Reads the sources of a night (E1, E2). Where one of them cannot be read, or is empty, nothing is planned; but the blocks depend on nothing of
 * it (L1b): those go out that are owed already, and those of whom another source, read whole by itself, clearly says that they are opted
 * out. No more is made of those sources: that somebody has moved, or opts in again, only all of them together can tell.
 *
 * @throws SourceError, RefusedError, UsageError as {@link readSources}; the first two say what was done of the blocks, if there were any
 */
export async function readSourcesOrBlock(run: Run, night: NightSources): Promise<Extracted> {
  const { pipeline, allowEmpty } = night;
  let reading: Spec | undefined;
  const open: typeof sourceOf = (name, spec, ...rest) => {
    reading = spec;
    return sourceOf(name, spec, ...rest);
  };
  try {
    return await readSources(pipeline, allowEmpty, run.environment, run.tables, open);
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof RefusedError)) throw error;
    throw await withBlocksOfOthers(run, error, reading, night);
  }
}

async function withBlocksOfOthers(
  run: Run,
  error: JojkaSyncError,
  failed: Spec | undefined,
  { pipeline, replies, notes }: NightSources,
): Promise<unknown> {
  try {
    const { desired, unclear } = await optOutsOfOthers(run, pipeline, failed);
    const ledger = await readKnown(run);
    const tonight = {
      desired,
      policy: pipeline,
      ledger: { ...ledger, doubts: judgedDoubts(ledger, unclear) },
      replies: await replyFacts(run, replies),
    };
    return await withBlocksAlone(run, error, { ...tonight, notes }, { tellsNobody: false });
  } catch (other) {
    if (!(other instanceof JojkaSyncError)) throw other;
    error.adds(`Nor could blocks be sent: ${other.message}`);
    return error;
  }
}

/** Of all sources but the one that failed: who is opted out for certain, by his own number. Nobody counts as opted in. */
async function optOutsOfOthers(
  { environment, tables }: Run,
  pipeline: Pipeline,
  failed: Spec | undefined,
): Promise<{ readonly desired: Desired; readonly unclear: ReadonlySet<string> }> {
  const alone = (sources: PipelineSource[], optOuts: PipelineOptOutSource[]) =>
    readSources({ ...pipeline, sources, optOuts }, true, environment, tables);
  const optOuts = new Set<string>();
  const unclear = new Set<string>();
  const isOther = (spec: Spec) => spec !== failed && canBeReadAgain(spec, environment);
  for (const read of [
    ...pipeline.sources.filter(isOther).map((spec) => () => alone([spec], [])),
    ...pipeline.optOuts.filter(isOther).map((spec) => () => alone([], [spec])),
  ]) {
    const found = await unlessUnreadable(read);
    for (const msisdn of found?.desired.optOuts ?? [])
      (found?.desired.oddOptOuts.has(msisdn) ? unclear : optOuts).add(msisdn);
    for (const msisdn of found?.desired.optedIn ?? []) unclear.add(msisdn);
  }
  const { desired } = await alone([], []);
  // What the source that failed says nobody knows: by no record is anything released then.
  return { desired: { ...desired, optOuts, lostOptOuts: 1 }, unclear };
}

/**
 * No guard has looked yet at what was noted in a night that ended early (G6): where a source says tonight an odd word of such a number, or
 * no, it waits for a night that reads all of them; so does all of it on a first night, of which no guard knows how much would be many (G3).
 */
function judgedDoubts({ doubts, contacts }: Ledger, unclear: ReadonlySet<string>): Ledger['doubts'] {
  const waits = (msisdn: string) => contacts.size === 0 || unclear.has(msisdn);
  return new Map(
    [...doubts].map(([msisdn, doubt]) => [msisdn, doubt === 'noted' && waits(msisdn) ? 'held' : doubt]),
  );
}

async function unlessUnreadable(read: () => Promise<Extracted>): Promise<Extracted | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof JojkaSyncError) return undefined;
    throw error;
  }
}

/** What came down a pipe is gone. */
function canBeReadAgain(spec: Spec, { cwd }: RunEnvironment): boolean {
  return !('path' in spec) || !(isStandardInput(spec.path, cwd) || canBeReadOnce(resolve(cwd, spec.path)));
}
