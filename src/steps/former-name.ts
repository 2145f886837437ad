import { dirname } from 'node:path';
import { findPipeline } from '../config/find-pipeline.ts';
import { filesOfName } from '../config/same-name.ts';
import type { Pipeline, PipelineInput } from '../config/schema.ts';
import type { Desired } from '../contact/desired.ts';
import type { Ledger } from '../contact/ledger.ts';
import type { Warning } from '../contact/rejection.ts';
import { formerNames } from '../plan/renamed.ts';
import type { RunEnvironment } from '../session/environment.ts';

/** How many former names are told. */
const most = 3;

/**
 * Whether a pipeline that the ledger does not know is one that was called otherwise (P10). Another one whose file is still
 * there is none; where there are no files to look at, only one that wants most of the same contacts is told.
 *
 * @param given what the job was given: a path or name, or the pipeline itself
 */
export async function formerNameWarnings(
  given: string | PipelineInput,
  { desired, ledger, policy }: { desired: Desired; ledger: Ledger; policy: Pick<Pipeline, 'name'> },
  environment: Pick<RunEnvironment, 'cwd' | 'env' | 'signal' | 'emit'>,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  const folder = typeof given === 'string' ? dirname(findPipeline(given, environment.cwd)) : undefined;
  for (const { other, contacts, wants, isMost } of formerNames(desired, ledger, policy.name)) {
    if (warnings.length >= most) break;
    if (folder === undefined ? !isMost : (await filesOfName(folder, other, environment)).length > 0) continue;
    const { name } = policy;
    warnings.push({
      code: 'pipeline-renamed',
      figures: { other, contacts, name, wants, ...(folder !== undefined && { folder }) },
    });
  }
  return warnings;
}
