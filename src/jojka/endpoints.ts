import type * as z from 'zod';
import * as answers from './schemas.ts';

/** What a parameter holds. `msisdns` and `list` are joined by semicolons; `csv` is the format of an import. */
export type ParameterFormat =
  | 'text'
  | 'msisdn'
  | 'msisdns'
  | 'list'
  | 'sender'
  | 'datetime'
  | 'integer'
  | 'id'
  | 'csv'
  | 'url';

export interface Parameter {
  readonly format: ParameterFormat;
  readonly description: string;
  /** `true`, or the name of a choice of which one parameter must be given. */
  readonly required: boolean | string;
  /** Greatest value (integer), number of entries (msisdns) or length (sender). */
  readonly maximum?: number;
}

export interface Endpoint {
  readonly description: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** What the service answers, and what the client makes of it. */
  readonly answer: z.ZodType;
  /** Changes something at Jojka. */
  readonly writes: boolean;
  /** Carrying it out twice is the same as once; others are never sent again once they may have left (L2). */
  readonly idempotent: boolean;
}

const msisdn: Parameter = {
  format: 'msisdn',
  required: true,
  description: 'Mobile number: digits only, country code first.',
};
const group: Parameter = { format: 'text', required: true, description: 'Name of the group.' };
const campaignId: Parameter = { format: 'id', required: true, description: 'Id that add_campaign gave.' };
const message: Parameter = { format: 'text', required: true, description: 'Text of the message.' };
const sender: Parameter = {
  format: 'sender',
  required: false,
  maximum: 11,
  description:
    "Sender: letters, digits, - and _, ordered of Jojka before. Without it, the account's own number.",
};

/**
 * Jojka's 17 endpoints, one row each (API document). Everything that knows an endpoint takes it from here: the
 * client, the sandbox and the command line.
 */
export const endpoints = {
  add_campaign: {
    description: 'Sends a message to many recipients, now or later, and keeps statistics of it.',
    parameters: {
      to_msisdn: {
        format: 'msisdns',
        required: 'recipients',
        maximum: 1000,
        description: 'Recipients, joined by semicolons.',
      },
      to_group: {
        format: 'list',
        required: 'recipients',
        description: 'Groups, joined by semicolons; "all" is every contact of the account.',
      },
      msg: message,
      from: sender,
      scheduled: { format: 'datetime', required: false, description: 'When to begin, in UTC.' },
      name: {
        format: 'text',
        required: false,
        description: 'Name for your own statistics; recipients never see it.',
      },
    },
    answer: answers.campaignAnswer,
    writes: true,
    idempotent: false,
  },
  add_contact: {
    description: 'Stores a contact.',
    parameters: {
      msisdn,
      name: { format: 'text', required: true, description: "The contact's name." },
      group: { format: 'list', required: false, description: 'Groups, joined by semicolons.' },
    },
    answer: answers.doneAnswer,
    writes: true,
    idempotent: true,
  },
  add_contact_to_group: {
    description: 'Makes a contact that is there a member of a group.',
    parameters: { msisdn, group },
    answer: answers.doneAnswer,
    writes: true,
    idempotent: true,
  },
  export_contacts_list: {
    description: 'Reads stored contacts, a page at a time.',
    parameters: {
      max: {
        format: 'integer',
        required: false,
        maximum: 10_000,
        description: 'Contacts in this page; 100 without it.',
      },
      offset: {
        format: 'integer',
        required: false,
        description: 'How many contacts to pass over; 0 without it.',
      },
    },
    answer: answers.exportAnswer,
    writes: false,
    idempotent: true,
  },
  fetch_replies: {
    description: 'Reads messages that came in during the last 96 hours.',
    parameters: {
      from_msisdn: { format: 'msisdn', required: false, description: 'Only messages of this sender.' },
      since_time: {
        format: 'datetime',
        required: false,
        description: 'Only messages later than this, in UTC.',
      },
    },
    answer: answers.repliesAnswer,
    writes: false,
    idempotent: true,
  },
  get_msg_ids_by_campaign_id: {
    description: 'Reads the ids of all messages of a campaign.',
    parameters: { campaign_id: campaignId },
    answer: answers.idsAnswer,
    writes: false,
    idempotent: true,
  },
  get_msg_status: {
    description: 'Reads the delivery status of a message.',
    parameters: { msg_id: { format: 'id', required: true, description: 'Id of the message.' } },
    answer: answers.statusAnswer,
    writes: false,
    idempotent: true,
  },
  import_contacts_list: {
    description: 'Stores many contacts: a row each of msisdn, name and any number of groups.',
    parameters: {
      contacts_list: {
        format: 'csv',
        required: 'contacts',
        description: 'Rows joined by line feeds, fields by semicolons or commas, without quoting.',
      },
      contacts_list_url: {
        format: 'url',
        required: 'contacts',
        description: 'Where Jojka fetches such rows.',
      },
    },
    answer: answers.doneAnswer,
    writes: true,
    idempotent: true,
  },
  rm_contact_from_group: {
    description: 'Takes a contact out of a group.',
    parameters: { msisdn, group },
    answer: answers.doneAnswer,
    writes: true,
    idempotent: true,
  },
  send: {
    description: 'Sends a message to one recipient.',
    parameters: { to: { ...msisdn, description: 'The recipient.' }, msg: message, from: sender },
    answer: answers.messageAnswer,
    writes: true,
    idempotent: false,
  },
  get_campaign_recipients_status: {
    description: 'Reads the delivery status of every recipient of a campaign.',
    parameters: { campaign_id: campaignId },
    answer: answers.recipientsAnswer,
    writes: false,
    idempotent: true,
  },
  cancel_campaign: {
    description: 'Cancels a campaign that has not begun.',
    parameters: { campaign_id: campaignId },
    answer: answers.doneAnswer,
    writes: true,
    idempotent: true,
  },
  rm_contact: {
    description: 'Removes a contact.',
    parameters: { msisdn },
    answer: answers.doneAnswer,
    writes: true,
    idempotent: true,
  },
  get_groups_from_msisdn: {
    description: 'Reads the ids of the groups that a contact is in.',
    parameters: { msisdn },
    answer: answers.groupsAnswer,
    writes: false,
    idempotent: true,
  },
  rm_from_blocklist: {
    description: 'Takes a number off the blocklist.',
    parameters: { msisdn },
    answer: answers.doneAnswer,
    writes: true,
    idempotent: true,
  },
  add_to_blocklist: {
    description: 'Puts a number on the blocklist: it gets no more messages.',
    parameters: { msisdn },
    answer: answers.doneAnswer,
    writes: true,
    idempotent: true,
  },
  check_if_in_blocklist: {
    description: 'Tells whether a number is on the blocklist.',
    parameters: { msisdn },
    answer: answers.blockedAnswer,
    writes: false,
    idempotent: true,
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;

/** The answer of an endpoint, checked and in the form that the client gives it. */
export type Answer<Name extends EndpointName> = z.output<(typeof endpoints)[Name]['answer']>;

/** Parameters as they are sent: text, without the key. */
export type Parameters = Readonly<Record<string, string>>;

/** The other spelling of an endpoint, which the document also uses (notes). */
export const otherSpelling: Partial<Readonly<Record<EndpointName, string>>> = {
  check_if_in_blocklist: 'check_if_on_blocklist',
};

/** The row of an endpoint, with its parameters under one type. */
export function endpoint(name: EndpointName): Endpoint {
  return endpoints[name];
}

/** Whether there is an endpoint of that name. */
export function isEndpoint(name: string): name is EndpointName {
  return Object.hasOwn(endpoints, name);
}
