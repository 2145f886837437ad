import { adoptCommand } from './adopt.ts';
import { apiCommand } from './api.ts';
import { applyCommand } from './apply.ts';
import { blocklistCommand } from './blocklist.ts';
import { campaignCommand } from './campaign.ts';
import type { CliCommand, CommandGroup } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { migrateCommand } from './migrate.ts';
import { normalizeCommand } from './normalize.ts';
import { pipelinesCommand } from './pipelines.ts';
import { planCommand } from './plan.ts';
import { pruneCommand } from './prune.ts';
import { rejectsCommand } from './rejects.ts';
import { repliesCommand } from './replies.ts';
import { resumeCommand } from './resume.ts';
import { runsCommand } from './runs.ts';
import { sandboxCommand } from './sandbox.ts';
import { sendCommand } from './send.ts';
import { syncCommand } from './sync.ts';
import { undoCommand } from './undo.ts';
import { verifyCommand } from './verify.ts';

/** All commands, in the order in which help lists them. */
export const commands: readonly (CliCommand | CommandGroup)[] = [
  planCommand,
  syncCommand,
  applyCommand,
  resumeCommand,
  undoCommand,
  verifyCommand,
  adoptCommand,
  repliesCommand,
  blocklistCommand,
  runsCommand,
  rejectsCommand,
  explainCommand,
  pipelinesCommand,
  normalizeCommand,
  sendCommand,
  campaignCommand,
  apiCommand,
  sandboxCommand,
  doctorCommand,
  migrateCommand,
  pruneCommand,
];
