import { findPipeline } from '../config/find-pipeline.ts';
import { loadPipeline } from '../config/load-file.ts';
import { findPipelineTest, readPipelineTest } from '../config/pipeline-test.ts';
import { completeEnvironment, type RunEnvironment } from '../session/environment.ts';
import { runPipelineTest, type Tested, type TestOutcome } from '../steps/pipeline-test.ts';

/**
 * Runs the tests of a pipeline: rows as they stand in the file beside it, and what is to come of them. Needs neither key, state,
 * network nor any source.
 *
 * @param pipeline a path, or a name in `pipelines/`
 * @throws UsageError when it is no pipeline, has no tests, or they are not as they should be
 */
export async function testPipeline(
  pipeline: string,
  environment: Partial<RunEnvironment> = {},
): Promise<Tested> {
  const given = completeEnvironment(environment);
  const checked = await loadPipeline(pipeline, given);
  const file = findPipelineTest(findPipeline(pipeline, given.cwd));
  const tests: TestOutcome[] = [];
  for (const test of await readPipelineTest(file)) tests.push(await runPipelineTest(checked, test, given));
  return { pipeline: checked.name, file, tests };
}
