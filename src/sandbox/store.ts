import type { Contact } from '../contact/contact.ts';
import type { Campaign, Message, Reply, SandboxState } from './state.ts';

/** What an import or `add_contact` does to the groups of a contact that is there; nobody documents it (notes). */
export type Semantics = 'merge' | 'replace';

export interface StoreOptions {
  readonly semantics: Semantics;
  /** What becomes of names and groups as they are stored. */
  readonly storedName?: (name: string) => string;
  readonly storedGroup?: (group: string) => string;
  readonly ids?: 'decimal' | 'hexadecimal';
  readonly onChange?: () => void;
}

/** Contacts, blocklist, campaigns and replies in memory; knows nothing of HTTP. */
export interface Store {
  /** Creates a contact, or gives it this name and, by the semantics, these groups too or instead. */
  upsert(contact: Contact): void;
  /** False when there is no such contact. */
  remove(msisdn: string): boolean;
  /** False when there is no such contact. */
  join(msisdn: string, group: string): boolean;
  /** False when there is no such contact, or it is no member. */
  leave(msisdn: string, group: string): boolean;
  find(msisdn: string): Contact | undefined;
  /** All contacts, the first stored first. */
  contacts(): readonly Contact[];
  /** Numbers of the members of any of the groups; `all` is everybody. */
  members(groups: readonly string[]): string[];
  /** Ids of a contact's groups. */
  groupIds(msisdn: string): number[];
  isBlocked(msisdn: string): boolean;
  block(msisdn: string): void;
  unblock(msisdn: string): void;
  addReply(reply: Reply): void;
  replies(): readonly Reply[];
  putCampaign(campaign: Campaign): void;
  campaigns(): ReadonlyMap<string, Campaign>;
  putMessage(message: Message): void;
  messages(): ReadonlyMap<string, Message>;
  /** Ids count upwards; to clients they are opaque. */
  nextId(): string;
  snapshot(): SandboxState;
}

/** A store that begins with a state. */
export function createStore(state: SandboxState, options: StoreOptions): Store {
  const { semantics, storedName = same, storedGroup = same, onChange = () => {} } = options;
  const contacts = new Map<string, Contact>();
  const groupNumbers = new Map(state.groups.map((group, index) => [group, index + 1]));
  const blocked = new Set(state.blocklist);
  const campaigns = new Map(state.campaigns.map((campaign) => [campaign.id, campaign]));
  const messages = new Map(state.messages.map((message) => [message.id, message]));
  const replies = [...state.replies];
  let lastId = 100_000;
  for (const id of [...campaigns.keys(), ...messages.keys()])
    if (/^\d{1,15}$/.test(id)) lastId = Math.max(lastId, Number(id));
  let listed: readonly Contact[] | undefined;

  function put({ msisdn, name, groups }: Contact): void {
    for (const group of groups) if (!groupNumbers.has(group)) groupNumbers.set(group, groupNumbers.size + 1);
    contacts.set(msisdn, { msisdn, name, groups: [...new Set(groups)] });
    listed = undefined;
  }
  for (const contact of state.contacts) put(contact);

  const list = () => {
    listed ??= [...contacts.values()];
    return listed;
  };

  return {
    upsert: ({ msisdn, name, groups }) => {
      const before = semantics === 'merge' ? (contacts.get(msisdn)?.groups ?? []) : [];
      put({ msisdn, name: storedName(name), groups: [...before, ...groups.map(storedGroup)] });
      onChange();
    },
    remove: (msisdn) => {
      if (!contacts.delete(msisdn)) return false;
      listed = undefined;
      onChange();
      return true;
    },
    join: (msisdn, group) => {
      const found = contacts.get(msisdn);
      if (!found) return false;
      put({ ...found, groups: [...found.groups, storedGroup(group)] });
      onChange();
      return true;
    },
    leave: (msisdn, group) => {
      const found = contacts.get(msisdn);
      if (!found?.groups.includes(group)) return false;
      put({ ...found, groups: found.groups.filter((name) => name !== group) });
      onChange();
      return true;
    },
    find: (msisdn) => contacts.get(msisdn),
    contacts: list,
    members: (groups) =>
      list()
        .filter((contact) => groups.includes('all') || contact.groups.some((group) => groups.includes(group)))
        .map(({ msisdn }) => msisdn),
    groupIds: (msisdn) => (contacts.get(msisdn)?.groups ?? []).map((group) => groupNumbers.get(group) ?? 0),
    isBlocked: (msisdn) => blocked.has(msisdn),
    block: (msisdn) => {
      blocked.add(msisdn);
      onChange();
    },
    unblock: (msisdn) => {
      if (blocked.delete(msisdn)) onChange();
    },
    addReply: (reply) => {
      replies.push(reply);
      onChange();
    },
    replies: () => replies,
    putCampaign: (campaign) => {
      campaigns.set(campaign.id, campaign);
      onChange();
    },
    campaigns: () => campaigns,
    putMessage: (message) => {
      messages.set(message.id, message);
      onChange();
    },
    messages: () => messages,
    nextId: () => {
      lastId++;
      return options.ids === 'hexadecimal'
        ? lastId.toString(16).padStart(24, '6223c1c6079e9c21b5901d63')
        : String(lastId);
    },
    snapshot: () => ({
      version: 1,
      ...(state.apiKey !== undefined && { apiKey: state.apiKey }),
      contacts: list().map(({ msisdn, name, groups }) => ({ msisdn, name, groups: [...groups] })),
      blocklist: [...blocked],
      replies: [...replies],
      campaigns: [...campaigns.values()],
      messages: [...messages.values()],
      groups: [...groupNumbers.keys()],
    }),
  };
}

function same(text: string): string {
  return text;
}
