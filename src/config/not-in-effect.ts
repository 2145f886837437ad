import type { Warning } from '../contact/rejection.ts';
import { checkPipeline } from './check.ts';
import type { Pipeline } from './schema.ts';

/**
 * Says which settings of a pipeline this version understands but does not act on, so that nobody relies on them.
 * Defaults are passed over: who has not set a thing does not rely on it.
 */
export function notInEffect(pipeline: Pipeline): Warning[] {
  const plain = checkPipeline(
    { name: 'plain', sources: [{ type: 'csv', path: '-', phone: 'x' }], contacts: { absent: 'keep' } },
    'defaults',
  );
  const isSet = {
    notify: pipeline.notify !== undefined,
    'load.canary': pipeline.load.canary !== plain.load.canary,
  };
  const names = Object.entries(isSet).flatMap(([name, set]) => (set ? [name] : []));
  if (names.length === 0) return [];
  return [{ code: 'not-in-effect', figures: { settings: names } }];
}
