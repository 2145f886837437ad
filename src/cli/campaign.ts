import { campaignAddCommand } from './campaign-add.ts';
import { campaignCancelCommand } from './campaign-cancel.ts';
import { campaignStatusCommand } from './campaign-status.ts';
import { defineGroup } from './command.ts';

export const campaignCommand = defineGroup({
  build: (command) => command.name('campaign').description('messages to many: add, status, cancel'),
  commands: [campaignAddCommand, campaignStatusCommand, campaignCancelCommand],
});
