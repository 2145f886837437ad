import { count, figures, quantity } from './figures.ts';

/** What each step is called on the progress line. */
const steps = {
  state: 'Opening the state',
  replies: 'Fetching answers',
  source: 'Reading',
  export: 'Reading Jojka',
  load: 'Calls to Jojka',
  blocklist: 'Asking about numbers',
  messages: 'Sending',
};

/** Progress, and questions that are answered by yes or no. */
export const terminal = {
  steps,
  waits: (seconds: number) => `Jojka asks to wait ${figures.seconds(seconds)}`,
  far: (done: number, total: number | undefined) =>
    total === undefined ? count(done) : `${count(done)} of ${count(total)}`,
  left: (seconds: number) => `${figures.seconds(seconds)} left`,
  perSecond: (value: number) => `${count(value)}/s`,
  perMinute: (value: number) => `${count(value)}/min`,
  yesOrNo: '[y/N]',
  remove: (value: number) => `remove ${quantity(value, 'contact')}`,
  takeAway: (value: number) => `take away ${quantity(value, 'membership')}`,
  ofAccount: (parts: readonly string[], account: string, url: string) =>
    `${parts.join(' and ')} of account "${account}" at ${url}?`,
  sendSms: (value: number) => `Send ${quantity(value, 'SMS', 'SMS')}?`,
  partOfText: (word: string) =>
    `The text begins with the number ${word}, and recipients are given besides. Is it part of the text?`,
  unblock: (numbers: number, pipeline: string) =>
    `Unblock ${quantity(numbers, 'number')} that nothing but the source of ${pipeline} has blocked?`,
  cancel: (ids: readonly string[], account: string, url: string) =>
    `Cancel ${ids.length === 1 ? 'campaign' : 'campaigns'} ${ids.join(', ')} of account "${account}" at ${url}?`,
  callApi: (endpoint: string, account: string, url: string) =>
    `${endpoint} changes account "${account}" at ${url}. Send it?`,
  nothingSent: 'Nothing was sent.',
  nothingCancelled: 'Nothing was cancelled.',
};
