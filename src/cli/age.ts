import { UsageError } from '../errors.ts';

/**
 * Reads an age in hours or days: `36h`, `3d`.
 *
 * @returns hours
 * @throws UsageError when it is none
 */
export function ageInHours(option: string, text: string): number {
  const [, count, unit] = /^(\d{1,5})(h|d)$/.exec(text) ?? [];
  if (count === undefined)
    throw new UsageError(`${option} ${text}: not an age.`, {
      advice: 'Give hours or days, such as 36h or 3d.',
    });
  return Number(count) * (unit === 'd' ? 24 : 1);
}
