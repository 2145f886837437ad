import { loadPipeline } from '../config/load-file.ts';
import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { type Evidence, readStories, type Story } from '../state/story.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

/**
 * Puts together what the state knows of a number. Reads, and changes nothing.
 *
 * @param pipeline a name that the state knows, or a pipeline of the folder; all pipelines, where left out
 * @throws UsageError when it is no number, or no pipeline is called so
 */
export async function evidenceOf(
  environment: RunEnvironment,
  number: string,
  pipeline: string | undefined,
): Promise<Evidence> {
  const [msisdn, ...others] = createMsisdnParser({ region: 'SE', types: ['mobile'] }).readAny(number);
  if (msisdn === undefined || others.length > 0)
    throw new UsageError(`"${number}" is ${others.length > 0 ? 'several numbers' : 'no phone number'}.`, {
      advice: 'Nothing was written. Give one number, as in 46701740605 or 070-174 06 05.',
    });
  const all = await withStateIfAny('evidence', environment, (database) => readStories(database, msisdn), []);
  const name = pipeline === undefined ? undefined : await nameOf(pipeline, all, environment);
  return {
    msisdn,
    at: environment.now(),
    pipeline: name,
    stories: name === undefined ? all : all.map((story) => ofPipeline(story, name)),
  };
}

/** A pipeline may be gone from the folder, and the state still know what it did. */
async function nameOf(
  given: string,
  stories: readonly Story[],
  environment: RunEnvironment,
): Promise<string> {
  const isKnown = stories.some(({ wants, changes, consents, consentEvents }) =>
    [...wants, ...changes, ...consents, ...consentEvents].some(({ pipeline }) => pipeline === given),
  );
  return isKnown ? given : (await loadPipeline(given, environment)).name;
}

/** What runs by hand have done is nobody's pipeline, and told in any case. */
function ofPipeline(story: Story, name: string): Story {
  const isIts = ({ pipeline }: { readonly pipeline: string }) => pipeline === name;
  return {
    ...story,
    wants: story.wants.filter(isIts),
    consents: story.consents.filter(isIts),
    consentEvents: story.consentEvents.filter(isIts),
    changes: story.changes.filter((change) => isIts(change) || change.pipeline === '-'),
  };
}
