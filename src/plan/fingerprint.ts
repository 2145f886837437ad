import { createHash } from 'node:crypto';
import type { Change, TouchedContact } from './change.ts';

/**
 * Fingerprint of a plan: over its id, account, pipeline, the pre-images of every contact it touches, and its
 * changes (P9). 20 hexadecimal digits. Two plans with the same fingerprint are the same plan.
 */
export function fingerprint(plan: {
  readonly id: string;
  readonly account: string;
  readonly pipeline: string;
  readonly changes: readonly Change[];
  readonly contacts: readonly TouchedContact[];
}): string {
  const hash = createHash('sha256');
  // The hash is fed some thousand lines at a time: each call of its own costs as much as they do.
  let lines = '';
  const add = (value: unknown) => {
    lines += `${JSON.stringify(value)}\n`;
    if (lines.length < 65_536) return;
    hash.update(lines);
    lines = '';
  };
  add([plan.id, plan.account, plan.pipeline]);
  for (const { msisdn, before, after, byImport } of plan.contacts)
    add([msisdn, before && [before.name, before.groups], after && [after.name, after.groups], byImport]);
  for (const change of plan.changes) add(changeParts(change));
  return hash.update(lines).digest('hex').slice(0, 20);
}

function changeParts(change: Change): unknown[] {
  switch (change.kind) {
    case 'create':
      return [change.kind, change.msisdn, change.name, change.groups];
    case 'rename':
      return [change.kind, change.msisdn, change.from, change.to];
    case 'addMembership':
    case 'removeMembership':
      return [change.kind, change.msisdn, change.group];
    case 'block':
      return [change.kind, change.msisdn, change.origins];
    default:
      return [change.kind, change.msisdn];
  }
}
