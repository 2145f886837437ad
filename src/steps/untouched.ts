import { JojkaSyncError } from '../errors.ts';

/** What a person wants to know first of whatever ended before anything was planned. */
const untouched = 'No contact and no membership in Jojka was changed.';

/** Reads what a plan is made from; what goes wrong says that nothing was changed for it, where it does not say so itself. */
export async function beforeAnyChange<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof JojkaSyncError && !/nothing was (?:sent|read|changed)/i.test(error.advice ?? ''))
      error.adds(untouched);
    throw error;
  }
}
