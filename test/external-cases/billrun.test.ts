/**
 * BillRun's included groups (test/cases/billrun-included-groups.json): those of its rows that a plain model of
 * allowances agrees with. The other rows encode rules of its own and are counted, so that none disappears unseen.
 */
import { decideEvent } from '../../domain/charging/event.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { usageRecord, type UsageLine } from '../../domain/charging/usage-record.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { exact, rounded } from '../../domain/price-models/exact.js';
import { dataQuota, plan, service } from '../charging/plans.js';
import { create, group, NOW } from '../charging/requests.js';
import { readCaseFile } from './read-case-file.js';

interface Slot {
  readonly from: number;
  readonly to: number | 'UNLIMITED';
  readonly interval: number;
  readonly price: string | number;
}
interface Group {
  readonly included: Readonly<Record<string, string | number>>;
  readonly rates: readonly string[] | null;
  readonly shared: boolean;
  readonly pooled: boolean;
  readonly quantity_affected: boolean;
}
type Override = { readonly rate: readonly Slot[] } | { readonly percentage: number };
interface Package {
  readonly groups: Readonly<Record<string, Group>>;
  readonly rate_overrides: Readonly<
    Record<string, Readonly<Record<string, Override>> | { percentage: number }>
  > | null;
}
interface Case {
  readonly id: string;
  readonly account: number;
  readonly subscriber: number;
  readonly plan: string;
  readonly services: readonly string[];
  readonly usage_type: string;
  readonly rate: string;
  readonly usage: number;
  readonly expected_in_group: number;
  readonly expected_over_group: number;
  readonly expected_price: number;
  readonly after_this_case_usage_is_reset: boolean;
  readonly simple_pool_model_agrees?: boolean;
}

const { cases, definitions } = readCaseFile<{
  cases: readonly Case[];
  definitions: {
    plans: Readonly<Record<string, Package>>;
    services: Readonly<Record<string, Package>>;
    rates: Readonly<
      Record<string, Readonly<Record<string, Readonly<Record<string, { rate: readonly Slot[] }>>>>>
    >;
  };
}>('billrun-included-groups.json');

/** Usage has halves: a unit here is a tenth of one of theirs. */
const PARTS = 10;
const UNLIMITED = 1e12;

const agreed = cases.filter((c) => c.simple_pool_model_agrees === true);
const packagesOf = (c: Case): Package[] => [
  definitions.plans[c.plan] ?? { groups: {}, rate_overrides: null },
  ...c.services.map((name) => definitions.services[name] as Package),
];
const traffic = (rate: string, type: string) => `${rate}/${type}`;

/** Everything that the cases of one account use, in one plan: its groups, and the rates that they are for. */
function planFor(all: readonly Case[]): PlanVersion {
  const services = [...new Set(all.map((c) => traffic(c.rate, c.usage_type)))];
  const groups = new Map<string, Group>();
  for (const found of all.flatMap(packagesOf)) {
    for (const [name, of] of Object.entries(found.groups)) groups.set(name, of);
  }
  return plan(
    services.map((name, i) =>
      service(name, 'data', [i + 1], [{ price: '0.01', per: 1 }], { ...dataQuota, min: 1 }),
    ),
    [...groups].flatMap(([id, { included, rates }]) => {
      const classes = Object.keys(included).flatMap((type) =>
        (rates ?? []).map((rate) => traffic(rate, type)),
      );
      const amounts = new Set(Object.values(included).map(Number));
      // One allowance for all the kinds it names: their amounts are the same.
      expect(amounts.size).toBeLessThanOrEqual(1);
      const [amount = 0] = amounts;
      const usable = classes.filter((name) => services.includes(name));
      return usable.length === 0 ? [] : [{ id, unit: 'bytes', amount: amount * PARTS, services: usable }];
    }),
    'plan_00000000000000a1',
  );
}

/** The price beyond the allowances: a call of its own, rated from its first unit, as BillRun does it. */
function pricedPlan(c: Case): PlanVersion {
  const own = definitions.rates[c.rate]?.[c.usage_type];
  const base = (own?.[c.plan] ?? own?.['BASE'] ?? { rate: [] }).rate;
  const override = packagesOf(c)
    .map(
      ({ rate_overrides }) =>
        (rate_overrides?.[c.rate] as Record<string, Override> | undefined)?.[c.usage_type],
    )
    .find((found) => found !== undefined);
  const slots = override !== undefined && 'rate' in override ? override.rate : base;
  const percent = override !== undefined && 'percentage' in override ? override.percentage : 1;
  return plan(
    [
      service(
        'usage',
        'data',
        [1],
        [
          {
            price: '0',
            per: 1,
            slots: slots.map(({ interval, price }, i) => ({
              fromUnit: i === 0 ? 0 : Number(slots[i - 1]?.to) * PARTS,
              rate: (Number(price) * percent).toFixed(6),
              unit: interval * PARTS,
              increment: interval * PARTS,
            })),
          },
        ],
        { ...dataQuota, min: 1 },
      ),
    ],
    [{ id: 'owed', unit: 'money', amount: 0, floor: -UNLIMITED, services: ['usage'] }],
    'plan_00000000000000a2',
  );
}

function use(
  item: Item,
  of: PlanVersion,
  ratingGroup: number,
  bytes: number,
): { item: Item; lines: readonly UsageLine[] } {
  const event = {
    ...create([group(ratingGroup, { ask: false, used: { bytes } })]),
    oneTimeEventType: 'PEC' as const,
    sentAtMs: NOW,
  };
  const decision = decideEvent(item, event, indexPlan(of), NOW);
  if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
  return { item: decision.item, lines: usageRecord(decision.item, of)?.lines ?? [] };
}

const sumOf = (lines: readonly UsageLine[], collected: boolean) =>
  lines.filter((line) => line.uncollected !== collected).reduce((sum, { units }) => sum + units, 0);

/** Cases of one account until its usage is reset, in their order. */
function runs(): Case[][] {
  const open = new Map<number, Case[]>();
  const closed: Case[][] = [];
  for (const c of agreed) {
    const run = open.get(c.account) ?? [];
    run.push(c);
    open.set(c.account, run);
    if (c.after_this_case_usage_is_reset) {
      closed.push(run);
      open.delete(c.account);
    }
  }
  return [...closed, ...open.values()];
}

test.each(runs().map((run) => [run.map(({ id }) => id).join(', '), run] as const))('%s', (_, run) => {
  const of = planFor(run);
  const ratingGroups = new Map(of.services.map(({ id, ratingGroups: [first] }) => [id, first as number]));
  const accounts = new Map<number, Item>();
  for (const c of run) {
    // Allowances that are not shared are each subscriber's own.
    const before =
      accounts.get(c.subscriber) ?? openAccount({ key: `imsi-${c.subscriber}`, plan: of, nowMs: NOW });
    const ratingGroup = ratingGroups.get(traffic(c.rate, c.usage_type)) as number;
    const drawn = use(before, of, ratingGroup, c.usage * PARTS);
    accounts.set(c.subscriber, drawn.item);
    const over = sumOf(drawn.lines, false);
    expect([c.id, sumOf(drawn.lines, true) / PARTS, over / PARTS]).toEqual([
      c.id,
      c.expected_in_group,
      c.expected_over_group,
    ]);
    const priced = pricedPlan(c);
    const owed =
      over === 0 ? [] : use(openAccount({ key: 'imsi-1', plan: priced, nowMs: NOW }), priced, 1, over).lines;
    expect([c.id, BigInt(owed.reduce((sum, { priceMicros }) => sum + priceMicros, 0))]).toEqual([
      c.id,
      rounded(exact(String(c.expected_price)), 6),
    ]);
  }
});

test('subscribers that share an allowance share an account', () => {
  const shared = agreed.filter((c) =>
    packagesOf(c).some(({ groups }) => Object.values(groups).some((g) => g.shared)),
  );
  const members = new Map<number, Set<number>>();
  for (const c of shared) members.set(c.account, (members.get(c.account) ?? new Set()).add(c.subscriber));
  // Each of these accounts has one subscriber, so that its own allowance is the shared one.
  expect([...members.values()].every((found) => found.size === 1)).toBe(true);
});

test('every row is run, or encodes a rule of its origin', () => {
  const disagrees = cases.filter((c) => c.simple_pool_model_agrees === false).map(({ id }) => id);
  expect(disagrees).toEqual(['billrun.e1', 'billrun.e2', 'billrun.l1', 'billrun.l2', 'billrun.l3']);
  // Allowances by the hour or for a number of cycles, a service held several times, prices of a service over a plan's.
  const unsaid = cases.filter((c) => c.simple_pool_model_agrees === undefined);
  expect({ run: agreed.length, unsaid: unsaid.length, all: cases.length }).toEqual({
    run: 40,
    unsaid: 30,
    all: 75,
  });
});
