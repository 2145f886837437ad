import { loadPipeline } from '../config/load-file.ts';
import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { accountsThatKnow } from '../state/pipelines.ts';
import { type Evidence, readStories, type Story } from '../state/story.ts';
import { knownAccounts } from '../steps/kept.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

/** What somebody asks of a number. */
export interface EvidenceRequest {
  /** A name that the state knows, or a pipeline of the folder; all pipelines, where left out. */
  readonly pipeline?: string | undefined;
  /** One account; where left out those that know the pipeline, or all of them. */
  readonly account?: string | undefined;
}

/**
 * Puts together what the state knows of a number. Reads, and changes nothing. What a pipeline is asked about is of no other one, and
 * of no account that has nothing to do with it.
 *
 * @throws UsageError when it is no number, or no pipeline or account is called so
 */
export async function evidenceOf(
  environment: RunEnvironment,
  number: string,
  { pipeline, account }: EvidenceRequest = {},
): Promise<Evidence> {
  const [msisdn, ...others] = createMsisdnParser({ region: 'SE', types: ['mobile'] }).readAny(number);
  if (msisdn === undefined || others.length > 0)
    throw new UsageError(`"${number}" is ${others.length > 0 ? 'several numbers' : 'no phone number'}.`, {
      advice: 'Nothing was written. Give one number, as in 46701740605 or 070-174 06 05.',
    });
  const nameInFolder = async (given: string) => (await loadPipeline(given, environment)).name;
  const told = await withStateIfAny<Pick<Evidence, 'pipeline' | 'stories'> | undefined>(
    'evidence',
    environment,
    async (database) => {
      const accounts = await knownAccounts(database, account);
      if (pipeline === undefined) return { pipeline, stories: await readStories(database, msisdn, accounts) };
      // A pipeline may be gone from the folder, and the state still know what it did.
      const isKnown = (await accountsThatKnow(database, pipeline)).length > 0;
      const name = isKnown ? pipeline : await nameInFolder(pipeline);
      const its = new Set((await accountsThatKnow(database, name)).map(({ id }) => id));
      const asked = accounts.filter(({ id }) => its.has(id));
      const stories = await readStories(database, msisdn, asked);
      return { pipeline: name, stories: stories.map((story) => ofPipeline(story, name)) };
    },
    undefined,
  );
  const nothing = async () => ({
    pipeline: pipeline === undefined ? undefined : await nameInFolder(pipeline),
    stories: [],
  });
  return { msisdn, at: environment.now(), ...(told ?? (await nothing())) };
}

/** What runs by hand have done is nobody's pipeline, and told in any case. */
function ofPipeline(story: Story, name: string): Story {
  const isIts = ({ pipeline }: { readonly pipeline: string }) => pipeline === name;
  return {
    ...story,
    wants: story.wants.filter(isIts),
    consents: story.consents.filter(isIts),
    consentEvents: story.consentEvents.filter(isIts),
    rejections: story.rejections.filter(isIts),
    changes: story.changes.filter((change) => isIts(change) || change.pipeline === '-'),
  };
}
