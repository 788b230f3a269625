/** The plans of docs/design-a-plan.md compile, and are what the page says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { parseOperator, type Problem } from '../../domain/operator/operator.js';
import { sample } from '../operator/samples.js';

const page = readFileSync(join(__dirname, '../../docs/design-a-plan.md'), 'utf8');

/** Per heading: its plan, its add-ons, and the market it is for. */
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const blocks = [...section.matchAll(/```yaml ?([^\n]*)\n([\s\S]*?)```/g)].map(([, info, text]) => ({
      info: info!,
      data: parse(text!),
    }));
    const plan = blocks.find(({ info }) => info !== 'add-on')!;
    return {
      title: section.split('\n', 1)[0]!,
      market: /market=(\S+)/.exec(plan.info)?.[1] ?? 'lily-gb',
      plan: plan.data,
      addOns: blocks.filter(({ info }) => info === 'add-on').map(({ data }) => data),
    };
  });

function compileIn(
  market: string,
  { plan, addOns }: (typeof sections)[number],
): PlanVersion | readonly Problem[] {
  const file = {
    ...sample(market),
    plans: [{ ...structuredClone(plan) }],
    addOns: structuredClone(addOns),
    seeds: undefined,
    rewards: undefined,
    loyalty: undefined,
  };
  const parsed = parseOperator(file);
  return parsed.ok ? compileCatalogue(parsed.operator)[0]! : parsed.problems;
}

const compiled = (title: string) =>
  compileIn(
    'lily-gb',
    sections.find((section) => section.title.endsWith(title))!,
  ) as PlanVersion;

test('there are ten', () => {
  expect(sections.map(({ title }) => title.split('. ')[0])).toEqual(
    Array.from({ length: 10 }, (_, index) => String(index + 1)),
  );
});

test.each(sections.map((section) => [section.title, section] as const))('%s compiles', (_, section) => {
  expect(compileIn(section.market, section)).toMatchObject({
    id: expect.stringMatching(/^plan_[0-9a-f]{16}$/),
    offeringId: section.plan.id,
  });
});

test('directional traffic is refused elsewhere, and a reward for all data offered instead', () => {
  const section = sections.find(({ title }) => title.endsWith('Directional traffic'))!;
  for (const market of ['lily-gb', 'fieldworks-de']) {
    const problems = compileIn(market, section) as readonly Problem[];
    expect(problems).toContainEqual(
      expect.objectContaining({
        path: 'plans[0].services[1].free',
        allowed: expect.stringContaining('reward with data that any application can use'),
      }),
    );
  }
});

test('what the page says of them holds', () => {
  expect(compiled('Enterprise pool').buckets).toMatchObject([
    { id: 'pool-data', pooled: true, amount: 0 },
    { id: 'wallet', pooled: true, floor: 0 },
  ]);
  const hybrid = compiled('Hybrid').buckets;
  expect(hybrid.find(({ id }) => id === 'nights')!.windows).toEqual([
    { weekDays: [0, 1, 2, 3, 4, 5, 6], fromS: 0, toS: 21_600 },
    { weekDays: [0, 1, 2, 3, 4, 5, 6], fromS: 82_800, toS: 86_400 },
  ]);
  expect(compiled('Day pack')).toMatchObject({
    counters: [{ unit: 'money', limit: 1_000_000, period: 'day', atLimit: 'grant', notices: [] }],
    buckets: [{ id: 'day-500mb', amount: 500e6, givenBy: { counter: 0 } }, { id: 'wallet' }],
  });
});
