import { expect, test } from 'vitest';
import { ApiError, WrongKeyError } from '../../src/errors.ts';
import { failure, quickClient, scriptedServer } from './scripted-server.ts';

/** A client that takes the place of one that was told to stop knows what that one knew. */
test('that the key was taken', async () => {
  const { url } = await scriptedServer({ json: { successes: 'done' } }, { status: 401 });
  const former = quickClient(url);
  await former.rmContact({ msisdn: '46701740605' });
  const again = former.again({});
  expect(await failure(again.rmContact({ msisdn: '46701740605' }))).toBeInstanceOf(ApiError);
  const other = quickClient(url).again({});
  expect(await failure(other.rmContact({ msisdn: '46701740605' }))).toBeInstanceOf(WrongKeyError);
  await Promise.all([again.close(), other.close()]);
});

test('what each answer is held against', async () => {
  const { url } = await scriptedServer({ json: { successes: 'done' } });
  const former = quickClient(url);
  const seen: boolean[] = [];
  former.onOrigin((fromSandbox) => seen.push(fromSandbox));
  const again = former.again({});
  await again.rmContact({ msisdn: '46701740605' });
  await again.close();
  expect(seen).toEqual([false]);
});
