import type { Faults } from './faults.ts';
import type { Store } from './store.ts';

type Edit = Faults['somebody'][number];

const acts: Record<Edit['does'], (store: Store, edit: Edit) => unknown> = {
  add: (store, { msisdn, name = msisdn, group }) =>
    store.upsert({ msisdn, name, groups: group === undefined ? [] : [group] }),
  rename: (store, { msisdn, name = msisdn }) => {
    const found = store.find(msisdn);
    if (found) store.upsert({ msisdn, name, groups: [...found.groups] });
  },
  remove: (store, { msisdn }) => store.remove(msisdn),
  join: (store, { msisdn, group = '' }) => store.join(msisdn, group),
  leave: (store, { msisdn, group = '' }) => store.leave(msisdn, group),
  block: (store, { msisdn }) => store.block(msisdn),
  unblock: (store, { msisdn }) => store.unblock(msisdn),
};

/** Somebody else at work in the account: does what is to happen just before the n-th call of an endpoint. */
export function createSomebody(edits: Faults['somebody'], store: Store): (endpoint: string) => void {
  const calls = new Map<string, number>();
  return (endpoint) => {
    const nth = (calls.get(endpoint) ?? 0) + 1;
    calls.set(endpoint, nth);
    for (const edit of edits) if (edit.before === endpoint && edit.nth === nth) acts[edit.does](store, edit);
  };
}
