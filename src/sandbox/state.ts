import * as z from 'zod';
import { faultText } from '../contact/fault-text.ts';
import { UsageError } from '../errors.ts';
import { parseTime } from '../jojka/time.ts';

const time = z.string().refine((text) => parseTime(text) !== undefined, 'must be YYYY-MM-DD hh:mm:ss, UTC');
const msisdn = z.string().regex(/^\d{1,20}$/, 'must be digits only');

const contact = z.strictObject({ msisdn, name: z.string(), groups: z.array(z.string()).default([]) });

const campaign = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  message: z.string(),
  from: z.string().optional(),
  toMsisdns: z.array(z.string()).default([]),
  toGroups: z.array(z.string()).default([]),
  /** When it goes out; the members of its groups are looked up then. */
  startsAt: time,
  state: z.enum(['scheduled', 'sent', 'cancelled']),
});

const message = z.strictObject({
  id: z.string(),
  campaignId: z.string().optional(),
  receiver: z.string(),
  message: z.string(),
  from: z.string().optional(),
  sentAt: time,
  /** Stays so for ever; without it the status follows from the time and the number. */
  status: z.enum(['SENT', 'DELIVERED', 'ERROR']).optional(),
});

const reply = z.strictObject({ inserted: time, sender: z.string(), message: z.string() });

const stateSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** The only key that is accepted; any key that is not empty, where this is left out. */
  apiKey: z.string().min(1).optional(),
  contacts: z.array(contact).default([]),
  blocklist: z.array(msisdn).default([]),
  replies: z.array(reply).default([]),
  campaigns: z.array(campaign).default([]),
  messages: z.array(message).default([]),
  /** Names of groups; the place of a name in the list, from 1, is the group's id. */
  groups: z.array(z.string()).default([]),
});

/** What a sandbox holds; the form of its JSON file. Whatever is left out is empty. */
export type SandboxState = z.output<typeof stateSchema>;
export type SandboxStateInput = z.input<typeof stateSchema>;
export type Campaign = z.output<typeof campaign>;
export type Message = z.output<typeof message>;
export type Reply = z.output<typeof reply>;

/**
 * Checks a state.
 *
 * @param where the file it comes from, for the message
 * @throws UsageError that names the first fault
 */
export function checkState(value: unknown, where: string): SandboxState {
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : 1;
  if (typeof version === 'number' && version > 1)
    throw new UsageError(`${where} is a state of version ${version}; this program reads version 1.`, {
      advice: 'Update jojka-sync, or begin with a new file.',
    });
  const result = stateSchema.safeParse(value, { error: faultText });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(
    `${where} is no state of the sandbox: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'unknown fault'}`,
    { advice: 'Its form is in docs/sandbox.md; data/sandbox-state.json is an example.' },
  );
}

/** A state as JSON with a line for each contact: to be read, compared and edited by hand. */
export function stateText(state: SandboxState): string {
  const parts = Object.entries(state).map(([key, value]) => {
    const json = !Array.isArray(value)
      ? JSON.stringify(value)
      : value.length === 0
        ? '[]'
        : `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
    return `"${key}":${json}`;
  });
  return `{${parts.join(',\n')}}\n`;
}
