/** What usage draws when there are rewards: theirs first, then the plan's, then the wallet's. */
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { decideCreate, type Decision, decideRelease } from '../../domain/charging/decide.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideReward, decideTakeBack } from '../../domain/charging/reward.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { loadOperators } from '../../operators/load.js';
import { create, group, key, NOW, request } from '../charging/requests.js';

const lily = loadOperators().find(({ market }) => market.country === 'GB')!;
const [starter] = compileCatalogue(lily);
const plan = starter!;
const index = indexPlan(plan);

const took = (decision: Decision): { item: Item; sessionId: number } => {
  if (decision.outcome === 'refused' || decision.item === undefined)
    throw new Error(JSON.stringify(decision));
  return { item: decision.item, sessionId: decision.answer.sessionId };
};

function rewarded(bucket: 'reward-data' | 'reward-credit', amount: number, item: Item) {
  const decision = decideReward(item, index, NOW, { id: key(1), atMs: NOW, bucket, amount });
  if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
  return decision;
}

const open = () => openAccount({ key: 'imsi-1', plan, nowMs: NOW });
const lines = (item: Item) =>
  usageRecord(item, plan)!.lines.map(({ bucket, units, priceMicros }) => [bucket, units, priceMicros]);

it('draws a reward of data before the bundle, and what a session holds of it is not taken back', () => {
  const given = rewarded('reward-data', 30e6, open());
  const opened = took(decideCreate(given.item, create([group(1000)]), index, NOW));
  const held = viewAccount(opened.item, plan, NOW).buckets.find(({ name }) => name === 'reward-data')!;
  expect(held.reserved).toBeGreaterThan(0);
  const back = decideTakeBack(opened.item, index, NOW, {
    id: key(2),
    atMs: NOW,
    bucket: 'reward-data',
    bucketId: given.bucketId,
    amount: 30e6,
  });
  expect(back).toMatchObject({ taken: 30e6 - held.reserved, missing: held.reserved });
  const used = group(1000, { ask: false, used: { bytes: 40e6, seconds: 0, messages: 0 } });
  const closed = took(decideRelease(opened.item, opened.sessionId, request(1, [used]), index, NOW));
  expect(lines(closed.item)).toEqual([
    ['reward-data', 30e6, 0],
    ['data-2gb', 10e6, 0],
  ]);
});

it('draws credit of a reward before the wallet, at the prices of the plan', () => {
  const { item } = rewarded('reward-credit', 350_000, open());
  const to = { destination: '33123456789' };
  const opened = took(decideCreate(item, create([group(100)], to), index, NOW));
  const used = group(100, { ask: false, used: { bytes: 0, seconds: 120, messages: 0 } });
  const closed = took(decideRelease(opened.item, opened.sessionId, request(1, [used], to), index, NOW));
  expect(lines(closed.item)).toEqual([
    ['reward-credit', 60, 350_000],
    ['wallet', 60, 350_000],
  ]);
});
