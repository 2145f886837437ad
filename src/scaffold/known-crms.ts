import { recipeless, type TableRecipe } from './table-query.ts';
import { identifier, type Table } from './tables.ts';

/** How a table is read where it is one of a CRM that is known; else by its own columns alone. */
export function recipeFor(table: Table, all: readonly Table[]): TableRecipe {
  return odoo(table, all) ?? twenty(table) ?? recipeless;
}

/** Odoo keeps tags in a table of their own, and who is opted out of SMS in another: `phone_blacklist`. */
function odoo(table: Table, all: readonly Table[]): TableRecipe | undefined {
  if (table.name !== 'res_partner') return undefined;
  const beside = (name: string) => all.find((other) => other.schema === table.schema && other.name === name);
  const tags = beside('res_partner_category');
  const links = beside('res_partner_res_partner_category_rel');
  const blacklist = beside('phone_blacklist');
  const schema = table.schema === 'public' ? '' : `${identifier(table.schema)}.`;
  const isTranslated = tags?.columns.some(({ name, type }) => name === 'name' && /^json/.test(type));
  const tag = isTranslated ? "coalesce(c.name->>'sv_SE', c.name->>'en_US')" : 'c.name';
  return {
    made:
      tags && links
        ? [
            {
              name: 'tags',
              type: 'text[]',
              sql: `array(select ${tag} from ${schema}res_partner_res_partner_category_rel r
    join ${schema}res_partner_category c on c.id = r.category_id
    where r.partner_id = res_partner.id)`,
            },
          ]
        : [],
    hidden: [],
    remarks: [
      'Odoo: partners with their tags. Companies are among them: add "where not is_company" for people alone.',
    ],
    optOuts: blacklist
      ? [
          {
            label: 'phone_blacklist',
            query: `select number from ${schema}phone_blacklist where active`,
            phone: 'number',
          },
        ]
      : [],
  };
}

/** Twenty keeps country code and number apart, and further numbers as a list of both. */
function twenty(table: Table): TableRecipe | undefined {
  const names = table.columns.map(({ name }) => name);
  const [code, number, more] = [
    'phonesPrimaryPhoneCallingCode',
    'phonesPrimaryPhoneNumber',
    'phonesAdditionalPhones',
  ] as const;
  if (table.name !== 'person' || !names.includes(code) || !names.includes(number)) return undefined;
  const list = `"${more}"`;
  return {
    made: [
      { name: 'phone', type: 'text', sql: international(`"${code}"`, `"${number}"`) },
      ...(names.includes(more)
        ? [
            {
              name: 'additional_phones',
              type: 'text[]',
              sql: `array(select ${international("p->>'callingCode'", "p->>'number'")}
    from jsonb_array_elements(case jsonb_typeof(${list}) when 'array' then ${list} else '[]' end) p)`,
            },
          ]
        : []),
    ],
    hidden: [code, number, 'phonesPrimaryPhoneCountryCode', more],
    remarks: ['Twenty: people, with the country code put before the number.'],
    optOuts: [],
  };
}

function international(code: string, number: string): string {
  return `case when ${code} <> '' and ${number} <> '' then ${code} || ltrim(${number}, '0') else ${number} end`;
}
