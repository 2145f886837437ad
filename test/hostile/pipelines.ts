import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvPipeline, goodRow, header, joined, lines, putPipeline, repeated, write } from './make.ts';
import type { Given, HostileCase } from './types.ts';

/** Pipelines that are bombs, code that misbehaves, and names that mean something to JavaScript. */

/** A pipeline file of that name and text, with a good CSV file beside it. */
function file(name: string, text: string, given: Given = {}): HostileCase['prepare'] {
  return ({ folder }) => {
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'crm.csv'), `${header}\n${goodRow}\n`);
    return { args: ['sync', name], ...given };
  };
}

/** A good pipeline in code, with something before it. */
const code = (before: string) => `${before}\nexport default ${JSON.stringify(csvPipeline())};\n`;

const laughs = [
  'a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]',
  ...Array.from({ length: 12 }, (_, index) => {
    const list = Array(10).fill(`*a${index}`).join(', ');
    return `a${index + 1}: &a${index + 1} [${list}]`;
  }),
].join('\n');

const yaml = `
name: p
sources:
  - { type: csv, path: crm.csv, id: Kundnr, phone: Mobil, name: Namn, groups: [GROUP] }
contacts: { absent: keep }
load: { requestsPerSecond: 1000, retries: 0 }
`;

const bombs: HostileCase[] = [
  {
    name: 'YAML: a billion laughs',
    short: true,
    exit: 64,
    says: /p\.yaml cannot be read: .*alias/i,
    prepare: file('p.yaml', `${laughs}\n${yaml}`),
  },
  {
    name: 'YAML: a tag that asks for code',
    exit: 64,
    says: /tag/i,
    prepare: file('p.yaml', yaml.replace('GROUP', '!!js/regexp /x/')),
  },
  {
    name: 'YAML: a tag that nobody knows',
    exit: 64,
    says: /tag/i,
    prepare: file('p.yaml', yaml.replace('GROUP', '!secret Kunder')),
  },
  {
    name: 'YAML: lists within each other, 100,000 deep',
    exit: 64,
    says: /p\.yaml/,
    prepare: file('p.yaml', `name: ${'['.repeat(100_000)}`),
  },
  {
    name: 'JSON: lists within each other, 200,000 deep',
    short: true,
    exit: 64,
    says: /p\.json/,
    prepare: file('p.json', `{"name":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
  },
  {
    name: 'JSON: 50 MB of unknown keys',
    exit: 64,
    says: /is larger than 1 MB/,
    seconds: 20,
    megabytes: 1000,
    prepare: async ({ folder }) => {
      const keys = lines(4_000_000, (index) => `"k${index}":1,`);
      await write(join(folder, 'p.json'), '{', keys, '"name":"p"}');
      return {
        wrong: ({ stderr }) =>
          stderr.length > 100_000 ? `a message of ${stderr.length} characters or more` : undefined,
      };
    },
  },
  {
    name: 'JSON: a name of 50 MB',
    exit: 64,
    says: /is larger than 1 MB/,
    megabytes: 700,
    prepare: async ({ folder }) => {
      await write(join(folder, 'p.json'), '{"name":"', repeated('x', 50e6), '"}');
      return {};
    },
  },
  {
    name: 'JSON: 200,000 sources that are none',
    exit: 64,
    says: /sources\[0\]/,
    seconds: 20,
    megabytes: 1000,
    prepare: async ({ folder }) => {
      const parts = joined('{"name":"p","sources":[', repeated('{},', 600_000), '{}]}');
      await write(join(folder, 'p.json'), parts);
      return {
        wrong: ({ stderr }) =>
          stderr.length > 100_000 ? `a message of ${stderr.length} characters or more` : undefined,
      };
    },
  },
];

const behaviour: HostileCase[] = [
  {
    name: 'code that never says what it is',
    exit: 64,
    says: /has not said within 30 s/,
    seconds: 45,
    prepare: file('p.mjs', code('await new Promise(() => setInterval(() => {}, 1000));')),
  },
  {
    name: 'code that never says what it is, and SIGTERM',
    exit: 143,
    says: /Stopped by SIGTERM/,
    prepare: file('p.mjs', code('await new Promise(() => setInterval(() => {}, 1000));'), {
      during: async (running) => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        running.kill('SIGTERM');
      },
    }),
  },
  {
    name: 'code that ends the process with 0',
    short: true,
    exit: 64,
    says: /wants to end the process/,
    prepare: file('p.ts', code('process.exit(0);')),
  },
  {
    name: 'code that ends the process with 0 a little later (by then it has said what it is)',
    short: true,
    exit: 0,
    says: /Plan: /,
    mayWrite: true,
    prepare: file('p.ts', code('setTimeout(() => process.exit(0), 100);'), {
      stdin: 'never',
    }),
  },
  {
    name: 'code that ends the process with 0 behind its listeners',
    short: true,
    exit: 64,
    says: /wants to end the process/,
    prepare: file('p.mjs', code(`process.removeAllListeners('exit'); process.exit(0);`)),
  },
  {
    name: 'code that ends the process by what lies below process.exit',
    short: true,
    exit: 64,
    says: /wants to end the process/,
    prepare: file('p.mjs', code('process.reallyExit(0);')),
  },
  {
    name: 'code in a loop without end',
    exit: 64,
    says: /has not said within 30 s/,
    seconds: 45,
    prepare: file('p.mjs', code('for (;;);')),
  },
  {
    name: 'code in a loop without end, and SIGTERM',
    exit: 143,
    says: /Stopped by SIGTERM/,
    prepare: file('p.mjs', code('for (;;);'), {
      during: async (running) => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        running.kill('SIGTERM');
      },
    }),
  },
  {
    name: 'code that takes all memory',
    exit: 64,
    says: /needs more memory than there is/,
    megabytes: 600,
    prepare: file('p.mjs', code('const all = []; for (;;) all.push(new Array(1000).fill({}));'), {
      env: { NODE_OPTIONS: '--max-old-space-size=300' },
    }),
  },
  {
    name: 'code that throws',
    short: true,
    exit: 64,
    says: /p\.ts cannot be read: no licence/,
    prepare: file('p.ts', code(`throw new Error('no licence');`)),
  },
  {
    name: 'code that throws nothing',
    exit: 64,
    says: /p\.js cannot be read/,
    prepare: file('p.js', code('throw undefined;')),
  },
  {
    name: 'code that leaves a promise to fail',
    short: true,
    exit: [1, 64],
    says: /the pipeline|p\.ts/i,
    prepare: file('p.ts', code(`Promise.reject(new Error('no licence'));`)),
  },
  {
    name: 'code with a fault of syntax',
    exit: 64,
    says: /p\.ts cannot be read/,
    prepare: file('p.ts', 'export default { name: '),
  },
  {
    name: 'code that refers to itself',
    short: true,
    exit: 64,
    says: /p\.ts/,
    prepare: file(
      'p.ts',
      `const p: any = ${JSON.stringify(csvPipeline())};\np.sources[0].self = p;\nexport default p;\n`,
    ),
  },
];

/** A pipeline with one value out of its range. */
const outOfRange: HostileCase[] = (
  [
    ['requestsPerSecond 0.0001', '"load":{"requestsPerSecond":0.0001}', /load\.requestsPerSecond/],
    ['requestsPerSecond 5000', '"load":{"requestsPerSecond":5000}', /load\.requestsPerSecond/],
    ['a guard of 101 %', '"guards":{"removals":"101%"}', /guards\.removals.*0 to 100/],
    ['1e400', '"load":{"timeoutSeconds":1e400}', /load\.timeoutSeconds/],
    ['a guard of -1', '"guards":{"removals":-1}', /guards\.removals/],
    ['importRows 1.5', '"load":{"importRows":1.5}', /load\.importRows/],
    ['maxMinutes 1e300', '"load":{"maxMinutes":1e300}', /load\.maxMinutes/],
  ] as const
).map(([what, json, says]) => ({
  name: `a number out of range: ${what}`,
  short: what !== 'importRows 1.5',
  exit: 64,
  says,
  prepare: file('p.json', JSON.stringify({ ...csvPipeline(), load: undefined }).replace(/}$/, `,${json}}`)),
}));

const magic = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

/** A list whose columns, groups and keys are called as things of JavaScript. */
const names: HostileCase[] = [
  ...magic.map((word): HostileCase => {
    const pipeline = JSON.stringify({
      ...csvPipeline({ id: 'Kundnr', phone: word, name: 'Namn' }),
      name: /^[a-z]/i.test(word) ? word : 'p',
    }).replace(
      '"Namn"',
      `"Namn","groups":["${word}",{"column":"Grupp"},"Ort {${word}}"],"where":{"Grupp":["${word}"]}`,
    );
    return {
      name: `${word} as column, group, key, value and name of the pipeline`,
      short: word === '__proto__' || word === 'constructor',
      exit: 0,
      says: new RegExp(`"groups":\\s*\\[[^\\]]*"${word}"`),
      prepare: ({ folder }) => {
        writeFileSync(join(folder, 'p.json'), pipeline);
        writeFileSync(
          join(folder, 'crm.csv'),
          `Kundnr;Namn;${word};Grupp\n${word};${word};0701740605;${word}\n2;Bo;0701740606;${word}\n3;Eva;0701740607;annat\n`,
        );
        return { args: ['plan', 'p.json', '--format', 'json'] };
      },
    };
  }),
  {
    name: '__proto__ and its like all the way through Jojka and the ledger',
    exit: 0,
    says: /0 change|no change|nothing/i,
    prepare: async ({ folder, run, sandbox }) => {
      putPipeline(folder, {
        ...csvPipeline({ groups: [...magic, { column: 'Grupp' }] }),
        name: 'constructor',
      });
      const rows = magic.map((word, index) => `${word};${word};070174060${index};${word}`);
      writeFileSync(join(folder, 'crm.csv'), `${header};Grupp\n${rows.join('\n')}\n`);
      const first = await run('sync', 'p.json');
      const { contacts } = sandbox.state();
      return {
        args: ['sync', 'p.json'],
        wrong: () => {
          if (first.code !== 0) return `the first night exits with ${first.code}: ${first.stderr}`;
          const bad = contacts.find(({ groups }) => magic.some((word) => !groups.includes(word)));
          return contacts.length !== magic.length || bad
            ? 'contacts or groups are lacking in Jojka'
            : undefined;
        },
      };
    },
  },
  {
    name: '__proto__ as a key of the pipeline',
    short: true,
    exit: 64,
    says: /unknown key/,
    prepare: file('p.json', JSON.stringify(csvPipeline()).replace(/^{/, '{"__proto__":{"polluted":true},')),
  },
  {
    name: 'escape sequences in the name of the pipeline and a path',
    short: true,
    exit: 64,
    says: /p\.json/,
    prepare: file(
      'p.json',
      JSON.stringify({ ...csvPipeline({ path: '\u001b[2Jx' }), name: '\u001b[31mröd\u202e' }),
    ),
  },
];

export const pipelineCases: readonly HostileCase[] = [...bombs, ...behaviour, ...outOfRange, ...names];
