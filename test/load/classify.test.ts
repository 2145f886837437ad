import { describe, expect, test } from 'vitest';
import {
  ApiError,
  type CallError,
  ConnectionError,
  NotJsonError,
  TooLargeError,
  TransientStatusError,
  UnexpectedAnswerError,
  UnknownOutcomeError,
  WrongKeyError,
} from '../../src/errors.ts';
import { classify } from '../../src/load/classify.ts';
import { importCall, type PlannedCall } from '../../src/plan/calls.ts';

const endpoint = 'import_contacts_list';
const row = (index: number) => ({ msisdn: `4670174060${index}`, name: 'Bo', groups: [], changes: [index] });
const one = importCall([row(5)]);
const three = importCall([row(5), row(6), row(7)]);
const block: PlannedCall = { endpoint: 'add_to_blocklist', msisdn: '46701740605', changes: [0] };

const removal: PlannedCall = { endpoint: 'rm_contact', msisdn: '46701740605', changes: [0] };
const patience = new TransientStatusError(endpoint, 429);
const slow = new ConnectionError(endpoint, 'no answer', { sent: true, timedOut: true });

const lost = new ConnectionError(endpoint, 'reset', { sent: true });
const unsent = new ConnectionError(endpoint, 'refused', { sent: false });
const busy = new TransientStatusError(endpoint, 503);
const page = new NotJsonError(endpoint, 200);
const strange = new UnexpectedAnswerError(endpoint, 200, 'no successes');
const refused = new ApiError(endpoint, 200, ['not today']);
const large = new TooLargeError(endpoint);
const key = new WrongKeyError(endpoint, 401);

test.each<[name: string, error: CallError, mayHaveBeenDone: boolean]>([
  ['a lost answer', lost, true],
  ['a refused connection', unsent, false],
  ['HTTP 503', busy, true],
  ['a page that is no JSON', page, true],
  ['an answer of another form', strange, true],
  ['a refusal', refused, false],
  ['too large a body', large, false],
  ['a wrong key', key, false],
  ['a call that nobody knows of', new UnknownOutcomeError('send', lost), true],
])('%s: may the call have been carried out?', (_, error, mayHaveBeenDone) => {
  expect(error.mayHaveBeenDone).toBe(mayHaveBeenDone);
});

describe('what a failed call means for the run', () => {
  test.each<[name: string, error: CallError, call: PlannedCall, expected: object]>([
    [
      'a refused row stands alone',
      refused,
      one,
      { state: 'failed', isDivisible: false, countsForCircuit: false },
    ],
    [
      'a refused chunk is divided',
      refused,
      three,
      { state: 'failed', isDivisible: true, countsForCircuit: true },
    ],
    ['a lost chunk is divided', lost, three, { state: 'unknown', isDivisible: true, countsForCircuit: true }],
    [
      'a chunk that never left is not',
      unsent,
      three,
      { state: 'failed', isDivisible: false, countsForCircuit: true },
    ],
    [
      'too large a body is divided, and no outage',
      large,
      three,
      { state: 'failed', isDivisible: true, rowLimit: 2, countsForCircuit: false },
    ],
    ['too large a row is at fault itself', large, one, { isDivisible: false, countsForCircuit: false }],
    [
      'an import answered in another form may be stored: not divided, no outage',
      strange,
      three,
      { state: 'unknown', isDivisible: false, countsForCircuit: false },
    ],
    ['a block answered in another form', strange, block, { state: 'unknown', countsForCircuit: true }],
    ['a number that cannot be blocked', refused, block, { state: 'failed', countsForCircuit: false }],
    ['an address that is not there', new ApiError(endpoint, 404, []), block, { countsForCircuit: true }],
    ['a removal that is refused', refused, removal, { countsForCircuit: true }],
    ['patience asked for: halves are more calls', patience, three, { isDivisible: false, state: 'unknown' }],
    ['a time-out', slow, three, { isDivisible: false, state: 'unknown' }],
    ['a time-out on the way', new TransientStatusError(endpoint, 504), three, { isDivisible: false }],
    ['a wrong key ends the run', key, block, { state: 'failed', isFatal: true }],
  ])('%s', (_, error, call, expected) => {
    expect(classify(error, call, true)).toMatchObject(expected);
  });

  test('a call that a check kept from being sent has failed for certain', () => {
    expect(classify(lost, block, false)).toMatchObject({ state: 'failed' });
  });
});
