import { columnSentence, valueLines } from './opt-out-text.ts';
import type { Proposal } from './proposal.ts';
import type { SourceDraft } from './source-draft.ts';
import { block, comment, inline } from './yaml-text.ts';

/** What a new pipeline is made of. */
export interface PipelineDraft {
  readonly name: string;
  readonly account: string;
  readonly source: SourceDraft;
  readonly proposal: Proposal;
  /** How many rows were looked at. */
  readonly rows: number;
  /** Where the JSON Schema lies, as seen from the pipeline's file. */
  readonly schema: string;
}

/** The file of a new pipeline, with comments that say what each line does and what else there is. */
export function pipelineText(draft: PipelineDraft): string {
  const { name, account, source } = draft;
  return `${[
    `# yaml-language-server: $schema=${draft.schema}`,
    '#',
    '# What goes to Jojka, and what may happen there. All keys: docs/pipelines.md of jojka-sync.',
    `#   npx --no-install jojka-sync validate ${name}    whether this file is right`,
    `#   npx --no-install jojka-sync plan ${name}        what would happen; changes nothing`,
    `name: ${inline(name)}`,
    ...(account === 'default' ? [] : [`account: ${inline(account)}`]),
    '',
    'sources:',
    ...placeLines(source),
    ...mappingLines(draft).map((line) => (line === '' ? '' : `    ${line}`)),
    '',
    ...optOutSourceLines(source),
    ...afterSources(draft),
  ].join('\n')}\n`;
}

function placeLines(source: SourceDraft): string[] {
  if (source.type === 'csv')
    return [
      '  - type: csv',
      `    path: ${inline(source.path)} # seen from the folder in which the command runs; may be gzip`,
      `    encoding: ${inline(source.encoding ?? 'auto')} # auto: found out (utf-8, windows-1252, utf-16)`,
      `    delimiter: ${inline(source.delimiter ?? 'auto')} # auto: found out (; , tab |)`,
      ...(source.skipRows ? [`    skipRows: ${source.skipRows} # lines above the header`] : []),
    ];
  if (source.type === 'xlsx')
    return [
      '  - type: xlsx',
      `    path: ${inline(source.path)} # seen from the folder in which the command runs`,
      source.sheet === undefined
        ? '    # sheet: Kunder          # its name, or its position; the first that is shown'
        : `    sheet: ${inline(source.sheet)} # its name, or its position`,
      ...(source.skipRows ? [`    skipRows: ${source.skipRows} # rows above the header`] : []),
    ];
  if (source.type === 'http')
    return [
      '  - type: http',
      `    url: \${${source.variable}} # from the environment or .env: whoever has it may have the list`,
      `    label: ${inline(source.label)} # keys belong to this name: leave it as it is`,
      `    format: ${source.format} # csv, json or jsonl`,
      '    # headers: { authorization: "Bearer ${CRM_TOKEN}" }',
      ...(source.allowPrivate ? ['    allowPrivate: true # a machine of this network, and http:'] : []),
    ];
  return [
    '  - type: postgres',
    `    url: \${${source.variable}} # from the environment or .env; a user that may only read is enough`,
    `    label: ${inline(source.label)} # keys belong to this name: leave it as it is`,
    ...source.remarks.map((remark) => `    # ${comment(remark)}`),
    `    query: ${block(source.query, '      ')}`,
  ];
}

function mappingLines({ source, proposal, rows }: PipelineDraft): string[] {
  const hasLists = source.type === 'postgres' && source.optOuts.length > 0;
  const { id, phone, names, unused } = proposal;
  return [
    '',
    ...(id === undefined
      ? ['# id: COLUMN               # a key of its own for each record lets a changed number be followed']
      : [`id: ${inline(id)} # the record's key: a changed number is followed by it`]),
    `phone: ${inline(phone)} # the first that is a mobile number counts`,
    ...(names.length > 0
      ? [`name: ${inline(names)} # joined by a space`]
      : ['# name: COLUMN             # without one, a contact is called by its number']),
    ...groupLines(proposal),
    ...optOutLines(proposal, rows, hasLists),
    ...whereLines(proposal),
    ...(unused.length > 0 ? ['', `# Not used: ${comment(unused.slice(0, 40).join(', '))}`] : []),
  ];
}

function groupLines({ groups, everybody, unused }: Proposal): string[] {
  const lines = groups.map(({ column, separator, is, examples }) => {
    const seen = examples.length > 0 ? ` # such as ${comment(examples.join(', '))}` : '';
    if (is) return `  - ${inline({ column, is, group: column })}`;
    return `  - ${inline({ column, ...(separator && { separator }) })}${seen}`;
  });
  const place = unused.find((name) => /^(ort|stad|postort|city|town)$/i.test(name));
  const template = place ? [`  # - ${inline(`Ort {${place}}`)}`] : [];
  const all = everybody ? [`  - ${inline(everybody)} # everybody`] : [];
  if (all.length + lines.length === 0) return ['groups: []', ...template];
  return ['groups:', ...all, ...lines, ...template];
}

function optOutLines({ optOut }: Proposal, rows: number, hasLists: boolean): string[] {
  if (!optOut)
    return [
      '',
      hasLists
        ? '# Who has opted out is in the list below. Where a column says it too:'
        : '# No column says who has opted out: everybody who has a number becomes a contact. Where there is one:',
      '# optOut: { column: SMS-stopp }        # the usual words for yes and no; or is: [...], not: [...]',
    ];
  const { column, is, not, any } = optOut;
  return [
    '',
    `# ${columnSentence(optOut)} In the first ${rows} rows:`,
    ...valueLines(optOut).map((line) => `#   ${line}`),
    'optOut:',
    `  column: ${inline(column)}`,
    ...(is ? [`  is: ${inline(is)} # opted out${is.includes('') ? '; "" is an empty cell' : ''}`] : []),
    ...(not ? [`  not: ${inline(not)} # not opted out`] : []),
    ...(any ? ['  any: true # any value that does not say no'] : []),
  ];
}

/** Conditions are the pipeline's, not the query's: an opt-out on a row that they leave out counts all the same (T8). */
function whereLines({ where, optOut }: Proposal): string[] {
  if (where.length === 0) return [];
  return [
    '',
    '# Rows that are contacts. An opt-out on a row that is left out counts all the same.',
    ...(optOut?.where ? ['# Who has not said yes to SMS is no contact, and is not blocked either.'] : []),
    'where:',
    ...where.map(({ column, words }) => `  ${inline(column)}: ${inline(words)}`),
  ];
}

function optOutSourceLines(source: SourceDraft): string[] {
  if (source.type !== 'postgres' || source.optOuts.length === 0)
    return [
      '# Lists of numbers that want no SMS, of any kind:',
      '# optOuts:',
      '#   - { type: csv, path: opt-outs.csv, phone: Mobil }',
      '',
    ];
  return [
    '# Numbers that want no SMS, whoever has them:',
    'optOuts:',
    ...source.optOuts.flatMap(({ label, query, phone }) => [
      '  - type: postgres',
      `    url: \${${source.variable}}`,
      `    label: ${inline(label)}`,
      `    query: ${inline(query)}`,
      `    phone: ${inline(phone)}`,
    ]),
    '',
  ];
}

const absentSays = {
  keep: 'keep: who is in Jojka and no more in the source stays',
  'remove-managed': 'who is no more in the source is removed, if this product made the contact; others stay',
  'remove-all': 'REMOVES EVERYBODY in Jojka who is not in the source, whoever made the contact',
} as const;

function afterSources({ proposal: { absent, optOut } }: PipelineDraft): string[] {
  const stays = optOut?.where
    ? 'is blocked; a contact that "where" still lets in stays'
    : 'is blocked and stays a contact';
  return [
    'transform:',
    '  region: SE # of numbers without a country code',
    '',
    'contacts:',
    `  absent: ${absent} # ${absentSays[absent]}`,
    '  names: overwrite # keep: nobody is renamed',
    `  optedOut: keep # who opts out ${stays}; or no-groups, or remove`,
    '',
    'groups:',
    '  mode: mirror # memberships that this product added and that are no more wanted go; or add',
    '',
    'blocklist:',
    '  replies: true # who answers STOP is blocked before anything else happens',
    '  unblock: never # managed: unblocks whom nothing but the source had blocked, when it says no',
    '',
    '# What one night may change before it is held back for somebody to look at. These are the defaults:',
    'guards:',
    '  removals: 5%',
    '  memberships: 5%',
    '  blocks: 5%',
    '  rejections: 10%',
    '  creates: 25%',
  ];
}
