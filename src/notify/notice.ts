import type { NotifySettings } from '../config/notify.ts';
import type { Language } from '../report/language/language.ts';
import { wordsOf } from '../report/language/words.ts';

export type NoticeEvent = NotifySettings['on'][number];

/**
 * What somebody is told of a run. Holds no full number, no name and no key (K1, K2): what it is made of is counts, sentences of
 * guards, and messages of errors with numbers masked.
 */
export interface Notice {
  readonly event: NoticeEvent;
  /** What happened, in a few words. */
  readonly title: string;
  /** What is known besides, a sentence each. */
  readonly lines: readonly string[];
  /** What to run now, a command each. */
  readonly commands: readonly string[];
  readonly pipeline: string;
  /** Undefined while it is not known. */
  readonly account: string | undefined;
  readonly command: string;
  /** Undefined where none had begun. */
  readonly run: string | undefined;
  /** It did a part of the night alone (`--only`, `--exclude`, `--limit`). */
  readonly part: boolean;
  readonly host: string;
  /** The language of title and lines, as far as they are ours. */
  readonly lang: Language;
  /** Undefined at the start. */
  readonly exitCode: number | undefined;
  /** When this is told. ISO 8601, UTC. */
  readonly at: string;
  readonly seconds: number | undefined;
  /** Changes by what became of them; undefined where nothing was planned. */
  readonly changes: Readonly<Record<string, number>> | undefined;
}

/** Where a message comes from: the small line that each service shows. */
export function originOf({ command, account, host, run, lang }: Notice): string {
  const { notices } = wordsOf(lang);
  return [
    `jojka-sync ${command}`,
    account !== undefined ? notices.account(account) : '',
    run !== undefined ? notices.run(run) : '',
    notices.on(host),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The whole of it as plain text. */
export function noticeText(notice: Notice): string {
  return [
    notice.title,
    ...notice.lines,
    ...notice.commands.map((command) => `  ${command}`),
    originOf(notice),
  ].join('\n');
}

/** What a colour stands for. */
export function moodOf({ event }: Notice): 'good' | 'bad' | 'odd' | 'neutral' {
  switch (event) {
    case 'success':
    case 'recovery':
      return 'good';
    case 'failure':
      return 'bad';
    case 'guard':
      return 'odd';
    case 'start':
      return 'neutral';
  }
}
