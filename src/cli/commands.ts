import type { CliCommand, CommandGroup } from './command.ts';

/** A command as the list of all shows it; what it needs is loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  /** Its arguments, as help writes them. */
  readonly usage: string;
  load(): Promise<CliCommand | CommandGroup>;
}

/** All commands, in the order in which help lists them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    description: 'begins a pipeline: looks at a CSV file, a workbook or a table, and writes what it proposes',
    usage: '[source]',
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    name: 'validate',
    description: 'whether a pipeline is one, and its files have the columns it names; needs no key',
    usage: '<pipeline>',
    load: async () => (await import('./validate.ts')).validateCommand,
  },
  {
    name: 'test',
    description: "whether a pipeline makes of its tests' rows what they expect; needs no key",
    usage: '<pipeline>',
    load: async () => (await import('./test.ts')).testCommand,
  },
  {
    name: 'plan',
    description: 'dry run: what would change; writes nothing to Jojka',
    usage: '<pipeline>',
    load: async () => (await import('./plan.ts')).planCommand,
  },
  {
    name: 'sync',
    description: 'plan, guard, load and verify: the nightly job, of one pipeline or several',
    usage: '[pipeline]',
    load: async () => (await import('./sync.ts')).syncCommand,
  },
  {
    name: 'apply',
    description: 'applies exactly one saved plan, once',
    usage: '<plan>',
    load: async () => (await import('./apply.ts')).applyCommand,
  },
  {
    name: 'resume',
    description: 'finishes the plan of an interrupted run',
    usage: '[run]',
    load: async () => (await import('./resume.ts')).resumeCommand,
  },
  {
    name: 'undo',
    description: 'takes back what a run did; blocks stay',
    usage: '<run>',
    load: async () => (await import('./undo.ts')).undoCommand,
  },
  {
    name: 'verify',
    description:
      'what differs now between the sources and Jojka, and on which side it changed; changes nothing',
    usage: '<pipeline>',
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  {
    name: 'adopt',
    description: 'takes over contacts and memberships that are desired and there already; sends nothing',
    usage: '<pipeline>',
    load: async () => (await import('./adopt.ts')).adoptCommand,
  },
  {
    name: 'replies',
    description: 'fetches answers to the account, and blocks whoever answered STOP',
    usage: '',
    load: async () => (await import('./replies.ts')).repliesCommand,
  },
  {
    name: 'blocklist',
    description: 'the blocklist: list; by hand: check, add, remove, release, import',
    usage: '',
    load: async () => (await import('./blocklist.ts')).blocklistCommand,
  },
  {
    name: 'runs',
    description: 'what happened: the latest runs, or everything about one',
    usage: '[run]',
    load: async () => (await import('./runs.ts')).runsCommand,
  },
  {
    name: 'show',
    description: 'a saved or held plan, or a past run, once more, in any format',
    usage: '<plan>',
    load: async () => (await import('./show.ts')).showCommand,
  },
  {
    name: 'rejects',
    description: 'records that a run could not take, with the reason',
    usage: '<run>',
    load: async () => (await import('./rejects.ts')).rejectsCommand,
  },
  {
    name: 'explain',
    description:
      "a person's story, by number, key or name: records, rejections, changes run by run, ledger, block",
    usage: '<who...>',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'evidence',
    description: 'what is known of a number, from where and since when, as a page that can be handed over',
    usage: '<number> [pipeline]',
    load: async () => (await import('./evidence.ts')).evidenceCommand,
  },
  {
    name: 'pipelines',
    description: 'pipelines that the ledger knows; renames or retires one',
    usage: '[action] [name] [new-name]',
    load: async () => (await import('./pipelines.ts')).pipelinesCommand,
  },
  {
    name: 'normalize',
    description: 'phone numbers to MSISDN, as the sync would read them',
    usage: '[number...]',
    load: async () => (await import('./normalize.ts')).normalizeCommand,
  },
  {
    name: 'send',
    description: 'sends a message: to one number as such, to several as a campaign; asks first',
    usage: '[words...]',
    load: async () => (await import('./send.ts')).sendCommand,
  },
  {
    name: 'campaign',
    description: 'messages to many: add, list, status, cancel',
    usage: '',
    load: async () => (await import('./campaign.ts')).campaignCommand,
  },
  {
    name: 'api',
    description: "any of Jojka's 17 endpoints by hand; the answer as JSON",
    usage: '[endpoint] [key=value...]',
    load: async () => (await import('./api.ts')).apiCommand,
  },
  {
    name: 'sandbox',
    description: 'a local Jojka with all 17 endpoints, to rehearse against',
    usage: '',
    load: async () => (await import('./sandbox.ts')).sandboxCommand,
  },
  {
    name: 'work',
    description: 'a worker: does the jobs of many pipelines, on any number of machines (Postgres only)',
    usage: '',
    load: async () => (await import('./work.ts')).workCommand,
  },
  {
    name: 'schedule',
    description: 'when workers run pipelines by themselves: apply, list, pause, resume (Postgres only)',
    usage: '<action> [pipeline...]',
    load: async () => (await import('./schedule.ts')).scheduleCommand,
  },
  {
    name: 'fleet',
    description: 'how many pipelines stand: last, next, at work, waiting, dead; run, cancel, redrive',
    usage: '[action] [pipeline...]',
    load: async () => (await import('./fleet.ts')).fleetCommand,
  },
  {
    name: 'console',
    description:
      'a web page over the state: nights, reports, held plans to approve, blocklist; and who may sign in',
    usage: '[what] [action] [name]',
    load: async () => (await import('./console.ts')).consoleCommand,
  },
  {
    name: 'doctor',
    description: 'looks at all that a run needs, and says what to do; changes nothing',
    usage: '[pipeline]',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'migrate',
    description: 'brings the schema of the state database up to date; every command that writes does so too',
    usage: '',
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  {
    name: 'subject',
    description: 'everything that is kept of a person, as text, JSON or a page',
    usage: '<number...>',
    load: async () => (await import('./subject.ts')).subjectCommand,
  },
  {
    name: 'forget',
    description: 'takes out what is kept of a person, but for the block; asks first',
    usage: '<number...>',
    load: async () => (await import('./forget.ts')).forgetCommand,
  },
  {
    name: 'prune',
    description: 'takes personal data out of old runs and keeps their counts',
    usage: '',
    load: async () => (await import('./prune.ts')).pruneCommand,
  },
  {
    name: 'completion',
    description: 'prints the script by which a shell completes commands, options and pipelines',
    usage: '<shell> [word...]',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
  {
    name: 'help',
    description: 'how a command is used, or what a rule says that messages cite: help T5',
    usage: '[topic...]',
    load: async () => (await import('./help.ts')).helpCommand,
  },
];
