import type { ConsentState } from '../contact/consent.ts';
import { dayText } from '../contact/day.ts';
import { keyOf } from '../contact/key-trace.ts';
import type { BlockOrigin, Want } from '../contact/ledger.ts';
import type { RejectionFigures } from '../contact/rejection.ts';
import type { Database } from './database.ts';
import { findPerson } from './find-person.ts';
import { bindingsOf, hisRejections } from './personal-data.ts';

/** One change of a number in one run. */
export interface StoryChange {
  readonly at: Date;
  readonly run: string;
  readonly command: string;
  readonly pipeline: string;
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>> | null;
  /** State of the last call that carried it; undefined when none was journaled. */
  readonly state: string | undefined;
  readonly verdict: string | null;
  /** When the call that did it was answered; null where none was. */
  readonly doneAt: Date | null;
}

/** What a source says of the person's consent, as the ledger has it. */
export interface StoryConsent {
  readonly pipeline: string;
  readonly source: string;
  readonly state: ConsentState;
  /** The day of the yes: `2026-03-01`. */
  readonly given?: string;
  readonly since: Date;
  /** Groups that need it, and that he is or would be in. */
  readonly groups: readonly string[];
}

/** A consent that changed: what a source said then. */
export interface StoryConsentEvent {
  readonly at: Date;
  readonly pipeline: string;
  readonly source: string;
  /** Null: it speaks of him no more. */
  readonly state: ConsentState | null;
  readonly given?: string;
  /** The cell and its line; null where time alone has made it so. */
  readonly value: string | null;
  readonly line: number | null;
}

/** What is known of a number in one account. */
export interface Story {
  readonly account: string;
  readonly contact:
    | {
        readonly managed: string | null;
        readonly pipeline: string | null;
        readonly groups: readonly string[];
        readonly spellings: unknown;
        readonly firstConfirmed: Date;
        readonly lastConfirmed: Date;
      }
    | undefined;
  readonly wants: readonly (Want & { readonly pipeline: string })[];
  readonly block:
    | {
        readonly origins: readonly BlockOrigin[];
        readonly firstAt: Date;
        readonly lastAt: Date;
        /** False: the block is owed, or may be gone. */
        readonly isCertain: boolean;
        /** The source, which alone has it blocked, opted it out no more when it was last read. */
        readonly unsaid: boolean;
      }
    | undefined;
  readonly consents: readonly StoryConsent[];
  readonly consentEvents: readonly StoryConsentEvent[];
  readonly changes: readonly StoryChange[];
  readonly rejections: readonly {
    readonly at: Date;
    readonly run: string;
    readonly pipeline: string;
    readonly source: string;
    readonly line: number;
    readonly code: string;
    readonly value: string;
    readonly figures: RejectionFigures | null;
    readonly told: string | null;
  }[];
  /** What it has answered; the text is null once it was pruned, the word undefined when it is no opt-out. */
  readonly replies: readonly {
    readonly at: Date;
    readonly message: string | null;
    readonly word: string | undefined;
  }[];
}

/** What is known of one number, to be handed over: what was known, from where, when it was blocked, what was sent. */
export interface Evidence {
  readonly msisdn: string;
  /** When it was put together. */
  readonly at: Date;
  /** What alone is told of; undefined for all of them. Blocks and answers are the account's, and always told. */
  readonly pipeline: string | undefined;
  readonly stories: readonly Story[];
}

/**
 * Everything that the state has of a number, account by account; accounts that know nothing of it are left out.
 *
 * @param accounts those that are looked into; all of them, where left out
 */
export async function readStories(
  database: Database,
  msisdn: string,
  accounts?: readonly { readonly id: number; readonly name: string }[],
): Promise<Story[]> {
  const { knex } = database;
  const stories: Story[] = [];
  const all: NonNullable<typeof accounts> = await knex('accounts').orderBy('name').select('id', 'name');
  for (const { id, name } of accounts ?? all) {
    const own = { account_id: id, msisdn };
    const contact = await knex('ledger_contacts').where(own).first();
    const wants = await knex('ledger_wants').where(own).orderBy('pipeline');
    const block = await knex('ledger_blocks').where(own).first();
    const changes = await knex('run_changes')
      .join('runs', 'runs.id', 'run_changes.run_id')
      .leftJoin('run_contacts', (join) =>
        join
          .on('run_contacts.run_id', 'run_changes.run_id')
          .andOn('run_contacts.msisdn', 'run_changes.msisdn'),
      )
      .where({ account_id: id, 'run_changes.msisdn': msisdn })
      .orderBy(['runs.seq', 'run_changes.seq'])
      .select('runs.started_at as at', 'runs.id as run', 'command', 'pipeline', 'kind', 'detail', 'verdict')
      .select(
        knex.raw(`coalesce(runs.summary -> 'doneBefore' @> to_jsonb(run_changes.seq), false) as "stood"`),
      )
      .select(
        knex.raw(
          `(select state from calls where calls.run_id = run_changes.run_id and run_changes.seq = any(change_seqs)
            order by calls.state = 'done' desc, calls.seq desc limit 1) as state`,
        ),
        knex.raw(
          `(select max(ended_at) from calls where calls.run_id = run_changes.run_id
            and run_changes.seq = any(change_seqs) and calls.state = 'done') as "doneAt"`,
        ),
      );
    const consents = await knex('ledger_consents').where(own).orderBy(['pipeline', 'source']);
    const consentEvents = await knex('consent_events').where(own).orderBy('id');
    const { person } = await findPerson(knex, id, { msisdn, keys: [], names: [] });
    const rejections = await knex('rejections')
      .join('runs', 'runs.id', 'rejections.run_id')
      .where({ account_id: id })
      .whereRaw(hisRejections, bindingsOf(person, id))
      .orderBy(['runs.seq', 'rejections.seq'])
      .select('runs.started_at as at', 'runs.id as run', 'pipeline', 'source', 'line', 'code', 'value')
      .select('rejections.figures', 'rejections.message as told');
    const replies = await knex('replies')
      .where({ account_id: id, sender: msisdn })
      .orderBy(['inserted', 'id'])
      .select('inserted as at', 'message', 'word');
    const parts = [wants, changes, rejections, replies, consents, consentEvents];
    if (!contact && !block && parts.every((part) => part.length === 0)) continue;
    stories.push({
      account: name,
      contact: contact && {
        managed: contact.managed,
        pipeline: contact.pipeline,
        groups: contact.groups,
        spellings: contact.spellings,
        firstConfirmed: contact.first_confirmed,
        lastConfirmed: contact.last_confirmed,
      },
      wants: wants.map((want) => ({
        pipeline: want.pipeline,
        name: want.name,
        groups: want.groups,
        keys: [...new Set((want.keys as string[]).map(keyOf))],
        absentRuns: want.absent_runs,
        since: want.since.toISOString(),
        ...(want.opted_out && { optedOut: true as const }),
      })),
      block: block && {
        origins: block.origins,
        firstAt: block.first_at,
        lastAt: block.last_at,
        isCertain: block.doubt === null,
        unsaid: block.unsaid,
      },
      consents: consents.map(({ pipeline, source, state, day, since, groups }) => ({
        ...{ pipeline, source, state, since, groups },
        ...(day !== null && { given: dayText(day) }),
      })),
      consentEvents: consentEvents.map(({ at, pipeline, source, state, day, value, line }) => ({
        ...{ at, pipeline, source, state, value, line },
        ...(day !== null && { given: dayText(day) }),
      })),
      changes: changes.map(({ stood, ...change }) => ({
        ...change,
        state: change.state ?? (stood ? 'standing' : undefined),
      })),
      rejections,
      replies: replies.map((reply) => ({ ...reply, word: reply.word ?? undefined })),
    });
  }
  return stories;
}
