import { UsageError } from '../errors.ts';
import type { RunEnvironment } from '../session/environment.ts';
import { withStateIfAny } from '../session/state.ts';
import { readStories, type Story } from '../state/story.ts';
import { createMsisdnParser } from '../transform/msisdn.ts';

/** Tells a number's story (U2). The number may be spelled in any way that a source may spell it. */
export async function explainNumber(
  environment: RunEnvironment,
  text: string,
): Promise<{ msisdn: string; stories: Story[] }> {
  const [msisdn] = createMsisdnParser({ region: 'SE', types: ['mobile'] }).readAny(text);
  if (msisdn === undefined)
    throw new UsageError(`"${text}" is not a phone number.`, {
      advice: 'Give one as in 46701740605 or 070-174 06 05.',
    });
  return {
    msisdn,
    stories: await withStateIfAny('explain', environment, (database) => readStories(database, msisdn), []),
  };
}
