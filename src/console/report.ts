import { showPlanOrRun } from '../jobs/show.ts';
import { inFile, renderPlan, renderRun } from '../report/formats.ts';
import type { Language } from '../report/language/language.ts';
import { renderHistory } from '../report/shown-run.ts';
import { withState } from '../session/state.ts';
import { readRun } from './read-run.ts';
import type { Desk } from './visit.ts';

/** Makes the report of a run elsewhere than in this process: that of a large plan takes seconds, and a gigabyte for them. */
export type ReportApart = (run: string, lang: Language) => Promise<string>;

/** From so many changes on it is made there. */
const large = 10_000;
/** So many large ones are kept for so long: whoever decides reads them more than once, and what is erased meanwhile is not to stay. */
const kept = { pages: 4, ms: 5 * 60_000 };

/** The report of a run as a page of its own. @throws UsageError when there is no such run */
export function createReports(
  desk: Desk,
  apart: ReportApart | undefined,
): (run: string, lang: Language) => Promise<string> {
  const { environment, gate } = desk;
  const pages = new Map<
    string,
    { readonly page: Promise<string>; readonly at: number; readonly of: string; readonly left: string }
  >();
  return async (id, lang) => {
    const { run, held } = await readRun(desk, id);
    const changes = Object.values(run.summary?.plan?.changes ?? {}).reduce((sum, one) => sum + one, 0);
    if (!apart || changes < large) return gate.brief(() => render(id, lang, environment));
    // It says what became of the run, and of its plan.
    const left = await gate.brief(() => whatIsLeft(id, environment));
    const key = JSON.stringify([
      id,
      lang,
      left,
      run.state,
      run.endedAt,
      held?.spentBy?.run,
      held?.discard?.at,
    ]);
    const now = environment.now().getTime();
    // Of what was erased since no page stays.
    for (const [old, { at, of, left: then }] of pages)
      if (now - at > kept.ms || (of === id && then !== left)) pages.delete(old);
    const known = pages.get(key);
    if (known) return known.page;
    for (const oldest of [...pages.keys()].slice(0, Math.max(0, pages.size - kept.pages + 1)))
      pages.delete(oldest);
    const page = gate.brief(() => apart(id, lang));
    pages.set(key, { page, at: now, of: id, left });
    setTimeout(() => pages.delete(key), kept.ms).unref();
    page.catch(() => pages.delete(key));
    return page;
  };
}

/** Changes when somebody is forgotten, or something of the run is pruned. */
function whatIsLeft(run: string, environment: Desk['environment']): Promise<string> {
  return withState('console', environment, async ({ knex }) => {
    const { rows } = await knex.raw(
      `select (select count(*) from run_changes where run_id = :run) as changes,
         (select count(*) from rejections where run_id = :run) as rejections,
         (select max(seq) from runs where command = 'forget') as forgot`,
      { run },
    );
    return JSON.stringify(rows[0]);
  });
}

async function render(id: string, lang: Language, environment: Desk['environment']): Promise<string> {
  const shown = await showPlanOrRun(id, environment);
  const as = inFile({ lang });
  if (shown.kind === 'history') return renderHistory(shown.report, 'html', as).join('');
  return shown.kind === 'run' ? renderRun(shown.report, 'html', as) : renderPlan(shown.report, 'html', as);
}
