import type { ContactList } from './list.ts';

/** What the service knows besides its list. */
export interface ServiceState {
  list: ContactList;
  blocked: Set<string>;
}

export type Answer = string | readonly Buffer[];

const done = '{"successes":"done"}';

/** The endpoints that a benchmark reaches, each as cheap as can be; none checks what it is given. */
export const calls: Readonly<Record<string, (form: URLSearchParams, state: ServiceState) => Answer>> = {
  export_contacts_list: (form, { list }) =>
    list.page(Number(form.get('offset') ?? 0), Number(form.get('max') ?? 100)),
  import_contacts_list: (form, { list }) => {
    for (const line of (form.get('contacts_list') ?? '').split('\n')) {
      const [msisdn = '', name = '', ...groups] = line.split(';');
      list.put({ msisdn, name, groups: merged(list.find(msisdn)?.groups, groups) });
    }
    return done;
  },
  add_contact: (form, { list }) => {
    const [msisdn, name] = [text(form, 'msisdn'), text(form, 'name')];
    list.put({
      msisdn,
      name,
      groups: merged(list.find(msisdn)?.groups, text(form, 'group').split(';').filter(Boolean)),
    });
    return `{"msisdn":"${msisdn}"}`;
  },
  add_contact_to_group: (form, { list }) => {
    const row = list.find(text(form, 'msisdn'));
    if (!row) return '{"error":{"msisdn":"the contact was not found"}}';
    list.put({ ...row, groups: merged(row.groups, [text(form, 'group')]) });
    return done;
  },
  rm_contact_from_group: (form, { list }) => {
    const row = list.find(text(form, 'msisdn'));
    if (row) list.put({ ...row, groups: row.groups.filter((group) => group !== form.get('group')) });
    return done;
  },
  rm_contact: (form, { list }) => {
    list.remove(text(form, 'msisdn'));
    return done;
  },
  add_to_blocklist: (form, { blocked }) => {
    blocked.add(text(form, 'msisdn'));
    return done;
  },
  rm_from_blocklist: (form, { blocked }) => {
    blocked.delete(text(form, 'msisdn'));
    return done;
  },
  check_if_in_blocklist: (form, { blocked }) => `{"in_blocklist":${blocked.has(text(form, 'msisdn'))}}`,
  fetch_replies: () => '[]',
};

function text(form: URLSearchParams, name: string): string {
  return form.get(name) ?? '';
}

function merged(had: readonly string[] | undefined, gets: readonly string[]): readonly string[] {
  return had === undefined ? gets : [...new Set([...had, ...gets])];
}
