/** The buckets that plans have for rewards, in all sample markets; and the plans of who gives none. */
import { compileCatalogue, planId } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { viewPlan } from '../../domain/catalogue/view-plan.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { operatorId, parseOperator } from '../../domain/operator/operator.js';
import { isReward, rewardsOf } from '../../domain/rewards/reward.js';
import { loadOperators } from '../../operators/load.js';
import { sample } from '../operator/samples.js';

const operators = loadOperators();

// Tests change files at will, beyond what types allow.
// oxlint-disable-next-line typescript/no-explicit-any
type File = any;

function compile(change: (file: File) => void, id = 'lily-gb'): PlanVersion[] {
  const file: File = sample(id);
  change(file);
  const parsed = parseOperator(file);
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
  return compileCatalogue(parsed.operator);
}

it('are what each plan has a use for', () => {
  const found = operators.flatMap((operator) =>
    compileCatalogue(operator).map((plan) => [
      `${operatorId(operator)} ${plan.offeringId}`,
      Object.fromEntries(
        viewPlan(plan)
          .buckets.filter(({ givenBy }) => givenBy !== undefined && 'reward' in givenBy)
          .map(({ id, usedFor }) => [id, usedFor.join(' ')]),
      ),
    ]),
  );
  expect(Object.fromEntries(found)).toMatchSnapshot();
});

it('change nothing else of a plan, which without them is what it was, byte by byte', () => {
  for (const operator of operators) {
    const withRewards = compileCatalogue(operator);
    const without = compileCatalogue({ ...operator, rewards: undefined });
    withRewards.forEach((plan, i) => {
      const { id: _, ...content } = plan;
      const rest = { ...content, buckets: plan.buckets.filter((bucket) => !isReward(bucket)) };
      expect(planId(rest)).toBe(without[i]!.id);
      expect(indexPlan(plan).wallet).toBe(indexPlan(without[i]!).wallet);
      expect(rewardsOf(without[i]!)).toEqual([]);
    });
  }
});

it('have the ids that plans had before there were rewards', () => {
  const ids = operators.flatMap((operator) =>
    compileCatalogue({ ...operator, rewards: undefined }).map(({ offeringId, id }) => [
      `${operatorId(operator)} ${offeringId}`,
      id,
    ]),
  );
  expect(Object.fromEntries(ids)).toMatchSnapshot();
});

it('pay for no content, nothing abroad but money, and no numbers that cost extra', () => {
  for (const operator of operators) {
    for (const plan of compileCatalogue(operator)) {
      for (const { id, usedFor } of viewPlan(plan).buckets.filter(
        ({ givenBy }) => givenBy && 'reward' in givenBy,
      )) {
        if (id === 'reward-credit') continue;
        for (const use of usedFor) expect(use).not.toMatch(/:|premium|international|^(video|shop)\//);
      }
    }
  }
});

it('follow what the operator gives', () => {
  const [starter] = compile((file) => {
    file.rewards = { kinds: ['messages', 'minutes'], validity: '7 days', destinations: ['international'] };
    file.loyalty = undefined;
  });
  expect(starter!.buckets.filter(isReward)).toMatchObject([
    { id: 'reward-messages', unit: 'messages', validityS: 604_800 },
    { id: 'reward-minutes', unit: 'seconds', priority: 0, amount: 0, floor: 0 },
  ]);
  const [endless] = compile((file) => {
    file.plans = [
      { ...file.plans[0], bundles: [{ id: 'all', unlimited: true, services: ['internet'], priority: 10 }] },
    ];
    file.addOns = [];
    file.seeds = undefined;
  });
  expect(rewardsOf(endless!)).toEqual(['reward-minutes', 'reward-messages', 'reward-credit']);
});

it('are the only buckets of their names', () => {
  const file: File = sample('lily-gb');
  file.plans[0].bundles[0].id = 'reward-data';
  const parsed = parseOperator(file);
  expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(['plans[0].bundles[0].id']);
  file.rewards = undefined;
  file.loyalty = undefined;
  expect(parseOperator(file).ok).toBe(true);
});
