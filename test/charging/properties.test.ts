import * as fc from 'fast-check';
import { decideCreate, decideRelease, decideUpdate, type Decision } from '../../domain/charging/decide.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { cost } from '../../domain/rating/index.js';
import { dataQuota, payAsYouGo, voiceQuota } from './plans.js';
import { NOW, create, group, request } from './requests.js';

const WALLET = 1_000_000_000;

const tariffs = {
  'per second': { price: '0.09', per: 60 },
  'per begun minute': { price: '0.1', per: 60, increment: 60 },
  'a connect fee, a block, then seconds': {
    price: '0',
    per: 1,
    connectFee: '0.25',
    slots: [
      { fromUnit: 0, rate: '1.2', unit: 60, increment: 60 },
      { fromUnit: 60, rate: '0.7', unit: 60, increment: 1 },
    ],
  },
  'rounded up to cents': { price: '0.033', per: 60, rounding: 'up' as const, roundingDecimals: 2 },
  'never more than two': { price: '0.5', per: 60, maxCost: '2', maxCostStrategy: 'free' as const },
};

/** A session that uses `parts` units, one report each, at the times the units take; returns what it cost. */
function charge(
  plan: PlanVersion,
  parts: readonly number[],
  asks: (i: number) => object,
): { item: Item; paid: number } {
  const index = indexPlan(plan);
  let item = openAccount({ key: 'imsi-1', plan, nowMs: NOW });
  const take = (decision: Decision) => {
    if (decision.outcome === 'refused') throw new Error(decision.detail);
    item = decision.item ?? item;
    return decision.answer;
  };
  const { sessionId } = take(decideCreate(item, create([group(32, { ask: asks(0) })]), index, NOW));
  let position = 0;
  parts.forEach((used, i) => {
    position += used;
    const now = NOW + position * 1000;
    const last = i === parts.length - 1;
    const report = request(i + 1, [group(32, { ask: last ? false : asks(i + 1), used: { seconds: used } })], {
      atMs: now,
    });
    take((last ? decideRelease : decideUpdate)(item, sessionId, report, index, now));
  });
  const [wallet] = viewAccount(item, plan, NOW).buckets;
  if (wallet === undefined) throw new Error('no wallet');
  expect(wallet.reserved).toBe(0);
  expect(wallet.available + wallet.used).toBe(WALLET);
  return { item, paid: wallet.used };
}

const parts = fc.array(fc.nat(400), { minLength: 1, maxLength: 12 });
const ask = fc.constantFrom<object>({}, { seconds: 60 }, { seconds: 300 });

describe.each(Object.entries(tariffs))('%s', (_, rate) => {
  const plan = payAsYouGo([rate], WALLET, { ...voiceQuota, min: 30 }, 'voice');
  const { tariff } = plan.services[0] as PlanVersion['services'][number];
  const total = (units: readonly number[]) => units.reduce((a, b) => a + b, 0);

  test('the debit is the quote, however the session is split and whatever is asked for', () => {
    fc.assert(
      fc.property(parts, ask, (units, asked) => {
        expect(charge(plan, units, () => asked).paid).toBe(cost(tariff, 0, NOW, total(units)));
      }),
      { numRuns: 150 },
    );
  });

  test('more usage is never cheaper', () => {
    fc.assert(
      fc.property(parts, fc.nat(100), (units, more) => {
        const longer = [...units.slice(0, -1), (units.at(-1) ?? 0) + more];
        expect(charge(plan, longer, () => ({})).paid).toBeGreaterThanOrEqual(
          charge(plan, units, () => ({})).paid,
        );
      }),
      { numRuns: 60 },
    );
  });
});

test('replaying any message at any later point is a no-op', () => {
  const plan = payAsYouGo([{ price: '0.01', per: 1_000_000 }], WALLET, dataQuota);
  const index = indexPlan(plan);
  const usage = fc.record({ used: fc.nat(30_000_000), skip: fc.boolean(), replay: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(usage, { minLength: 1, maxLength: 12 }), (steps) => {
      const opening = create([group(32)]);
      let item = openAccount({ key: 'imsi-1', plan, nowMs: NOW });
      const first = decideCreate(item, opening, index, NOW);
      if (first.outcome === 'refused' || first.item === undefined) throw new Error('refused');
      item = first.item;
      const { sessionId } = first.answer;
      const sent = [];
      let sequence = 0;
      for (const { used, skip, replay } of steps) {
        sequence += skip ? 2 : 1;
        const message = request(sequence, [group(32, { used: { bytes: used }, localSequence: sequence })]);
        sent.push(message);
        const decision = decideUpdate(item, sessionId, message, index, NOW);
        if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
        item = decision.item;
        const old = sent[replay % sent.length] as typeof message;
        const again = decideUpdate(item, sessionId, old, index, NOW);
        expect(again).not.toHaveProperty('item');
        expect(decideCreate(item, opening, index, NOW)).not.toHaveProperty('item');
      }
    }),
    { numRuns: 200 },
  );
});
