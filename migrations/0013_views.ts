import type { Knex } from 'knex';

/**
 * Views for whoever reads the state with other programs: a CRM, a BI tool. Their columns are a promise (docs/state.md): new ones come
 * at the end, and none changes or goes within a major version. They read the rows, which are the truth, and never the packed copy. A
 * later migration that changes a column that they name makes them anew.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace view v_contacts as
    with known as (
      select account_id, msisdn from ledger_contacts union select account_id, msisdn from ledger_wants
    ), wants as (
      select w.account_id, w.msisdn,
        -- Where names differ, the pipeline that brought the contact in has the say (P10).
        (array_agg(nullif(w.name, '') order by w.opted_out, w.pipeline is distinct from c.pipeline, w.pipeline))[1] as name,
        array_agg(w.pipeline order by w.pipeline) filter (where not w.opted_out) as pipelines,
        min(w.since) as since
      from ledger_wants w
        left join ledger_contacts c on c.account_id = w.account_id and c.msisdn = w.msisdn
      group by w.account_id, w.msisdn
    ), records as (
      select account_id, msisdn, array_agg(distinct substr(key, strpos(key, chr(9)) + 1)) as keys,
        array_agg(distinct key) as source_keys
      from ledger_wants, unnest(keys) as key group by account_id, msisdn
    ), stops as (
      -- A STOP that no block answers yet.
      select distinct account_id, sender as msisdn from replies where word is not null and handled_at is null
    ), memberships as (
      select account_id, msisdn, array_agg(distinct own.one) as groups
      from ledger_wants, unnest(groups) as own(one) where not opted_out group by account_id, msisdn
    )
    select
      accounts.name as account,
      known.msisdn,
      wants.name,
      coalesce(records.keys, '{}') as keys,
      coalesce(wants.pipelines, '{}') as pipelines,
      coalesce(memberships.groups, '{}') as wanted_groups,
      coalesce(c.groups, '{}') as confirmed_groups,
      c.managed,
      c.first_confirmed,
      c.last_confirmed,
      wants.since as wanted_since,
      b.msisdn is not null or s.msisdn is not null as blocked,
      b.msisdn is not null and b.doubt is null as block_confirmed,
      coalesce(b.origins, case when s.msisdn is null then '{}' else array['reply'] end) as block_origins,
      coalesce(records.source_keys, '{}') as source_keys
    from known
      join accounts on accounts.id = known.account_id
      left join ledger_contacts c on c.account_id = known.account_id and c.msisdn = known.msisdn
      left join wants on wants.account_id = known.account_id and wants.msisdn = known.msisdn
      left join records on records.account_id = known.account_id and records.msisdn = known.msisdn
      left join memberships on memberships.account_id = known.account_id and memberships.msisdn = known.msisdn
      left join ledger_blocks b on b.account_id = known.account_id and b.msisdn = known.msisdn
      left join stops s on s.account_id = known.account_id and s.msisdn = known.msisdn;

    create or replace view v_blocks as
    select accounts.name as account, b.msisdn, b.origins, b.pipelines, b.first_at as since, b.doubt is null as confirmed,
      case when b.doubt is null then greatest(b.last_at, b.asked_at) end as confirmed_at, b.doubt, b.unsaid
    from ledger_blocks b join accounts on accounts.id = b.account_id
    union all
    -- A STOP that no block answers yet.
    select accounts.name, r.sender, array['reply'], '{}', min(r.inserted), false, null, 'owed', false
    from replies r join accounts on accounts.id = r.account_id
    where r.word is not null and r.handled_at is null and not exists (
      select from ledger_blocks b where b.account_id = r.account_id and b.msisdn = r.sender)
    group by accounts.name, r.sender;

    create or replace view v_runs as
    select accounts.name as account, r.id as run, r.pipeline, r.command, r.state, r.exit_code, r.started_at, r.ended_at,
      extract(epoch from r.ended_at - r.started_at)::double precision as seconds,
      coalesce(r.summary->>'heldBack', 'false') = 'true' as held_back,
      (r.summary->'plan'->>'desired')::double precision::bigint as desired,
      (r.summary->>'rejections')::double precision::bigint as rejections,
      (r.summary->'plan'->'changes'->>'create')::double precision::bigint as creates,
      (r.summary->'plan'->'changes'->>'rename')::double precision::bigint as renames,
      (r.summary->'plan'->'changes'->>'remove')::double precision::bigint as removes,
      (r.summary->'plan'->'changes'->>'addMembership')::double precision::bigint as memberships_added,
      (r.summary->'plan'->'changes'->>'removeMembership')::double precision::bigint as memberships_removed,
      (r.summary->'plan'->'changes'->>'block')::double precision::bigint as blocks,
      (r.summary->'plan'->'changes'->>'unblock')::double precision::bigint as unblocks,
      (r.summary->>'failures')::double precision::bigint as failures,
      (r.summary->'verification'->>'differences')::double precision::bigint as differences,
      r.seq as number
    from runs r join accounts on accounts.id = r.account_id;

    create or replace view v_rejections as
    with readings as (
      -- Runs that have read their sources, and their place among those of the pipeline.
      select id, account_id, pipeline, started_at,
        row_number() over (partition by account_id, pipeline order by seq) as place,
        row_number() over (partition by account_id, pipeline order by seq desc) = 1 as is_latest
      from runs where command in ('sync', 'adopt') and jsonb_exists(summary, 'columns')
    ), own as (
      select r.*, g.account_id, g.pipeline, g.started_at, g.is_latest, g.place - dense_rank() over (
        partition by g.account_id, g.pipeline, r.source, coalesce(r.record_key, r.value), r.field, r.code
        order by g.place) as island
      from rejections r join readings g on g.id = r.run_id
    )
    select accounts.name as account, own.pipeline, own.run_id as run, own.started_at as at, own.is_latest,
      own.source, own.line, substr(own.record_key, strpos(own.record_key, chr(9)) + 1) as key, own.field, own.code, own.value,
      min(own.started_at) over (
        partition by own.account_id, own.pipeline, own.source, coalesce(own.record_key, own.value), own.field, own.code, own.island
      ) as since,
      own.seq as number
    from own join accounts on accounts.id = own.account_id;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop view if exists v_rejections, v_runs, v_blocks, v_contacts');
}
