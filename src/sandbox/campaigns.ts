import { formatTime, parseTime } from '../jojka/time.ts';
import type { Campaign, Message } from './state.ts';
import type { Store } from './store.ts';

/** How long a phone takes to confirm a message. */
const deliverySeconds = 2;

/**
 * Sends the campaigns that are due: to the numbers given and to those who are members of the groups by then, each
 * number once, blocked ones left out.
 */
export function sendDueCampaigns(store: Store, now: Date): void {
  for (const campaign of store.campaigns().values()) {
    const due = parseTime(campaign.startsAt);
    if (campaign.state !== 'scheduled' || !due || due > now) continue;
    store.putCampaign({ ...campaign, state: 'sent' });
    for (const receiver of new Set([...campaign.toMsisdns, ...store.members(campaign.toGroups)])) {
      if (store.isBlocked(receiver)) continue;
      store.putMessage({
        id: store.nextId(),
        campaignId: campaign.id,
        receiver,
        message: campaign.message,
        ...(campaign.from !== undefined && { from: campaign.from }),
        sentAt: formatTime(now),
      });
    }
  }
}

/** SENT at first, DELIVERED two seconds later; numbers that end in 99 are switched off and become ERROR. */
export function messageStatus(message: Message, now: Date): 'SENT' | 'DELIVERED' | 'ERROR' {
  if (message.status) return message.status;
  const sent = parseTime(message.sentAt);
  if (!sent || now.getTime() - sent.getTime() < deliverySeconds * 1000) return 'SENT';
  return message.receiver.endsWith('99') ? 'ERROR' : 'DELIVERED';
}

/** Messages of a campaign, in the order in which they were sent. */
export function messagesOf(store: Store, campaign: Campaign): Message[] {
  return [...store.messages().values()].filter(({ campaignId }) => campaignId === campaign.id);
}
