import type { EndpointName, Parameters } from '../jojka/endpoints.ts';
import { formatTime, parseTime } from '../jojka/time.ts';
import { messageStatus, messagesOf, sendDueCampaigns } from './campaigns.ts';
import type { ExportPage } from './export-rows.ts';
import { parseImportList } from './import-list.ts';
import { Refusal } from './refusal.ts';
import type { Campaign } from './state.ts';
import type { Store } from './store.ts';

/** What the endpoints work on. */
export interface Context {
  readonly store: Store;
  readonly now: Date;
  /** What removing or joining something that is not there answers; nobody documents it (notes). */
  readonly absent: 'error' | 'done';
  /** Whether an import passes over a row of this number in silence. */
  readonly swallows: (msisdn: string) => boolean;
  /** Which key says whether a number is blocked. */
  readonly blocklistAnswer: 'both' | 'in_blocklist' | 'on_blocklist';
  readonly exportPage: ExportPage;
  readonly fetchList: (url: string) => Promise<string>;
}

/** Gets parameters that were checked against the table of endpoints. */
type Handler = (parameters: Parameters, context: Context) => unknown;

const done = { successes: 'done' };

/** What each endpoint does, with the answers of the API document. */
export const handlers: Record<EndpointName, Handler> = {
  add_campaign: ({ to_msisdn, to_group, msg = '', from, scheduled, name }, { store, now }) => {
    const id = store.nextId();
    store.putCampaign({
      id,
      message: msg,
      toMsisdns: parts(to_msisdn),
      toGroups: parts(to_group),
      startsAt: formatTime((scheduled && parseTime(scheduled)) || now),
      state: 'scheduled',
      ...(name && { name }),
      ...(from && { from }),
    });
    sendDueCampaigns(store, now);
    return { campaign_id: id };
  },
  add_contact: ({ msisdn = '', name = '', group }, { store }) => {
    store.upsert({ msisdn: msisdn.trim(), name: name.trim(), groups: parts(group) });
    return { msisdn: msisdn.trim() };
  },
  add_contact_to_group: ({ msisdn = '', group = '' }, { store, absent }) => {
    if (!store.join(msisdn.trim(), group.trim()) && absent === 'error')
      throw new Refusal('msisdn', 'the contact was not found');
    return { msisdn: msisdn.trim(), group: group.trim() };
  },
  export_contacts_list: ({ max, offset }, { store, exportPage }) => ({
    export: exportPage(store.contacts(), Number(offset || 0), Number(max || 100)),
  }),
  fetch_replies: ({ from_msisdn, since_time }, { store, now }) => {
    const horizon = formatTime(new Date(now.getTime() - 96 * 3_600_000));
    const sender = from_msisdn?.trim();
    return store
      .replies()
      .filter(({ inserted }) => inserted >= horizon && (!since_time || inserted > since_time))
      .filter((reply) => !sender || reply.sender === sender)
      .sort((a, b) => (a.inserted < b.inserted ? -1 : a.inserted > b.inserted ? 1 : 0));
  },
  get_msg_ids_by_campaign_id: ({ campaign_id }, { store }) =>
    messagesOf(store, campaignOf(campaign_id, store)).map(({ id }) => id),
  get_msg_status: ({ msg_id = '' }, { store, now }) => {
    const message = store.messages().get(msg_id);
    if (!message) throw new Refusal('msg_id', 'the message was not found');
    return [messageStatus(message, now)];
  },
  import_contacts_list: async ({ contacts_list, contacts_list_url = '' }, { store, swallows, fetchList }) => {
    const rows = parseImportList(contacts_list || (await fetchList(contacts_list_url)));
    for (const row of rows) if (!swallows(row.msisdn)) store.upsert(row);
    return done;
  },
  rm_contact_from_group: ({ msisdn = '', group = '' }, { store, absent }) => {
    if (!store.leave(msisdn.trim(), group.trim()) && absent === 'error')
      throw new Refusal('group', 'the contact is not in the group');
    return { msisdn: msisdn.trim(), group: group.trim() };
  },
  send: ({ to = '', msg = '', from }, { store, now }) => {
    const id = store.nextId();
    const receiver = to.trim();
    store.putMessage({
      id,
      receiver,
      message: msg,
      ...(from && { from }),
      sentAt: formatTime(now),
      ...(store.isBlocked(receiver) && { status: 'ERROR' as const }),
    });
    return { message_id: id };
  },
  get_campaign_recipients_status: ({ campaign_id }, { store, now }) =>
    messagesOf(store, campaignOf(campaign_id, store)).map((message) => ({
      receiver: message.receiver,
      message_id: message.id,
      status: messageStatus(message, now),
    })),
  cancel_campaign: ({ campaign_id }, { store }) => {
    const campaign = campaignOf(campaign_id, store);
    if (campaign.state === 'sent') throw new Refusal('campaign_id', 'the campaign has begun');
    store.putCampaign({ ...campaign, state: 'cancelled' });
    return done;
  },
  rm_contact: ({ msisdn = '' }, { store, absent }) => {
    if (!store.remove(msisdn.trim()) && absent === 'error')
      throw new Refusal('msisdn', 'the contact was not found');
    return done;
  },
  get_groups_from_msisdn: ({ msisdn = '' }, { store, absent }) => {
    if (!store.find(msisdn.trim()) && absent === 'error')
      throw new Refusal('msisdn', 'the contact was not found');
    return { groups: store.groupIds(msisdn.trim()) };
  },
  rm_from_blocklist: ({ msisdn = '' }, { store }) => {
    store.unblock(msisdn.trim());
    return done;
  },
  add_to_blocklist: ({ msisdn = '' }, { store }) => {
    store.block(msisdn.trim());
    return done;
  },
  check_if_in_blocklist: ({ msisdn = '' }, { store, blocklistAnswer }) => {
    const isBlocked = store.isBlocked(msisdn.trim());
    return {
      ...(blocklistAnswer !== 'on_blocklist' && { in_blocklist: isBlocked }),
      ...(blocklistAnswer !== 'in_blocklist' && { on_blocklist: isBlocked }),
    };
  },
};

/** What semicolons separate. */
function parts(text = ''): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function campaignOf(id = '', store: Store): Campaign {
  const campaign = store.campaigns().get(id);
  if (!campaign) throw new Refusal('campaign_id', 'the campaign was not found');
  return campaign;
}
