import type { PlanSummary } from '../../plan/plan.ts';
import { formatCount, formatQuantity } from '../numbers.ts';
import { shellWord } from './apply.ts';

/** Who is left alone, and why: every word of that is here. */
export const leftAloneWords = { title: 'Who is left alone' } as const;

/** Contacts that the sources do not ask for and that stay, and numbers that stay blocked whatever they say. */
export function leftAloneLines({ absent, wantedBy, standingBlocks }: PlanSummary): string[] {
  const lines: string[] = [];
  const stays = [
    absent.kept > 0 ? `${formatCount(absent.kept)} (the pipeline keeps them)` : '',
    absent.unmanaged > 0 ? `${formatCount(absent.unmanaged)} (not made by jojka-sync)` : '',
    absent.foreign > 0 ? `${formatCount(absent.foreign)} (in groups of somebody else)` : '',
    absent.wantedElsewhere > 0
      ? `${formatCount(absent.wantedElsewhere)} (wanted by ${wantedBy?.join(', ') || 'another pipeline'})`
      : '',
    absent.held > 0 ? `${formatCount(absent.held)} (a rejected record may be theirs)` : '',
    absent.waiting > 0 ? `${formatCount(absent.waiting)} (not absent for long enough)` : '',
  ].filter((part) => part !== '');
  if (stays.length > 0) lines.push(`In Jojka, not desired, and left there: ${stays.join(', ')}.`);
  const blocked =
    standingBlocks &&
    [
      standingBlocks.manual > 0 ? `${formatCount(standingBlocks.manual)} by hand` : '',
      standingBlocks.reply > 0 ? `${formatCount(standingBlocks.reply)} by a STOP` : '',
      standingBlocks.found > 0 ? `${formatCount(standingBlocks.found)} before jojka-sync came` : '',
      standingBlocks.carried > 0 ? `${formatCount(standingBlocks.carried)} under a former number` : '',
    ].filter((part) => part !== '');
  if (blocked && blocked.length > 0)
    lines.push(`Blocked, and so they stay whatever the source says: ${blocked.join(', ')}.`);
  return lines;
}

/** Where those are listed whom no pipeline knows: one a row, in no other format than these. */
export function unmanagedListLine(pipeline: string): string {
  return `Who is in Jojka and in no CRM, one a row (kind unmanaged), in CSV and HTML: jojka-sync plan ${shellWord(pipeline)} --format csv`;
}

/** A share of what Jojka holds from which on `adopt` is the first thing to do. */
const manyPercent = 10;

/** Contacts that are desired and there, and that this product neither made nor adopted (P3). */
export function unmanagedLines({ existing, unmanaged }: PlanSummary, pipeline: string): string[] {
  if (unmanaged.contacts + unmanaged.memberships === 0) return [];
  const what = `${formatQuantity(unmanaged.contacts, 'contact')}, ${formatQuantity(unmanaged.memberships, 'membership')}`;
  const adopt = `jojka-sync adopt ${shellWord(pipeline)}`;
  const counted = `Desired and there already, but not managed: ${what}.`;
  if (unmanaged.contacts * 100 < existing * manyPercent) return [`${counted} To take them over: ${adopt}`];
  return [
    `${counted} Until they are taken over they stay when the source lacks them, and so do those memberships. adopt sends nothing; best before the first sync:`,
    `${adopt} --dry-run`,
  ];
}
