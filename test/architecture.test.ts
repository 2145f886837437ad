import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What each folder may import: values and types, or types alone. The table of docs/architecture.md. */
const rules: Record<string, { values: string[]; types?: string[] }> = {
  contact: { values: [] },
  table: { values: ['contact'] },
  extract: {
    values: [
      'whole-file',
      'url-certificates',
      'contact',
      'dispatcher',
      'errors',
      'json-size',
      'loopback',
      'table',
    ],
    types: ['jojka'],
  },
  transform: { values: ['contact', 'errors', 'table'] },
  plan: { values: ['contact', 'errors', 'table'] },
  replies: { values: ['contact', 'errors'] },
  campaign: { values: ['contact', 'errors', 'transform'] },
  jojka: {
    values: [
      'api-keys',
      'contact',
      'errors',
      'json-size',
      'out-of-memory',
      'dispatcher',
      'loopback',
      'tracing',
    ],
  },
  load: { values: ['contact', 'errors', 'plan', 'table'], types: ['jojka', 'state'] },
  state: {
    values: ['whole-file', 'url-certificates', 'contact', 'errors', 'out-of-memory', 'table'],
    types: ['plan'],
  },
  report: { values: ['contact'], types: ['plan', 'load', 'state', 'campaign', 'steps', 'doctor', 'fleet'] },
  config: { values: ['whole-file', 'api-keys', 'contact', 'errors', 'transform'] },
  session: {
    values: [
      'whole-file',
      'api-keys',
      'contact',
      'errors',
      'out-of-memory',
      'config',
      'jojka',
      'state',
      'table',
      'tracing',
    ],
  },
  steps: {
    values: [
      'whole-file',
      'api-keys',
      'private-file',
      'out-of-memory',
      'contact',
      'table',
      'errors',
      'extract',
      'transform',
      'plan',
      'replies',
      'jojka',
      'load',
      'state',
      'config',
      'session',
    ],
  },
  doctor: { values: ['contact', 'errors', 'transform', 'jojka', 'state', 'config', 'session', 'steps'] },
  jobs: {
    values: [
      'contact',
      'table',
      'errors',
      'extract',
      'transform',
      'plan',
      'campaign',
      'jojka',
      'load',
      'state',
      'config',
      'session',
      'steps',
      'doctor',
      'scaffold',
    ],
  },
  fleet: { values: ['contact', 'dispatcher', 'errors', 'extract', 'jojka', 'config', 'session', 'state'] },
  scaffold: { values: ['contact', 'errors', 'transform'] },
  notify: { values: ['contact', 'errors', 'dispatcher', 'loopback', 'config', 'report'], types: ['steps'] },
  sandbox: { values: ['whole-file', 'contact', 'errors', 'jojka', 'private-file', 'loopback', 'listen'] },
  console: {
    values: [
      'contact',
      'errors',
      'loopback',
      'listen',
      'fleet',
      'jobs',
      'report',
      'session',
      'state',
      'steps',
    ],
  },
  cli: {
    values: [
      'whole-file',
      'api-keys',
      'private-file',
      'out-of-memory',
      'jobs',
      'fleet',
      'steps',
      'session',
      'report',
      'sandbox',
      'console',
      'campaign',
      'contact',
      'errors',
      'transform',
      'notify',
      'scaffold',
    ],
  },
};

/** Packages that only one file may import. */
const onlyIn: Record<string, RegExp> = {
  papaparse: /^extract\/csv/,
  'fastest-levenshtein': /^contact\/nearest\.ts$/,
  'libphonenumber-js': /^transform\//,
  'p-limit': /^jojka\/rate\.ts$/,
  undici: /^dispatcher\.ts$/,
  saxen: /^extract\/xlsx\/xml\.ts$/,
  '@opentelemetry/api': /^tracing\.ts$/,
  'prom-client': /^report\/metrics\.ts$/,
  nodemailer: /^notify\/email\.ts$/,
  knex: /^state\//,
  '@electric-sql/pglite': /^state\//,
  commander: /^cli\//,
  'temporal-polyfill': /^campaign\/send-time\.ts$/,
  '@clack/prompts': /^cli\/questions\.ts$/,
  mysql2: /^extract\/mysql\//,
  tedious: /^extract\/sqlserver\//,
  'pg-boss': /^fleet\/queue\.ts$/,
  '@bomb.sh/tab': /^cli\/completion\.ts$/,
  'sms-segments-calculator': /^campaign\/sms-text\.ts$/,
};

const pure = ['transform', 'plan', 'replies', 'campaign', 'report', 'scaffold'];
const impure = /^node:(?!crypto)|^pino/;

const root = join(import.meta.dirname, '..', 'src');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  // Made of what runs in the page, which has a clock and a screen of its own.
  .filter((file) => !file.endsWith('.generated.ts'));

const imports = files.flatMap((file) =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gms,
    ),
  ].map(([, type, target]) => ({ file, isType: type !== undefined, target: target as string })),
);

/** The code of a file, without comments. */
function codeOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
}

test('there are imports to look at', () => {
  expect(imports.length).toBeGreaterThan(100);
});

describe('the import rule', () => {
  test.each(Object.entries(rules))('%s', (folder, { values, types = [] }) => {
    const wrong = imports.flatMap(({ file, isType, target }) => {
      if (!file.startsWith(`${folder}/`) || !target.startsWith('..')) return [];
      const [place] = relative(root, join(root, file, '..', target)).split('/');
      const to = (place ?? '').replace(/\.ts$/, '');
      return values.includes(to) || (isType && types.includes(to)) || to === folder
        ? []
        : [`${file} → ${target}`];
    });
    expect(wrong).toEqual([]);
  });
});

test('the import rule is the table of docs/architecture.md', () => {
  const page = readFileSync(join(root, '..', 'docs', 'architecture.md'), 'utf8');
  const names = (text = '') => [...text.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name as string).sort();
  const table = [...page.matchAll(/^\| `([a-z]+)` +\| (.+?) *\|$/gm)].map(([, folder, text]) => {
    const [values, types] = (text as string).split('types of');
    return [folder, { values: names(values), types: names(types) }];
  });
  const asTested = Object.entries(rules).map(([folder, { values, types = [] }]) => [
    folder,
    { values: [...values].sort(), types: [...types].sort() },
  ]);
  expect(Object.fromEntries(table)).toEqual(Object.fromEntries(asTested));
});

describe('packages with one place', () => {
  test.each(Object.entries(onlyIn))('%s', (name, place) => {
    const wrong = imports.filter(
      ({ file, target, isType }) =>
        !isType && (target === name || target.startsWith(`${name}/`)) && !place.test(file),
    );
    expect(wrong).toEqual([]);
  });
});

test.each(pure)('%s is pure', (folder) => {
  const inFolder = files.filter((file) => file.startsWith(`${folder}/`));
  expect(imports.filter(({ file, target }) => inFolder.includes(file) && impure.test(target))).toEqual([]);
  for (const file of inFolder)
    expect(codeOf(file), file).not.toMatch(
      /new Date\(\)|Date\.now|Math\.random|process\.|\bconsole\.(?:log|info|warn|error|debug)\b/,
    );
});

test('only session/state.ts opens the database', () => {
  const openers = files.filter((file) => !file.startsWith('state/') && /\bopenDatabase\(/.test(codeOf(file)));
  expect(openers).toEqual(['session/state.ts']);
});

/** Commands that are no job: the sandbox is a room of its own, help reads a page, and what concerns many jobs is in fleet/. */
const noJobs = ['sandbox', 'help', 'work', 'schedule', 'fleet'];

test('each verb of the command line is a job, and each job a verb', () => {
  const verbs = [
    ...readFileSync(join(root, 'cli', 'commands.ts'), 'utf8').matchAll(
      /^ {4}load: async \(\) => \(await import\('\.\/([a-z]+)\.ts'\)\)/gm,
    ),
  ].map(([, name]) => name as string);
  const jobs = files.filter((file) => file.startsWith('jobs/')).map((file) => file.slice(5, -3));
  expect(verbs.filter((verb) => !noJobs.includes(verb)).sort()).toEqual(jobs.sort());
});

/** Who reads files in another way than whole: part by part, to their end. */
const inParts = ['extract/bytes.ts', 'steps/files-of-person.ts'];

test('only whole-file.ts reads a file whole: what is no file would be waited for, or has no end', () => {
  for (const file of files.filter((name) => name !== 'whole-file.ts' && !inParts.includes(name)))
    expect(codeOf(file), file).not.toMatch(
      /\b(?:readFile|readFileSync|readSync|openSync|createReadStream|readv|readvSync|openAsBlob|readLines)\b/,
    );
});

test('only cli/process.ts prints or ends the process, and what loads it', () => {
  for (const file of files.filter((name) => !['cli/main.ts', 'cli/process.ts'].includes(name)))
    expect(codeOf(file), file).not.toMatch(
      /\bconsole\.(?:log|info|warn|error|debug)\b|process\.exit\(|process\.stdout\.write/,
    );
});
