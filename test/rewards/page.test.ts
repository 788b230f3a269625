/** The operator file's part of docs/rewards.md is one that holds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { parseOperator } from '../../domain/operator/operator.js';
import { REWARD_BUCKETS, rewardsOf } from '../../domain/rewards/reward.js';
import { sample } from '../operator/samples.js';

// oxlint-disable-next-line typescript/no-explicit-any -- Why: a page's text is of any shape.
type File = any;

it('what the page says of operator files holds', () => {
  const page = readFileSync(join(__dirname, '../../docs/rewards.md'), 'utf8');
  const said: File = parse(/```yaml\n([\s\S]*?)```/.exec(page)![1]!);
  const file: File = sample('lily-gb');
  Object.assign(file.market.policy, said.market.policy);
  file.rewards = said.rewards;
  const parsed = parseOperator(file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [starter, endless] = compileCatalogue(parsed.operator);
  expect(rewardsOf(starter!)).toEqual(REWARD_BUCKETS);
  expect(rewardsOf(endless!)).toEqual(['reward-data', 'reward-credit']);
  for (const bucket of REWARD_BUCKETS) expect(page).toContain(`| \`${bucket}\``);
});
