import type { CampaignStatus } from '../campaign/delivery.ts';
import { csvText } from './csv-text.ts';
import type { Catalogue } from './language/catalogue.ts';
import { english } from './language/en.ts';
import { jsonText } from './printable.ts';
import { tableText } from './table.ts';

/** The states of the API document, in the order in which a message goes through them; others come after. */
const order = ['SENT', 'DELIVERED', 'ERROR'];

/** How campaigns were delivered: a table of counts, then what needs a word. */
export function campaignStatusText(
  statuses: readonly CampaignStatus[],
  { messages, figures: { count } }: Catalogue = english,
): string {
  const told = statuses.filter(({ error }) => error === undefined);
  const others = new Set(told.flatMap(({ recipients }) => recipients.map(({ status }) => status)));
  const states = [...order, ...[...others].filter((state) => !order.includes(state)).sort()];
  const table = tableText(
    [...messages.statusHead, ...states],
    told.map(({ id, recipients }) => [
      id,
      count(recipients.length),
      ...states.map((state) => count(recipients.filter(({ status }) => status === state).length)),
    ]),
  );
  const notes = [
    ...told.filter(({ recipients }) => recipients.length === 0).map(({ id }) => messages.noMessages(id)),
    ...statuses.flatMap(({ id, error }) => (error === undefined ? [] : messages.cannotBeTold(id, error))),
    ...(others.has('SENT') ? [messages.stillSent] : []),
  ];
  return `${told.length > 0 ? table : ''}${notes.map((note) => `${note}\n`).join('')}`;
}

/** Delivery recipient by recipient, for programs. */
export function campaignStatusJson(statuses: readonly CampaignStatus[]): string {
  return `${jsonText(statuses)}\n`;
}

/**
 * Delivery recipient by recipient, for a spreadsheet or the CRM.
 *
 * @param only of this status; of any, where left out
 */
export function campaignStatusCsv(statuses: readonly CampaignStatus[], only?: string): string {
  return csvText(
    ['msisdn', 'status', 'campaign', 'message'],
    statuses.flatMap(({ id, recipients }) =>
      recipients
        .filter(({ status }) => only === undefined || status === only)
        .map(({ receiver, status, messageId }) => [receiver, status, id, messageId]),
    ),
  );
}
