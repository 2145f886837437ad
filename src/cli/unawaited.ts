import { dirname } from 'node:path';
import { maskSecretsIn } from '../contact/mask.ts';
import { UsageError } from '../errors.ts';
import { asKnown } from './failure.ts';

/** What failed outside of all that is awaited: ours as it is, and what a pipeline in code has begun as that. */
export function unawaited(error: unknown): unknown {
  return isOurs(error) ? asKnown(error) : ofPipeline(error);
}

/** Whether an error comes out of this program, and not out of a pipeline in code. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const first = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return (
    first === undefined || /node:|node_modules/.test(first) || first.includes(dirname(import.meta.dirname))
  );
}

function ofPipeline(error: unknown): UsageError {
  const said = maskSecretsIn(error instanceof Error ? error.message : String(error));
  return new UsageError(`Something that the pipeline began has failed, and nobody awaited it: ${said}`, {
    advice: 'Await it in the pipeline, or leave it out. jojka-sync runs tells what was done up to now.',
    cause: error,
  });
}
