import { parameterProblems } from '../jojka/parameters.ts';
import { type Check, fail, ok } from './check.ts';

/**
 * The sender of messages. Jojka has no call that tells which ones were ordered: that is seen at the first message. What can be
 * told is whether one is of the right form.
 */
export function checkSender(from: string | undefined): Check {
  if (from === undefined)
    return ok('sender', "messages come from the account's own number, unless --from says otherwise");
  const [problem] = parameterProblems('send', { msisdn: '46701740605', msg: 'x', from }).filter(
    ({ parameter }) => parameter === 'from',
  );
  return problem
    ? fail('sender', `${from} ${problem.message}`, 'At most 11 of a-z, A-Z, 0-9, - and _.', 64)
    : ok('sender', `${from} is of the right form; whether it was ordered, no call of Jojka tells`);
}
