import { campaignAddCommand } from './campaign-add.ts';
import { campaignCancelCommand } from './campaign-cancel.ts';
import { campaignListCommand } from './campaign-list.ts';
import { campaignStatusCommand } from './campaign-status.ts';
import { defineGroup } from './command.ts';

export const campaignCommand = defineGroup({
  build: (command) =>
    command.addHelpText(
      'after',
      `
Examples:
  $ jojka-sync campaign add "Vi ses på lördag" --group Kunder --at "2026-12-01 09:00" --dry-run
  $ jojka-sync campaign list
  $ jojka-sync campaign status 287359 --watch
  $ jojka-sync campaign cancel 287359`,
    ),
  commands: [campaignAddCommand, campaignListCommand, campaignStatusCommand, campaignCancelCommand],
});
