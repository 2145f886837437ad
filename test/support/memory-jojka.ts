import type { Contact } from '../../src/contact/contact.ts';
import {
  ApiError,
  type CallError,
  ConnectionError,
  TooLargeError,
  TransientStatusError,
} from '../../src/errors.ts';
import type { LoadClient } from '../../src/load/send.ts';
import type { CallEnd, JournaledCall, RunJournal } from '../../src/state/journal.ts';

/** What happens to one call: carried out or not, and what the caller is told. */
export type Fault = 'ok' | 'refused' | 'lost' | 'applied-but-lost' | 'unreachable' | 'too-large';

/** Jojka's writing half in memory, with a fault for each call that is asked for. */
export function memoryJojka(
  initial: ReadonlyMap<string, Contact>,
  options: {
    semantics?: 'merge' | 'replace';
    fault?: (call: { endpoint: string; index: number; msisdns: readonly string[] }) => Fault;
  } = {},
) {
  const contacts = new Map(initial);
  const blocked = new Set<string>();
  const log: { endpoint: string; msisdns: readonly string[]; applied: boolean }[] = [];

  async function call(endpoint: string, msisdns: readonly string[], apply: () => void): Promise<void> {
    const fault = options.fault?.({ endpoint, index: log.length, msisdns }) ?? 'ok';
    const applied = fault === 'ok' || fault === 'applied-but-lost';
    log.push({ endpoint, msisdns, applied });
    await Promise.resolve();
    if (applied) apply();
    const error = failure(endpoint, fault);
    if (error) throw error;
  }

  const client: LoadClient = {
    checkIfInBlocklist: async ({ msisdn }) => blocked.has(msisdn),
    addToBlocklist: ({ msisdn }) => call('add_to_blocklist', [msisdn], () => blocked.add(msisdn)),
    rmFromBlocklist: ({ msisdn }) => call('rm_from_blocklist', [msisdn], () => blocked.delete(msisdn)),
    rmContact: ({ msisdn }) => call('rm_contact', [msisdn], () => contacts.delete(msisdn)),
    addContactToGroup: ({ msisdn, group }) =>
      call('add_contact_to_group', [msisdn], () => {
        const found = contacts.get(msisdn);
        if (found) contacts.set(msisdn, { ...found, groups: [...new Set([...found.groups, group])] });
      }),
    rmContactFromGroup: ({ msisdn, group }) =>
      call('rm_contact_from_group', [msisdn], () => {
        const found = contacts.get(msisdn);
        if (found) contacts.set(msisdn, { ...found, groups: found.groups.filter((name) => name !== group) });
      }),
    importContactsList: ({ rows }) =>
      call(
        'import_contacts_list',
        rows.map(({ msisdn }) => msisdn),
        () => {
          for (const { msisdn, name, groups } of rows) {
            const before = options.semantics === 'merge' ? (contacts.get(msisdn)?.groups ?? []) : [];
            contacts.set(msisdn, { msisdn, name, groups: [...new Set([...before, ...groups])] });
          }
        },
      ),
  };
  return { client, contacts, blocked, log };
}

function failure(endpoint: string, fault: Fault): CallError | undefined {
  switch (fault) {
    case 'ok':
      return undefined;
    case 'refused':
      return new ApiError(endpoint, 200, ['not today']);
    case 'too-large':
      return new TooLargeError(endpoint);
    case 'unreachable':
      return new ConnectionError(endpoint, 'connection refused', { sent: false });
    case 'lost':
      return new TransientStatusError(endpoint, 503);
    case 'applied-but-lost':
      return new ConnectionError(endpoint, 'connection reset', { sent: true });
  }
}

/** A journal in memory: every line, in order. */
export function memoryJournal() {
  const calls = new Map<number, JournaledCall & { state: string; outcome?: CallEnd }>();
  const lines: string[] = [];
  const journal: RunJournal = {
    add: async (added) => {
      for (const call of added) {
        if (calls.has(call.seq)) throw new Error(`call ${call.seq} is journaled twice`);
        calls.set(call.seq, { ...call, state: 'pending' });
      }
    },
    sent: async (seq) => {
      const call = calls.get(seq);
      if (!call) throw new Error(`call ${seq} is sent, but not in the journal`);
      call.state = 'sent';
      lines.push(`sent ${seq}`);
    },
    outcome: async (seq, outcome) => {
      const call = calls.get(seq);
      if (call?.state !== 'sent') throw new Error(`call ${seq} has an outcome, but was not sent`);
      call.state = outcome.state;
      call.outcome = outcome;
      lines.push(`${outcome.state} ${seq}`);
    },
  };
  return { journal, calls, lines };
}
