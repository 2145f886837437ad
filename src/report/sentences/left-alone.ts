import { shellWord } from '../../contact/shell-word.ts';
import type { PlanSummary } from '../../plan/plan.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { english } from '../language/en.ts';

/** Contacts that the sources do not ask for and that stay, and numbers that stay blocked whatever they say. */
export function leftAloneLines(
  { absent, wantedBy, standingBlocks }: PlanSummary,
  { leftAlone }: Catalogue = english,
): string[] {
  const lines: string[] = [];
  const stays = [
    absent.kept > 0 ? leftAlone.kept(absent.kept) : '',
    absent.unmanaged > 0 ? leftAlone.unmanaged(absent.unmanaged) : '',
    absent.foreign > 0 ? leftAlone.foreign(absent.foreign) : '',
    absent.wantedElsewhere > 0
      ? leftAlone.wantedElsewhere(absent.wantedElsewhere, wantedBy?.join(', ') ?? '')
      : '',
    absent.held > 0 ? leftAlone.held(absent.held) : '',
    absent.waiting > 0 ? leftAlone.waiting(absent.waiting) : '',
  ].filter((part) => part !== '');
  if (stays.length > 0) lines.push(leftAlone.stay(stays));
  const blocked =
    standingBlocks &&
    [
      standingBlocks.manual > 0 ? leftAlone.byHand(standingBlocks.manual) : '',
      standingBlocks.reply > 0 ? leftAlone.byStop(standingBlocks.reply) : '',
      standingBlocks.found > 0 ? leftAlone.before(standingBlocks.found) : '',
      standingBlocks.carried > 0 ? leftAlone.carried(standingBlocks.carried) : '',
    ].filter((part) => part !== '');
  if (blocked && blocked.length > 0) lines.push(leftAlone.blocked(blocked));
  return lines;
}

/** Where those are listed whom no pipeline knows: one a row, in no other format than these. */
export function unmanagedListLine(pipeline: string, { plan }: Catalogue = english): string {
  return plan.unmanagedList(`jojka-sync plan ${shellWord(pipeline)} --format csv`);
}

/** A share of what Jojka holds from which on `adopt` is the first thing to do. */
const manyPercent = 10;

/** Contacts that are desired and there, and that this product neither made nor adopted (P3). */
export function unmanagedLines(
  { existing, unmanaged }: PlanSummary,
  pipeline: string,
  { leftAlone }: Catalogue = english,
): string[] {
  if (unmanaged.contacts + unmanaged.memberships === 0) return [];
  const adopt = `jojka-sync adopt ${shellWord(pipeline)}`;
  const counted = leftAlone.notManaged(unmanaged.contacts, unmanaged.memberships);
  if (unmanaged.contacts * 100 < existing * manyPercent) return [`${counted} ${leftAlone.takeOver(adopt)}`];
  return [`${counted} ${leftAlone.adoptFirst}`, `${adopt} --dry-run`];
}
