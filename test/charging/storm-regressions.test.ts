/** What the storm's second world found, each in its smallest form. */
import { decidePlanChange } from '../../domain/charging/account-commands.js';
import { decideCreate, decideUpdate } from '../../domain/charging/decide.js';
import { fastUpdate } from '../../domain/charging/fast-path.js';
import { type Item, attr1, decodeAccount } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decidePurchase } from '../../domain/charging/purchase.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { BERLIN, DATA, EUR, monthly } from './monthly.js';
import { MB } from './plans.js';
import { NOW, create, group, key, request } from './requests.js';

const CAP = {
  id: 'cap',
  purpose: 'volume-cap',
  unit: 'bytes',
  services: ['internet'] as string[],
  period: 'month',
  limit: 100 * MB,
  notices: [],
  atLimit: 'stop',
} as const;

function opened(item: Item, plan: PlanVersion, supi: string) {
  const decision = decideCreate(item, create([group(1000)], { supi }), indexPlan(plan), NOW);
  if (decision.outcome !== 'answer' || decision.item === undefined) throw new Error('not opened');
  return { item: decision.item, session: decision.answer };
}

test('each SIM of a shared account is counted and capped on the fast path, not only the first', () => {
  const plan = monthly({ counters: [{ ...CAP, perMember: true }] });
  const index = indexPlan(plan);
  const first = opened(openAccount({ key: 'imsi-1', plan, nowMs: NOW }), plan, 'imsi-1');
  const { item, session } = opened(first.item, plan, 'imsi-2');
  expect(decodeAccount(item, index).counters.map(({ member }) => member)).toEqual([0, 1]);
  const ref = { accountKey: 'imsi-1', ...session, planId: plan.id, groups: session.session };
  const used = request(1, [group(1000, { used: { bytes: MB } })]);
  expect(fastUpdate(ref, used, index, NOW, () => 'units')).toBeDefined();
  // All that is staged is within what either may still use.
  expect(item[attr1('a', 0)]).toBeLessThan(80 * MB);
});

test('a top-up from money stays within a cap on units', () => {
  const plan = monthly({ buckets: [], counters: [CAP] });
  const index = indexPlan(plan);
  let { item } = opened(openAccount({ key: 'imsi-1', plan, nowMs: NOW }), plan, 'imsi-1');
  const sessionId = decodeAccount(item, index).sessions[0]?.id as number;
  let used = 0;
  for (let sequence = 1; used < 100 * MB; sequence++) {
    const [held] = decodeAccount(item, index).sessions[0]?.groups ?? [];
    const bytes = Math.min(held?.granted ?? 0, 15 * MB);
    if (bytes === 0) break;
    used += bytes;
    const report = request(sequence, [group(1000, { used: { bytes }, localSequence: sequence })]);
    const decision = decideUpdate(item, sessionId, report, index, NOW + sequence * 1_000);
    if (decision.outcome !== 'answer' || decision.item === undefined) throw new Error('not served');
    ({ item } = decision);
    expect(used + (decision.answer.groups[0]?.granted ?? 0)).toBeLessThanOrEqual(100 * MB);
  }
  expect(used).toBe(100 * MB);
});

test('a record of a change of plan names buckets as they were, and money stays money', () => {
  const plan = monthly({ charge: { due: 'in-arrears' } });
  const next = monthly({
    id: 'plan_00112233445566bb',
    buckets: [{ id: 'other', unit: 'bytes', amount: MB, services: ['internet'] as string[] }, DATA],
  });
  const later = NOW + 10 * 86_400_000;
  const decision = decidePlanChange(
    openAccount({ key: 'imsi-1', plan, nowMs: NOW }),
    indexPlan(plan),
    later,
    {
      id: key(1),
      atMs: later,
      next: indexPlan(next),
      when: 'now',
    },
  );
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  const paid = usageRecord(decision.item, next)?.movements?.filter((m) => m.action === 'recurring');
  expect(paid?.map(({ bucket, unit }) => `${bucket} ${unit}`)).toEqual(['wallet money', 'wallet money']);
});

test('an add-on that the next plan lacks does not become a second plan', () => {
  const week = { every: 1, unit: 'week', anchor: 'activation', timeZone: BERLIN } as const;
  const plan = monthly({
    more: {
      addOns: [
        {
          id: 'music',
          name: 'Music',
          priceMicros: 0,
          recurring: { graceDays: 0, charge: { cycle: week, priceMicros: EUR } },
        },
      ],
    },
  });
  const next = monthly({ id: 'plan_00112233445566bb' });
  const bought = decidePurchase(openAccount({ key: 'imsi-1', plan, nowMs: NOW }), indexPlan(plan), NOW, {
    id: key(1),
    atMs: NOW,
    addOn: 0,
  });
  if (bought.outcome !== 'done') throw new Error(JSON.stringify(bought));
  const changed = decidePlanChange(bought.item, indexPlan(plan), NOW, {
    id: key(2),
    atMs: NOW,
    next: indexPlan(next),
    when: 'now',
  });
  if (changed.outcome !== 'done') throw new Error(JSON.stringify(changed));
  expect(decodeAccount(changed.item, indexPlan(next)).subscriptions.map(({ of }) => of)).toEqual([0]);
});
