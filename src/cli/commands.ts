import type { CliCommand } from './command.ts';
import { migrateCommand } from './migrate.ts';
import { normalizeCommand } from './normalize.ts';
import { planCommand } from './plan.ts';
import { rejectsCommand } from './rejects.ts';
import { resumeCommand } from './resume.ts';
import { runsCommand } from './runs.ts';
import { sandboxCommand } from './sandbox.ts';
import { syncCommand } from './sync.ts';

/** All commands, in the order in which help lists them. */
export const commands: readonly CliCommand[] = [
  planCommand,
  syncCommand,
  resumeCommand,
  runsCommand,
  rejectsCommand,
  normalizeCommand,
  sandboxCommand,
  migrateCommand,
];
