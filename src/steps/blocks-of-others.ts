import { resolve } from 'node:path';
import type { Pipeline, PipelineOptOutSource, PipelineSource } from '../config/schema.ts';
import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import { JojkaSyncError, RefusedError, SourceError, UsageError } from '../errors.ts';
import { newBlock } from '../load/confirm.ts';
import { isExceeded } from '../plan/guard.ts';
import { keyOptOuts } from '../plan/key-opt-outs.ts';
import type { RunEnvironment } from '../session/environment.ts';
import type { Run } from '../session/session.ts';
import { endOf } from '../session/within-minutes.ts';
import { nightsBefore } from '../state/last-good.ts';
import { withBlocksOfNow, writeLedger } from '../state/ledger.ts';
import type { RunSummary } from '../state/run-summary.ts';
import { saveRunSummary } from '../state/runs.ts';
import { addBlocksAlone, leavesBlocks } from './blocks-alone.ts';
import { readKnown } from './known.ts';
import { waitForAllText } from './late-blocks.ts';
import { recordOptOuts } from './opt-outs.ts';
import { replyFacts } from './replies.ts';
import type { RepliesReport } from './replies-report.ts';
import { type Extracted, readSources, sourceNames, sourceOf } from './sources.ts';
import { canBeReadOnce, isStandardInput } from './standard-input.ts';

type Spec = PipelineSource | PipelineOptOutSource;

/** What is known of a night before its sources are read. */
export interface NightBegun {
  readonly pipeline: Pipeline;
  /** What was fetched of replies tonight, if anything by then. */
  readonly replies: () => RepliesReport | undefined;
  /** What the history has of the run already. */
  readonly notes: RunSummary;
}

/**
 * The part of a night that ends with its sources read (E1, E2). Whatever ends it earlier, nothing is planned; but the blocks depend on
 * nothing of it (L1b): those go out that are owed already. Where it is a source that cannot be read, is empty, or is not what the
 * pipeline says of it, those go out too of whom another source, read whole by itself, clearly says that they are opted out. No more is made of those
 * sources: that somebody has moved, or opts in again, only all of them together can tell.
 *
 * @param work reads the sources, opening each by what it is given
 * @throws what `work` throws; it says what was done of the blocks, if there were any
 */
export async function sendingBlocks<T>(
  run: Run,
  night: NightBegun,
  work: (open: typeof sourceOf) => Promise<T>,
): Promise<T> {
  let reading: Spec | undefined;
  const open: typeof sourceOf = (name, spec, ...rest) => {
    reading = spec;
    return sourceOf(name, spec, ...rest);
  };
  try {
    return await work(open);
  } catch (error) {
    const why = endOf(error, run.environment.signal);
    if (reading && isOfSource(why)) throw await withBlocks(run, why, night, reading);
    throw why instanceof JojkaSyncError && leavesBlocks(why) ? await withBlocks(run, why, night) : error;
  }
}

const unread =
  'The sources were not read to their end: whoever has opted out there since the last night is NOT blocked yet.';

function isOfSource(error: unknown): error is JojkaSyncError {
  return error instanceof SourceError || error instanceof RefusedError || error instanceof UsageError;
}

/** @param failed the source that failed; where it was none, nobody knows what any of them says */
async function withBlocks(
  run: Run,
  error: JojkaSyncError,
  { pipeline, replies, notes }: NightBegun,
  failed?: Spec,
): Promise<unknown> {
  const { database, accountId } = run.session;
  try {
    const ledger = await readKnown(run);
    const others = failed ? await othersThan(failed, run, pipeline, ledger) : nothingRead;
    const { optOuts, unclear } = others;
    const { desired: nobody } = await readAlone(run, { ...pipeline, sources: [], optOuts: [] });
    // What the source that failed says nobody knows: by no record is anything released then.
    const desired = { ...nobody, optOuts, lostOptOuts: 1 };
    const tonight = { desired, policy: pipeline, ledger, replies: await replyFacts(run, replies()) };
    const said = await recordOthers(run, tonight, others, notes);
    const waits = await whoWaits(run, ledger, pipeline, unclear);
    const now = judged(await withBlocksOfNow(database, accountId, ledger), optOuts, waits);
    const isOurs = (msisdn: string) => now.blockedBy.get(msisdn)?.includes(pipeline.name) ?? true;
    const waiting = [...now.doubts].filter(
      ([msisdn, doubt]) => doubt === 'held' && waits(msisdn) && isOurs(msisdn),
    ).length;
    if (waiting > 0) error.adds(waitForAllText(waiting));
    if (!failed) error.adds(unread);
    return await addBlocksAlone(run, error, { ...tonight, ledger: now, notes: said }, { tellsNobody: false });
  } catch (other) {
    if (!(other instanceof JojkaSyncError)) throw other;
    error.adds(`Nor could blocks be sent: ${other.message}`);
    return error;
  }
}

/** What sources say that were each read by itself. */
interface Others {
  /** Who is opted out for certain, by his own number. */
  readonly optOuts: ReadonlySet<string>;
  /** Who may be opted out, which only all sources together can tell: by an odd word, or by a key. */
  readonly mayBeOut: ReadonlySet<string>;
  /** The same by odd words of a source that has too many of them (G6). */
  readonly tooManyOdd: ReadonlySet<string>;
  /** Those, and who is opted in. Undefined where nothing was read: nobody is clear then. */
  readonly unclear: ReadonlySet<string> | undefined;
  readonly isRead: boolean;
}

const nothingRead: Others = {
  optOuts: new Set(),
  mayBeOut: new Set(),
  tooManyOdd: new Set(),
  unclear: undefined,
  isRead: false,
};

/** What all sources but the one that failed say. Nobody counts as opted in. */
async function othersThan(failed: Spec, run: Run, pipeline: Pipeline, ledger: Ledger): Promise<Others> {
  const { environment } = run;
  // Read by itself it has the name that it has among all: its keys begin with that.
  const names = sourceNames([...pipeline.sources, ...pipeline.optOuts]);
  const all = [
    ...pipeline.sources.map((spec, index) => ({
      spec,
      pipeline: { ...pipeline, sources: [{ ...spec, label: names[index] }], optOuts: [] },
    })),
    ...pipeline.optOuts.map((spec, index) => ({
      spec,
      pipeline: {
        ...pipeline,
        sources: [],
        optOuts: [{ ...spec, label: names[pipeline.sources.length + index] }],
      },
    })),
  ];
  const optOuts = new Set<string>();
  const mayBeOut = new Set<string>();
  const tooManyOdd = new Set<string>();
  const optedIn = new Set<string>();
  let isRead = false;
  for (const { spec, pipeline: alone } of all) {
    if (spec === failed || !canBeReadAgain(spec, environment)) continue;
    const found = await unlessUnreadable(() => readAlone(run, alone));
    if (!found) continue;
    isRead = true;
    const { desired } = found;
    const byKey = keyOptOuts(desired, ledger.wants.get(pipeline.name));
    for (const msisdn of desired.optOuts) if (!desired.oddOptOuts.has(msisdn)) optOuts.add(msisdn);
    for (const msisdn of byKey.clear) mayBeOut.add(msisdn);
    const odd = isBrokenColumn(desired, pipeline) ? tooManyOdd : mayBeOut;
    for (const msisdn of [...desired.oddOptOuts, ...byKey.odd]) odd.add(msisdn);
    for (const msisdn of desired.optedIn) optedIn.add(msisdn);
  }
  const withoutClear = (numbers: ReadonlySet<string>) =>
    new Set([...numbers].filter((msisdn) => !optOuts.has(msisdn)));
  return {
    optOuts,
    mayBeOut: withoutClear(mayBeOut),
    tooManyOdd: withoutClear(tooManyOdd),
    unclear: new Set([...mayBeOut, ...tooManyOdd, ...optedIn]),
    isRead,
  };
}

/** Whether so many of a source's opt-out values are neither yes nor no that a guard would hold them back (G6). */
function isBrokenColumn({ counts }: Desired, { guards }: Pipeline): boolean {
  return isExceeded(counts.oddOptOutValues, counts.optOutValues, guards.optOutValues, guards.floor);
}

function readAlone({ environment, tables }: Run, pipeline: Pipeline): Promise<Extracted> {
  return readSources(pipeline, true, environment, tables);
}

/**
 * Writes down what those sources say of opt-outs (P7, P11), as a night does that has read all of them: no other pipeline makes these
 * people reachable, and no plan that is older (G5). Nothing sends the block of who may be opted out before a night can tell.
 *
 * @returns what the history is to know of it
 */
async function recordOthers(
  run: Run,
  tonight: Parameters<typeof recordOptOuts>[1],
  { mayBeOut, tooManyOdd, isRead }: Others,
  notes: RunSummary,
): Promise<RunSummary> {
  if (!isRead) return notes;
  const { database, accountId, runId } = run.session;
  await recordOptOuts(run, tonight);
  const asked = (msisdns: ReadonlySet<string>) =>
    [...msisdns].map((msisdn) => newBlock(msisdn, 'source', tonight.policy.name));
  await writeLedger(database, accountId, { noteBlocks: asked(mayBeOut), holdBlocks: asked(tooManyOdd) });
  const said = { ...notes, readAt: run.environment.now().toISOString() };
  await saveRunSummary(database, runId, said);
  return said;
}

/**
 * No guard has looked yet at what was noted in a night that ended early (G6): where a source says tonight an odd word of such a number, or
 * no, or nothing was read, it waits for a night that reads all of them; so does all of it on a first night, of which no guard knows how much would
 * be many (G3).
 */
async function whoWaits(
  { session: { database, accountId, runId } }: Run,
  ledger: Ledger,
  { name }: Pipeline,
  unclear: ReadonlySet<string> | undefined,
): Promise<(msisdn: string) => boolean> {
  if (unclear === undefined) return () => true;
  const isFirst =
    ledger.contacts.size === 0 && !(await nightsBefore(database, accountId, name, runId)).hasSynced;
  return (msisdn) => isFirst || unclear.has(msisdn);
}

/** The ledger as blocks are planned by it: what is noted and waits is as if it were held, save what is said tonight. */
function judged(
  ledger: Ledger,
  saidTonight: ReadonlySet<string>,
  waits: (msisdn: string) => boolean,
): Ledger {
  const doubts = [...ledger.doubts].map(
    ([msisdn, doubt]) =>
      [msisdn, doubt === 'noted' && !saidTonight.has(msisdn) && waits(msisdn) ? 'held' : doubt] as const,
  );
  return { ...ledger, doubts: new Map(doubts) };
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
