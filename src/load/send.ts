import type { Contact } from '../contact/contact.ts';
import { ApiError } from '../errors.ts';
import type { PlannedCall } from '../plan/calls.ts';

/** The writing calls that load makes; {@link JojkaClient} has them. */
export interface LoadClient {
  addToBlocklist(params: { msisdn: string }): Promise<unknown>;
  rmFromBlocklist(params: { msisdn: string }): Promise<unknown>;
  rmContact(params: { msisdn: string }): Promise<unknown>;
  addContactToGroup(params: { msisdn: string; group: string }): Promise<unknown>;
  rmContactFromGroup(params: { msisdn: string; group: string }): Promise<unknown>;
  importContactsList(params: { rows: readonly Contact[] }): Promise<unknown>;
  checkIfInBlocklist(params: { msisdn: string }): Promise<boolean>;
}

/** Sends one planned call. Removing what is already gone counts as done (L3). */
export async function sendCall(client: LoadClient, call: PlannedCall): Promise<void> {
  switch (call.endpoint) {
    case 'add_to_blocklist':
      await client.addToBlocklist({ msisdn: call.msisdn });
      return;
    case 'rm_from_blocklist':
      await client.rmFromBlocklist({ msisdn: call.msisdn });
      return;
    case 'rm_contact':
      await unlessGone(() => client.rmContact({ msisdn: call.msisdn }));
      return;
    case 'rm_contact_from_group':
      await unlessGone(() => client.rmContactFromGroup({ msisdn: call.msisdn, group: call.group }));
      return;
    case 'add_contact_to_group':
      await client.addContactToGroup({ msisdn: call.msisdn, group: call.group });
      return;
    case 'import_contacts_list':
      await client.importContactsList({ rows: call.rows });
      return;
  }
}

/**
 * What Jojka says when the thing to remove is not there is not documented (notes), so its words are looked at in the
 * languages it may use. A refusal in other words fails the call, and verify tells whether the thing is gone.
 */
const gone =
  /not (be )?found|no such|(does ?n[o']t|do not) exist|unknown (contact|msisdn|group)|not (a |in the |in )?(member|group)|finns inte|hittades inte|hittar inte|saknas|existerar inte|okänd|inte medlem|not in group/i;

async function unlessGone(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (
      error instanceof ApiError &&
      (error.status === 404 || error.status === 410 || error.messages.some((message) => gone.test(message)))
    )
      return;
    throw error;
  }
}
