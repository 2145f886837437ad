import { localTime } from '../contact/local-time.ts';
import { shellWord } from '../contact/shell-word.ts';
import type { Ordered } from '../fleet/orders.ts';
import type { FleetPipeline } from '../fleet/overview.ts';
import type { ScheduleEntry, SchedulePlan } from '../fleet/schedule.ts';
import type { UnfitMachine } from '../fleet/unfit.ts';
import type { Catalogue } from './language/catalogue.ts';
import { wordsOf } from './language/words.ts';
import type { TextOptions } from './plan-text.ts';
import { jsonText } from './printable.ts';
import { warningIn, warningText } from './sentences/warnings.ts';
import { tableText } from './table.ts';

/** Every pipeline of the fleet, as a table; under it what needs somebody. */
export function fleetText(
  pipelines: readonly FleetPipeline[],
  options: TextOptions,
  unfit: readonly UnfitMachine[] = [],
): string {
  const words = wordsOf(options.lang);
  const { fleet } = words;
  if (pipelines.length === 0) return `${fleet.none}\n`;
  const table = tableText(
    fleet.head,
    pipelines.map((one) => [
      one.pipeline,
      one.account,
      one.last ? `${words.history.states[one.last.state]}, ${localTime(one.last.startedAt, options)}` : '-',
      one.isPaused ? fleet.paused : one.next ? localTime(one.next, options) : '-',
      nowText(one, options, words),
    ]),
  );
  const machines = unfit.map((one) => unfitLine(one, options, words));
  const dead = pipelines.filter((one) => one.dead !== undefined);
  const letters = dead.flatMap((one) => deadLines(one, options, words));
  const below = [
    ...(machines.length > 0 ? ['', ...machines] : []),
    ...(letters.length > 0 ? ['', ...letters, fleet.howToRedrive, 'jojka-sync fleet redrive'] : []),
  ];
  return below.length === 0 ? table : `${table}${below.join('\n')}\n`;
}

/** So many pipelines are named. */
const mostNamed = 5;

/** Which machine gave jobs back that it cannot do, which, and why. */
function unfitLine(
  { code, what, host, times, lastAt, pipelines }: UnfitMachine,
  options: TextOptions,
  words: Catalogue,
): string {
  const { fleet } = words;
  const more = pipelines.length - mostNamed;
  const named = [...pipelines.slice(0, mostNamed), ...(more > 0 ? [fleet.andMore(more)] : [])].join(', ');
  return fleet.unfit(fleet.reasons[code](what ?? '', host), times, localTime(lastAt, options), named);
}

/** Why nobody could do a job of a pipeline, and the last lines of its log; none where it is no dead letter. */
export function deadLines(
  { pipeline, dead: letter }: Pick<FleetPipeline, 'pipeline' | 'dead'>,
  options: TextOptions,
  { fleet }: Catalogue,
): string[] {
  if (!letter) return [];
  const { since, exitCode, host, lines } = letter;
  const why = exitCode === undefined ? fleet.workerGone : (fleet.results[exitCode] ?? fleet.results[1] ?? '');
  return [
    fleet.deadSince(pipeline, localTime(since, options), why, host),
    ...lines.slice(-5).map((line) => `  ${line}`),
  ];
}

/** What a pipeline does now. */
export function nowText(
  { job, last, dead }: FleetPipeline,
  options: TextOptions,
  { fleet }: Catalogue,
): string {
  if (job?.state === 'running')
    return fleet.running(localTime(job.at, options), last?.state === 'running' ? last.host : undefined);
  if (job) {
    const { at, retries, givenBack, why } = job;
    const reason = why && fleet.reasons[why.code](why.what ?? '', why.host);
    return fleet.waiting(localTime(at, options), retries, givenBack, reason);
  }
  return dead ? fleet.dead : '-';
}

/** The same as one JSON document. */
export function fleetJson(pipelines: readonly FleetPipeline[], unfit: readonly UnfitMachine[] = []): string {
  const told = pipelines.map(({ last, schedule: _, next, job, dead, ...one }) => ({
    ...one,
    last: last && {
      run: last.id,
      state: last.state,
      exitCode: last.exitCode,
      startedAt: last.startedAt,
      host: last.host,
    },
    next: next ?? null,
    job: job ?? null,
    dead: dead ?? null,
  }));
  return `${jsonText({ version: 1, pipelines: told, givenBack: unfit })}\n`;
}

/** What became of orders, a line each. */
export function orderedText(ordered: readonly Ordered[], { lang }: Pick<TextOptions, 'lang'>): string {
  const { fleet } = wordsOf(lang);
  if (ordered.length === 0) return `${fleet.nothingOrdered}\n`;
  const line = ({ pipeline, outcome, why }: Ordered) =>
    `${pipeline}: ${fleet.outcomes[outcome]}${why === undefined ? '' : ` (${why})`}\n`;
  const gone = ordered.filter(({ isDead }) => isDead).map(({ pipeline }) => shellWord(pipeline));
  const told = gone.length > 0 ? `${fleet.howToBury}\njojka-sync fleet cancel ${gone.join(' ')}\n` : '';
  return `${ordered.map(line).join('')}${told}`;
}

/** The same as one JSON document. */
export function orderedJson(ordered: readonly Ordered[]): string {
  return `${jsonText({ version: 1, pipelines: ordered })}\n`;
}

/** Schedules as a table. */
export function schedulesText(
  entries: readonly ScheduleEntry[],
  { lang }: Pick<TextOptions, 'lang'>,
): string {
  const { fleet, figures } = wordsOf(lang);
  if (entries.length === 0) return `${fleet.noSchedule}\n`;
  return tableText(
    fleet.scheduleHead,
    entries.map(({ pipeline, account, cron, timeZone, offsetSeconds, isPaused }) => [
      pipeline,
      account,
      cron,
      timeZone,
      offsetSeconds > 0 ? `+${figures.seconds(offsetSeconds)}` : '-',
      isPaused ? fleet.paused : '-',
    ]),
  );
}

/** Schedules as one JSON document. @param jobs names of pipelines that have a job, where that was asked */
export function schedulesJson(entries: readonly ScheduleEntry[], jobs?: readonly string[]): string {
  return `${jsonText({ version: 1, schedules: entries, ...(jobs && { jobs }) })}\n`;
}

/** That jobs of paused pipelines go on, and what takes them out; empty where there is none. @param isAll every schedule was meant */
export function stillQueuedText(
  jobs: readonly string[],
  isAll: boolean,
  { lang }: Pick<TextOptions, 'lang'>,
): string {
  if (jobs.length === 0) return '';
  const which = isAll ? '--all' : jobs.map(shellWord).join(' ');
  return `${wordsOf(lang).fleet.stillQueued(jobs.length)}\njojka-sync fleet cancel ${which}\n`;
}

/** What `schedule apply` is about to do, or has done, a line each. */
export function scheduleChangesText(
  { changes, warnings }: Pick<SchedulePlan, 'changes' | 'warnings'>,
  { lang }: Pick<TextOptions, 'lang'>,
): string {
  const words = wordsOf(lang);
  const { fleet } = words;
  const lines = changes.flatMap(({ kind, entry }) =>
    kind === 'same' ? [] : [`${fleet.changes[kind]} ${entry.pipeline}  ${entry.cron} ${entry.timeZone}`],
  );
  const same = changes.filter(({ kind }) => kind === 'same').length;
  const told = warnings.map((warning) => `! ${warningIn(words, warning)}`);
  return [...lines, fleet.unchanged(same), ...told, ''].join('\n');
}

/** The same as one JSON document. */
export function scheduleChangesJson({
  changes,
  warnings,
}: Pick<SchedulePlan, 'changes' | 'warnings'>): string {
  const done = changes.map(({ kind, entry }) => ({ kind, ...entry }));
  return `${jsonText({ version: 1, changes: done, warnings: warnings.map(warningText) })}\n`;
}
