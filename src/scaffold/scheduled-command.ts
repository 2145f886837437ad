import type { ScheduleSettings } from './schedule.ts';

/** The words of the nightly command: never anything but the version that is installed in the folder. */
export function syncWords({ name }: Pick<ScheduleSettings, 'name'>, ...more: readonly string[]): string[] {
  return ['npx', '--no-install', 'jojka-sync', 'sync', name, '--quiet', ...more];
}

/** The report of the last night: in the working folder, and in `.gitignore`. */
export function reportWords({ name }: Pick<ScheduleSettings, 'name'>): string[] {
  return ['--report', `last-${name}.html`];
}

/** Where a scheduled command finds node and npx, and the rest: each folder once. */
export function searchPath({ nodeFolder }: Pick<ScheduleSettings, 'nodeFolder'>): string {
  return [...new Set([nodeFolder, '/usr/local/bin', '/usr/bin', '/bin'])].join(':');
}

/** A word as a POSIX shell takes it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A name as systemd, Kubernetes and Python take it: small letters of ASCII, digits, and a sign between them. */
export function machineName(name: string, sign: '-' | '_' = '-'): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, sign);
  return plain.slice(0, 40).replace(new RegExp(`^${sign}+|${sign}+$`, 'g'), '') || 'nightly';
}

/** Hours and minutes, in two digits each. */
export function clock({ hour, minute }: Pick<ScheduleSettings, 'hour' | 'minute'>): string {
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
}
