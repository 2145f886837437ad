import { expect, test } from 'vitest';
import { changeBlocklist } from '../../src/jobs/blocklist.ts';
import { explainNumber, type ToldStory } from '../../src/jobs/explain.ts';
import { planPipeline } from '../../src/jobs/plan.ts';
import { blocksAsText } from '../../src/report/blocks.ts';
import { renderPlan } from '../../src/report/formats.ts';
import { storyText } from '../../src/report/story-text.ts';
import type { ListedBlock } from '../../src/state/list-blocks.ts';
import { eachBlock } from '../../src/steps/list-blocks.ts';
import { useWorlds, type World } from '../support/in-process.ts';

/** Why somebody stays blocked whose source opts him out no more (P7). */
const { world } = useWorlds();

const anna = '46701740605';
const rows = (stop: string) => [`1;Anna;${anna};;${stop}`, '2;Bo;46701740606;;nej'];
const once = 'once opted out at the source, which no longer says so';

/** What explain and the list of blocks say of her. */
async function told(w: World): Promise<string> {
  const { stories } = (await explainNumber(w.environment, anna)) as ToldStory;
  const blocks: ListedBlock[] = [];
  await eachBlock(w.environment, 'default', async (page) => void blocks.push(...page));
  return storyText(anna, stories, { color: false }) + blocksAsText({ color: false }).page(blocks);
}

test('is told as what it once said, and as what it says while it does', async () => {
  const w = await world({ pipeline: { guards: { missing: 'off' } } });
  w.crm(...rows('ja'));
  await w.sync();
  expect(await told(w)).not.toContain(once);
  expect((await told(w)).match(/opted out at the source/g)).toHaveLength(2);
  w.crm(...rows('nej'));
  await w.sync();
  expect((await told(w)).match(new RegExp(once, 'g'))).toHaveLength(2);
  // Somebody removes her: she comes back, and her block with her, for what it rests on.
  await w.somebody((held) => ({
    ...held,
    contacts: held.contacts.filter(({ msisdn }) => msisdn !== anna),
    blocklist: [],
  }));
  const report = await planPipeline('crm', w.environment);
  expect(report.plan.changes).toContainEqual({
    kind: 'block',
    msisdn: anna,
    origins: ['source'],
    unsaid: true,
  });
  expect(renderPlan(report, 'text')).toContain(`no more SMS: ${once}`);
  w.crm(...rows('ja'));
  await w.sync();
  expect(await told(w)).not.toContain(once);
});

test('is told beside what else has her blocked, and is not offered to be lifted', async () => {
  const w = await world();
  w.crm(...rows('ja'));
  await w.sync();
  await changeBlocklist(w.environment, 'default', 'add', [anna], { yes: true }, async () => {});
  expect(await told(w)).toContain('opted out at the source');
  w.crm(...rows('nej'));
  const night = await w.sync();
  expect(night.plan.warnings.map(({ code }) => code)).not.toContain('still-blocked');
  const said = await told(w);
  expect(said.match(new RegExp(once, 'g'))).toHaveLength(2);
  expect(said).toContain('blocked by hand');
  expect(said).not.toContain('unblock: managed');
  w.crm(...rows('ja'));
  await w.sync();
  expect(await told(w)).not.toContain(once);
});

test('is not offered to be lifted by a night that a guard holds back', async () => {
  const w = await world({ pipeline: { guards: { renames: 0 } } });
  w.crm(...rows('ja'));
  await w.sync();
  w.crm(`1;Anna;${anna};;nej`, '2;Bosse;46701740606;;nej');
  const codes = async () =>
    (await w.sync().catch((held) => held.report)).plan.warnings.map(({ code }: { code: string }) => code);
  expect(await codes()).not.toContain('still-blocked');
  w.crm(...rows('nej'));
  expect(await codes()).toContain('still-blocked');
});
