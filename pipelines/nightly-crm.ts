import { definePipeline } from 'jojka-sync';

/**
 * The nightly job from a CRM in Postgres. CRM_DATABASE_URL says where it is; data/crm.sql holds a schema and people to
 * try it with.
 *
 *   psql "$CRM_DATABASE_URL" -f data/crm.sql
 *   jojka-sync sync nightly-crm
 */
export default definePipeline({
  name: 'nightly-crm',
  sources: [
    {
      type: 'postgres',
      label: 'crm',
      url: '${CRM_DATABASE_URL}',
      query: 'select id, mobile, full_name, tags, sms_stop from customers where active order by id',
      id: 'id',
      phone: 'mobile',
      name: 'full_name',
      groups: ['Kunder', { column: 'tags' }],
      optOut: { column: 'sms_stop', is: ['true', 'ja'] },
    },
  ],
  contacts: { absent: 'remove-managed', optedOut: 'no-groups' },
  groups: { mode: 'mirror' },
});
