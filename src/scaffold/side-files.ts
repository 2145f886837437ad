import type { ScaffoldFile } from './schedule.ts';

/** An environment variable that a pipeline needs. */
export interface NeededVariable {
  readonly name: string;
  /** What it is, for whoever fills it in. */
  readonly what: string;
  readonly example: string;
}

/** `.env.example`: what `.env` must hold, and what it may. */
export function envExample(needed: readonly NeededVariable[], urlVariable: string): ScaffoldFile {
  return {
    path: '.env.example',
    text: `# What jojka-sync reads from the environment. Copy it to .env, which git leaves alone, and fill it in:
#   cp -n .env.example .env && chmod 600 .env
# What the environment sets already stands.

${needed.map(({ name, what, example }) => `# ${what}\n${name}=${example}\n`).join('\n')}
# To rehearse without an account (nothing leaves the machine): npx --no-install jojka-sync sandbox
# The state of a rehearsal is never that of a real account: it has a folder of its own.
#${urlVariable}=http://127.0.0.1:8177/websms/api
#JOJKA_SYNC_HOME=.jojka-sync-rehearsal

# Where the sync keeps what it did: in the folder .jojka-sync, or in Postgres.
#DATABASE_URL=postgres://user:password@host:5432/jojka_sync
`,
  };
}

/** `.gitignore`: keys, the state, reports and lists of people are not to be committed. */
export function gitIgnore(people: readonly string[]): ScaffoldFile {
  const lines = ['node_modules/', '.env', '.jojka-sync*/', 'last-*.html', ...people.map(anchored)];
  return { path: '.gitignore', text: `${lines.join('\n')}\n` };
}

function anchored(path: string): string {
  return `/${path.replace(/[\\*?[\]!#]/g, '\\$&')}`;
}

/** Lines of a file of settings that another one lacks, without comments. */
export function missingLines(there: string, wanted: string): string[] {
  const settingOf = (line: string) =>
    /^#?\w+=/.test(line) ? line.replace(/^#?(\w+)=.*$/, '$1=') : line.trim();
  const known = new Set(there.split('\n').map(settingOf));
  return wanted
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !known.has(settingOf(line)));
}
