import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { temporaryFolder } from '../support/cli.ts';

/** The examples of the docs are compiled in a strict project of somebody else's, and run against the sandbox. */
const root = join(import.meta.dirname, '..', '..');
const pages = ['library', 'client'];
const examples = pages.flatMap((page) =>
  [...readFileSync(join(root, 'docs', `${page}.md`), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
    ([, code], index) => ({ name: `${page}-${index + 1}`, code: code as string }),
  ),
);

const cwd = temporaryFolder('docs');
let sandbox: Sandbox;

beforeAll(async () => {
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(root, join(cwd, 'node_modules', 'jojka-sync'));
  symlinkSync(join(root, 'node_modules', '@types'), join(cwd, 'node_modules', '@types'));
  writeFileSync(
    join(cwd, 'package.json'),
    JSON.stringify({ name: 'somebody', type: 'module', private: true }),
  );
  writeFileSync(
    join(cwd, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2023',
        lib: ['ES2023'],
        module: 'nodenext',
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noPropertyAccessFromIndexSignature: false,
        noUnusedLocals: true,
        noUnusedParameters: true,
        noImplicitReturns: true,
        verbatimModuleSyntax: true,
        isolatedModules: true,
        skipLibCheck: true,
      },
      include: ['*.ts'],
    }),
  );
  writeFileSync(
    join(cwd, 'crm.csv'),
    'Kundnr;Namn;Mobil\nK1;Anna;070-174 06 05\nK2;Bo;070-174 06 06\nK3;Cilla;12\n',
  );
  mkdirSync(join(cwd, 'pipelines'));
  writeFileSync(
    join(cwd, 'pipelines', 'nightly.json'),
    JSON.stringify({
      name: 'nightly',
      sources: [
        { type: 'csv', path: 'crm.csv', id: 'Kundnr', phone: 'Mobil', name: 'Namn', groups: ['Kunder'] },
      ],
      contacts: { absent: 'remove-managed' },
      guards: { rejections: 'off' },
      load: { requestsPerSecond: 1000 },
    }),
  );
  for (const { name, code } of examples) writeFileSync(join(cwd, `${name}.ts`), code);
  sandbox = await startSandbox({ port: 0 });
});
afterAll(() => sandbox.close());

test('there are examples of what index.ts names', () => {
  const all = examples.map(({ code }) => code).join('\n');
  for (const name of [
    'definePipeline',
    'planPipeline',
    'syncPipeline',
    'savePlan',
    'applyPlan',
    'normalizeMsisdn',
    'JojkaClient',
  ])
    expect(all, name).toMatch(new RegExp(`\\b${name}\\(`));
});

test('they compile in a strict project, by what the package exports', () => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(run([tsc, '-p', cwd, '--listFilesOnly'])).toContain('dist/src/index.d.ts');
  expect(run([tsc, '-p', cwd])).toBe('');
});

test('the types of index.ts are whole: no name is any', () => {
  const names = [
    ...readFileSync(join(root, 'src', 'index.ts'), 'utf8').matchAll(/^export (?:type )?\{([^}]+)\}/gm),
  ]
    .flatMap(([, list]) => (list as string).split(','))
    .map(
      (name) =>
        name
          .replace(/^\s*type /, '')
          .trim()
          .split(' as ')
          .at(-1) as string,
    )
    .filter(Boolean);
  expect(names.length).toBeGreaterThan(30);
  const folder = join(cwd, 'names');
  mkdirSync(folder);
  const checks = names.map(
    (name) => `export type ${name}Is = IsAny<${isValue(name) ? `typeof all.${name}` : `all.${name}`}>;`,
  );
  const asserted = names.map((name) => `false satisfies ${name}Is;`);
  writeFileSync(
    join(folder, 'names.ts'),
    [
      "import type * as all from 'jojka-sync';",
      'type IsAny<T> = 0 extends 1 & T ? true : false;',
      ...checks,
      ...asserted,
    ].join('\n'),
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', compilerOptions: { noEmit: true }, include: ['names.ts'] }),
  );
  expect(run([join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder])).toBe('');
});

describe('they run against the sandbox', () => {
  test.each(examples)('$name', async ({ name }) => {
    const { code, output } = await runExample(name);
    expect(output).not.toMatch(/Internal|at .*\.js:\d+/);
    expect(code, output).toBe(0);
  });

  test('and did what they say', () => {
    expect(
      sandbox
        .state()
        .contacts.map(({ msisdn }) => msisdn)
        .sort(),
    ).toEqual(['46701740605', '46701740606']);
  });
});

function isValue(name: string): boolean {
  return /^[a-z]/.test(name) || /Error$/.test(name) || name === 'JojkaClient';
}

function run(args: string[]): string {
  try {
    return execFileSync(process.execPath, args, { encoding: 'utf8', cwd });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

/** Runs what was compiled of an example, in a process that must end by itself. */
function runExample(name: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, JOJKA_API_KEY: 'key', JOJKA_API_URL: sandbox.url };
    const child = spawn(process.execPath, [`${name}.js`], { cwd, env, timeout: 45_000 });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.on('close', (code) => resolve({ code, output }));
  });
}
