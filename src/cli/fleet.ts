import { Argument } from '@commander-js/extra-typings';
import { UsageError } from '../errors.ts';
import { cancel, isFolderFault, type Ordered, redrive, runNow, type Wanted } from '../fleet/orders.ts';
import { fleetOverview, pipelinesOf } from '../fleet/overview.ts';
import { type Fleet, withFleet } from '../fleet/queue.ts';
import { unfitMachines } from '../fleet/unfit.ts';
import { fleetJson, fleetText, orderedJson, orderedText } from '../report/fleet.ts';
import { defineCommand } from './command.ts';
import type { Cli } from './context.ts';
import { textOrJson } from './options.ts';

interface FleetOptions {
  readonly tag?: string | undefined;
  readonly failed?: true | undefined;
  readonly all?: true | undefined;
}

export const fleetCommand = defineCommand({
  build: (command) =>
    command
      .addArgument(new Argument('[action]', 'what is to be done').choices(['run', 'cancel', 'redrive']))
      .argument('[pipeline...]', 'names of pipelines')
      .option('--tag <tag>', 'of run and cancel: those of the folder with this tag')
      .option('--failed', 'of run: those whose last run did not end well; none that guards held back')
      .option('--all', 'of cancel: every job')
      .addOption(textOrJson())
      .addHelpText(
        'after',
        `
Without an action: every pipeline with its last result, when it runs next, where it is at work, what it waits for, and what is dead.
run queues jobs now; cancel takes them out, and tells a sync at work to stop; of a pipeline that is named and has no job, its dead
letter, also where its file is gone; redrive brings dead letters back, of all pipelines where none is named. What runs them are workers: jojka-sync work.

Examples:
  $ jojka-sync fleet
  $ jojka-sync fleet run nightly-crm
  $ jojka-sync fleet run --failed
  $ jojka-sync fleet cancel nightly-crm
  $ jojka-sync fleet cancel --all
  $ jojka-sync fleet redrive`,
      ),
  run: (cli, options, [action, names]) => {
    const { format } = options;
    const order = orderOf(cli, options, action, names);
    return withFleet(cli, { command: 'fleet' }, async (fleet) => {
      if (!order) {
        const pipelines = await fleetOverview(fleet, cli, await pipelinesOf(cli));
        const unfit = await unfitMachines(fleet);
        cli.progress.clear();
        await cli.out(format === 'json' ? fleetJson(pipelines, unfit) : fleetText(pipelines, cli, unfit));
        return 0;
      }
      const ordered = await order(fleet);
      cli.progress.clear();
      await cli.out(format === 'json' ? orderedJson(ordered) : orderedText(ordered, cli));
      return ordered.some(isFolderFault) ? 64 : 0;
    });
  },
});

/** @returns undefined where the fleet is only looked at */
function orderOf(
  cli: Cli,
  { tag, failed, all }: FleetOptions,
  action: 'run' | 'cancel' | 'redrive' | undefined,
  names: readonly string[],
): ((fleet: Fleet) => Promise<Ordered[]>) | undefined {
  const isRun = action === 'run';
  const isCancel = action === 'cancel';
  if ((!isRun && failed) || (!isCancel && all) || (!isRun && !isCancel && tag !== undefined))
    throw new UsageError('--failed is of fleet run, --all of fleet cancel, and --tag of both.', {
      advice: 'Nothing was queued or cancelled.',
    });
  if (action === undefined) return undefined;
  if (action === 'redrive') return (fleet) => redrive(fleet, cli, names.length > 0 ? names : undefined);
  const given = [names.length > 0, tag !== undefined, failed === true, all === true].filter(Boolean).length;
  if (given !== 1)
    throw new UsageError(`Which pipelines are meant to ${action}?`, {
      advice: `Nothing was queued or cancelled. Name them, or give --tag TAG or ${isRun ? '--failed' : '--all'}; one of these.`,
    });
  if (isCancel) return (fleet) => cancel(fleet, cli, all ? { all } : tag === undefined ? { names } : { tag });
  const wanted: Wanted = tag !== undefined ? { tag } : failed ? { failed } : { names };
  return (fleet) => runNow(fleet, cli, wanted);
}
