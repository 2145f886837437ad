import type { CampaignStatus } from '../campaign/delivery.ts';
import { csvText } from './csv-text.ts';
import { formatCount } from './numbers.ts';
import { jsonText } from './printable.ts';
import { tableText } from './table.ts';

/** The states of the API document, in the order in which a message goes through them; others come after. */
const order = ['SENT', 'DELIVERED', 'ERROR'];

/** How campaigns were delivered: a table of counts, then what needs a word. */
export function campaignStatusText(statuses: readonly CampaignStatus[]): string {
  const told = statuses.filter(({ error }) => error === undefined);
  const others = new Set(told.flatMap(({ recipients }) => recipients.map(({ status }) => status)));
  const states = [...order, ...[...others].filter((state) => !order.includes(state)).sort()];
  const table = tableText(
    ['CAMPAIGN', 'MESSAGES', ...states],
    told.map(({ id, recipients }) => [
      id,
      formatCount(recipients.length),
      ...states.map((state) => formatCount(recipients.filter(({ status }) => status === state).length)),
    ]),
  );
  const notes = [
    ...told
      .filter(({ recipients }) => recipients.length === 0)
      .map(({ id }) => `${id} has no messages: it has not begun, was cancelled, or reached nobody.`),
    ...statuses.flatMap(({ id, error }) => (error === undefined ? [] : `${id} cannot be told: ${error}`)),
    ...(others.has('SENT')
      ? ['SENT: the phone has not answered yet. Operators take up to 48 hours to tell.']
      : []),
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
