import type { Warning } from '../contact/rejection.ts';
import type { Pipeline } from './schema.ts';

/**
 * Says which settings of a pipeline this version understands but does not act on, so that nobody relies on them.
 */
export function notInEffect(pipeline: Pipeline): Warning[] {
  const isSet = {
    notify: pipeline.notify !== undefined,
  };
  const names = Object.entries(isSet).flatMap(([name, set]) => (set ? [name] : []));
  if (names.length === 0) return [];
  return [{ code: 'not-in-effect', figures: { settings: names } }];
}
