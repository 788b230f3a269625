/** What members meet when they are charged: leases for sessions, for events, and for usage beyond a grant. */
import { CountingStore } from '../../bench/counting-store.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { viewAccount } from '../../domain/charging/view.js';
import { openPool } from '../../domain/pools/open-pool.js';
import { readSlice, sliceItem } from '../../domain/pools/slice.js';
import { Charger } from '../../lambdas/charging/charger.js';
import { dataQuota, plan, service, smsQuota } from '../charging/plans.js';
import { NOW, create, group, request } from '../charging/requests.js';
import { MB } from './plans.js';

const KEY = 'imsi-262010000000001';
const office: PlanVersion = plan(
  [
    service('internet', 'data', [1000], [{ price: '0.01', per: MB, increment: 1_000 }], dataQuota),
    service('messages', 'sms', [200], [{ price: '0.07', per: 1 }], smsQuota),
  ],
  [
    { id: 'data', unit: 'bytes', amount: 0, pooled: true, services: ['internet'] },
    { id: 'texts', unit: 'messages', amount: 0, pooled: true, services: ['messages'] },
    {
      id: 'wallet',
      unit: 'money',
      amount: 1_000_000,
      services: ['internet', 'messages'],
      priority: 20,
    },
  ],
);

function world({ data = 1_000 * MB, texts = 100, slices = 1 } = {}) {
  const store = new CountingStore();
  const allowances = [
    { bucket: 'data', amount: data },
    { bucket: 'texts', amount: texts },
  ];
  for (const slice of openPool({ poolId: 'pool_a', allowances, anchorMs: NOW, slices, nowMs: NOW }))
    store.seed(sliceItem(slice));
  store.seed(openAccount({ key: KEY, plan: office, pool: 'pool_a', nowMs: NOW }));
  const charger = new Charger({ store, loadPlan: () => Promise.resolve(office), now: () => NOW });
  const bucket = (name: string) =>
    viewAccount(store.items.get(KEY)!, office, NOW).buckets.find((b) => b.name === name);
  const leased = (i: number) =>
    [...store.items].reduce(
      (sum, [key, item]) => sum + (key.startsWith('pool_') ? readSlice(item).resources[i]!.leased : 0),
      0,
    );
  return { charger, bucket, leased };
}

const message = (units: number) => ({
  ...create([group(200, { ask: { messages: units } })]),
  oneTimeEventType: 'IEC' as const,
});

test('a message is paid by the pool, not by the wallet behind it', async () => {
  const { charger, bucket, leased } = world();
  for (let i = 0; i < 5; i++)
    expect(await charger.event(KEY, message(1))).toMatchObject({
      ok: true,
      answer: { groups: [{ resultCode: 'SUCCESS' }] },
    });
  expect(bucket('texts')).toMatchObject({ used: 5, total: leased(1) });
  expect(leased(1)).toBe(16);
  expect(bucket('wallet')).toMatchObject({ used: 0 });
});

test('a message that is more than the pool has left is paid by the wallet', async () => {
  const { charger, bucket, leased } = world({ texts: 2 });
  for (let i = 0; i < 4; i++) expect(await charger.event(KEY, message(1))).toMatchObject({ ok: true });
  expect(bucket('texts')).toMatchObject({ used: 2, total: 2 });
  expect(leased(1)).toBe(2);
  expect(bucket('wallet')).toMatchObject({ used: 140_000 });
});

test('usage beyond a grant is paid by the pool too', async () => {
  const { charger, bucket, leased } = world();
  const opened = await charger.create(KEY, create([group(1000)]));
  if (!opened.ok) throw new Error('refused');
  const { answer, accountKey, planId } = opened;
  const ref = { accountKey, planId, sessionId: answer.sessionId, slot: answer.slot, groups: answer.session };
  const usage = request(1, [group(1000, { ask: false, used: { bytes: 600 * MB } })]);
  expect(await charger.release(ref, usage)).toMatchObject({ ok: true });
  expect(bucket('data')).toMatchObject({ used: 600 * MB, total: leased(0) });
  expect(bucket('wallet')).toMatchObject({ used: 0 });
});

test('the other slices lend when a member’s own is empty, to the last unit', async () => {
  const { charger, bucket, leased } = world({ data: 90 * MB, slices: 3 });
  const used: number[] = [];
  for (let i = 0; i < 12; i++) {
    const opened = await charger.create(KEY, create([group(1000)]));
    if (!opened.ok) throw new Error('refused');
    const { answer, accountKey, planId } = opened;
    const granted = Math.min(answer.groups[0]?.granted ?? 0, 90 * MB - used.reduce((a, b) => a + b, 0));
    used.push(granted);
    const ref = {
      accountKey,
      planId,
      sessionId: answer.sessionId,
      slot: answer.slot,
      groups: answer.session,
    };
    await charger.release(ref, request(1, [group(1000, { ask: false, used: { bytes: granted } })]));
  }
  expect(leased(0)).toBe(90 * MB);
  expect(bucket('data')).toMatchObject({ used: 90 * MB, total: 90 * MB });
});
