import type { Contact } from '../contact/contact.ts';
import type { PlainContacts } from '../contact/plain-contacts.ts';
import { EndlessExportError, UsageError } from '../errors.ts';
import { type Caller, createCaller, type Learned } from './caller.ts';
import type { Answer, EndpointName, Parameters } from './endpoints.ts';
import { createHttp, type Http } from './http.ts';
import { importRows } from './import-rows.ts';
import { checkOptions, type JojkaClientOptions } from './options.ts';
import { parameterProblems } from './parameters.ts';
import { readPlainPage } from './plain-page.ts';
import { createGate } from './rate.ts';
import { formatTime } from './time.ts';
import { tracedHttp } from './traced-http.ts';
import { checkUrl, jojkaUrl } from './url.ts';

export type { Attempt } from './caller.ts';
export type { JojkaClientOptions } from './options.ts';

/** A message that came in. `inserted` is `YYYY-MM-DD hh:mm:ss`, UTC. */
export type Reply = Answer<'fetch_replies'>[number];

/** Delivery of a campaign to one recipient; `status` is `SENT`, `DELIVERED` or `ERROR`. */
export type RecipientStatus = Answer<'get_campaign_recipients_status'>[number];

export interface CampaignOptions {
  /** Up to 1,000 numbers; these, groups, or both must be given. */
  readonly toMsisdns?: readonly string[];
  /** Group names; `all` is everybody. */
  readonly toGroups?: readonly string[];
  readonly message: string;
  /** A sender that was ordered of Jojka; without it, the account's own number. */
  readonly from?: string;
  /** When to begin: a moment, or the API's form of one. Now, without it. */
  readonly scheduled?: Date | string;
  /** For statistics; recipients never see it. */
  readonly name?: string;
}

/**
 * Jojka's API: a method for each endpoint, named as the endpoint is. A call that failed is tried again where that may
 * help and is harmless (L2, L3); what fails for good throws a CallError, bad options a UsageError.
 *
 * @example
 * const client = new JojkaClient({ apiKey });
 * for await (const contact of client.contacts()) console.log(contact.msisdn);
 * await client.close();
 */
export class JojkaClient {
  /** The base URL in use. */
  readonly url: string;
  readonly #http: Http;
  readonly #call: Caller;
  readonly #signal: AbortSignal | undefined;
  readonly #options: JojkaClientOptions;
  readonly #learned: Learned = { spellings: new Map(), isKeyTaken: false };
  #isSandbox: boolean | undefined;
  #answeredAt: Date | undefined;
  #expected: ((fromSandbox: boolean) => void) | undefined;

  constructor(options: JojkaClientOptions) {
    const { apiKey, concurrency, requestsPerSecond, retries, timeoutMs, answerMegabytes } =
      checkOptions(options);
    this.url = checkUrl(options.url ?? jojkaUrl);
    this.#options = options;
    this.#signal = options.signal;
    const { env = process.env } = options;
    this.#http = tracedHttp(
      createHttp({ url: this.url, connections: concurrency, timeoutMs, answerMegabytes, env }),
      this.url,
    );
    this.#call = createCaller({
      apiKey,
      http: this.#http,
      gate: createGate({ concurrency, requestsPerSecond }),
      retries,
      firstWaitMs: options.firstWaitMs ?? 200,
      patienceMs: (options.patienceSeconds ?? 300) * 1000,
      learned: this.#learned,
      answerMegabytes,
      stop: options.stop,
      onOrigin: (fromSandbox, date) => {
        this.#isSandbox = fromSandbox;
        this.#answeredAt = date;
        this.#expected?.(fromSandbox);
      },
      onAttempt: options.onAttempt,
    });
  }

  /**
   * Another client with connections of its own, that other signals end. What this one has learned of the service it knows, and
   * it looks at each answer as this one does.
   */
  again(signals: Pick<JojkaClientOptions, 'stop' | 'signal'>): JojkaClient {
    const other = new JojkaClient({ ...this.#options, ...signals });
    Object.assign(other.#learned, this.#learned);
    other.#expected = this.#expected;
    return other;
  }

  /** Whether the last answer came from a sandbox (K4); undefined before the first. */
  get isSandbox(): boolean | undefined {
    return this.#isSandbox;
  }

  /** When the last answer was made, by the service's own clock; undefined where it did not say. */
  get answeredAt(): Date | undefined {
    return this.#answeredAt;
  }

  /** Looks at each answer from now on; what it throws ends the call. */
  onOrigin(look: (fromSandbox: boolean) => void): void {
    this.#expected = look;
  }

  /**
   * Calls any endpoint and gives the service's answer as it is, once it is known to be of the right form.
   *
   * @param parameters as the API document names them, without the key; checked before anything is sent
   * @param options.signal gives up this call
   */
  async call(
    name: EndpointName,
    parameters: Parameters = {},
    options: { signal?: AbortSignal } = {},
  ): Promise<unknown> {
    check(name, parameters);
    const signals = [this.#signal, options.signal].filter((signal) => signal !== undefined);
    const read = await this.#call(
      name,
      parameters,
      signals.length > 1 ? AbortSignal.any(signals) : signals[0],
    );
    return read.json;
  }

  async #ask<Name extends EndpointName>(name: Name, parameters: Given): Promise<Answer<Name>> {
    return (await this.#call(name, withoutUndefined(parameters), this.#signal)).value;
  }

  /**
   * Every contact of the account in the order of the export; pages are read one after the other until one is empty, since a
   * service may give smaller ones than it was asked for.
   *
   * @throws EndlessExportError when the same page comes again
   */
  async *contacts(options: { pageSize?: number } = {}): AsyncGenerator<Contact, void> {
    const max = options.pageSize ?? 10_000;
    let before: string | undefined;
    for (let offset = 0; ; ) {
      const page = await this.exportContactsList({ max, offset });
      if (page.length === 0) return;
      const shown = page.map(({ msisdn }) => msisdn).join();
      if (shown === before)
        throw new EndlessExportError(
          "Jojka's export has no end: the service gives the same contacts again for every offset",
        );
      before = shown;
      yield* page;
      offset += page.length;
    }
  }

  /** `add_campaign`: sends a message to many; never sent again once it may have left. Gives the campaign's id. */
  async addCampaign(options: CampaignOptions): Promise<string> {
    const { toMsisdns, toGroups, message, from, scheduled, name } = options;
    const parameters = withoutUndefined({
      to_msisdn: toMsisdns?.join(';'),
      to_group: toGroups && groupList(toGroups),
      msg: message,
      from,
      scheduled: timeText(scheduled),
      name,
    });
    check('add_campaign', parameters);
    return this.#ask('add_campaign', parameters);
  }

  /** `add_contact`: stores a contact. What happens to the groups of one that is there is not documented. */
  async addContact(contact: { msisdn: string; name: string; groups?: readonly string[] }): Promise<void> {
    const { msisdn, name, groups = [] } = contact;
    return this.#ask('add_contact', {
      msisdn,
      name,
      group: groups.length > 0 ? groupList(groups) : undefined,
    });
  }

  /** `add_contact_to_group`: makes a contact that is there a member of a group. */
  addContactToGroup({ msisdn, group }: { msisdn: string; group: string }): Promise<void> {
    return this.#ask('add_contact_to_group', { msisdn, group });
  }

  /**
   * `export_contacts_list`: reads a page of contacts.
   *
   * @param page.max at most 10,000; Jojka takes 100 without it
   */
  exportContactsList({ max, offset }: { max?: number; offset?: number } = {}): Promise<Contact[]> {
    return this.#ask('export_contacts_list', { max: max?.toString(), offset: offset?.toString() });
  }

  /** The same, as the contacts stand in the answer where that is of the usual form. */
  async exportPage(page: { max: number; offset: number }): Promise<PlainContacts | Contact[]> {
    const parameters = { max: String(page.max), offset: String(page.offset) };
    return (await this.#call('export_contacts_list', parameters, this.#signal, { short: readPlainPage }))
      .value;
  }

  /**
   * `fetch_replies`: reads messages that came in, none older than 96 hours.
   *
   * @param options.patienceSeconds so long a Retry-After is waited for, where that is less than other calls wait
   */
  async fetchReplies({
    since,
    fromMsisdn,
    patienceSeconds,
  }: {
    since?: Date | string;
    fromMsisdn?: string;
    patienceSeconds?: number;
  } = {}): Promise<Reply[]> {
    const given = withoutUndefined({ since_time: timeText(since), from_msisdn: fromMsisdn });
    const wishes = patienceSeconds === undefined ? {} : { patienceMs: patienceSeconds * 1000 };
    return (await this.#call('fetch_replies', given, this.#signal, wishes)).value;
  }

  /** `get_msg_ids_by_campaign_id`: ids of a campaign's messages. */
  getMsgIdsByCampaignId({ campaignId }: { campaignId: string }): Promise<string[]> {
    return this.#ask('get_msg_ids_by_campaign_id', { campaign_id: campaignId });
  }

  /** `get_msg_status`: `SENT`, `DELIVERED` or `ERROR`. */
  getMsgStatus({ messageId }: { messageId: string }): Promise<string> {
    return this.#ask('get_msg_status', { msg_id: messageId });
  }

  /**
   * `import_contacts_list`: stores contacts. Jojka answers for the whole list, also when it stored only part of it.
   *
   * @param list.csv rows as the API document describes them
   * @param list.url where Jojka fetches such rows
   * @throws UsageError before anything is sent when a row cannot be carried: the format has no quoting
   */
  async importContactsList(
    list: { rows: readonly Contact[] } | { csv: string } | { url: string },
  ): Promise<void> {
    if ('url' in list) return this.#ask('import_contacts_list', { contacts_list_url: list.url });
    return this.#ask('import_contacts_list', {
      contacts_list: 'csv' in list ? list.csv : importRows(list.rows),
    });
  }

  /** `rm_contact_from_group`: takes a contact out of a group. */
  rmContactFromGroup({ msisdn, group }: { msisdn: string; group: string }): Promise<void> {
    return this.#ask('rm_contact_from_group', { msisdn, group });
  }

  /** `send`: sends one message; never sent again once it may have left. Gives the message's id. */
  async send({ to, message, from }: { to: string; message: string; from?: string }): Promise<string> {
    const parameters = withoutUndefined({ to, msg: message, from });
    check('send', parameters);
    return this.#ask('send', parameters);
  }

  /** `get_campaign_recipients_status`: delivery of a campaign, recipient by recipient. */
  getCampaignRecipientsStatus({ campaignId }: { campaignId: string }): Promise<RecipientStatus[]> {
    return this.#ask('get_campaign_recipients_status', { campaign_id: campaignId });
  }

  /** `cancel_campaign`: cancels a campaign that has not begun. */
  cancelCampaign({ campaignId }: { campaignId: string }): Promise<void> {
    return this.#ask('cancel_campaign', { campaign_id: campaignId });
  }

  /** `rm_contact`: removes a contact. */
  rmContact({ msisdn }: { msisdn: string }): Promise<void> {
    return this.#ask('rm_contact', { msisdn });
  }

  /** `get_groups_from_msisdn`: ids, not names, of the groups that a contact is in. */
  getGroupsFromMsisdn({ msisdn }: { msisdn: string }): Promise<string[]> {
    return this.#ask('get_groups_from_msisdn', { msisdn });
  }

  /** `rm_from_blocklist`: takes a number off the blocklist. */
  rmFromBlocklist({ msisdn }: { msisdn: string }): Promise<void> {
    return this.#ask('rm_from_blocklist', { msisdn });
  }

  /** `add_to_blocklist`: puts a number on the blocklist. */
  addToBlocklist({ msisdn }: { msisdn: string }): Promise<void> {
    return this.#ask('add_to_blocklist', { msisdn });
  }

  /** `check_if_in_blocklist`: whether a number is blocked; an answer that does not say so is an error, never a no. */
  checkIfInBlocklist({ msisdn }: { msisdn: string }): Promise<boolean> {
    return this.#ask('check_if_in_blocklist', { msisdn });
  }

  /** Closes the connections; calls in flight fail. */
  close(): Promise<void> {
    return this.#http.close();
  }
}

type Given = Readonly<Record<string, string | undefined>>;

function withoutUndefined(given: Given): Parameters {
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) if (value !== undefined) parameters[name] = value;
  return parameters;
}

/** Refuses what the table says is wrong, before it costs a call or reaches a person. */
function check(name: EndpointName, parameters: Parameters): void {
  const problems = parameterProblems(name, parameters, { unknown: 'refuse' });
  if (problems.length > 0)
    throw new UsageError(
      `${name}: ${problems.map(({ parameter, message }) => `${parameter} ${message}`).join('; ')}.`,
    );
}

function groupList(groups: readonly string[]): string {
  if (groups.some((group) => group.includes(';')))
    throw new UsageError('A group holds a semicolon, which Jojka takes for the end of its name.');
  return groups.join(';');
}

function timeText(time: Date | string | undefined): string | undefined {
  return time instanceof Date ? formatTime(time) : time;
}
