/**
 * A sponsor's last euro, as traffic and as advertisements: 200 sessions lease from the pool that it bought, through the
 * real charger, and 200 viewers reserve of its campaign's budget through four instances' purses, all at once, until both
 * are empty. What sessions and decisions got beyond that euro is the overspend; the run stops when something is lost.
 */
import { CreateTableCommand, DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { sponsorPool } from '../domain/catalogue/sponsor-pool.js';
import type { PlanVersion } from '../domain/catalogue/plan.js';
import { openBudget } from '../domain/budgets/budget.js';
import { openAccount } from '../domain/charging/open-account.js';
import { usageRecord } from '../domain/charging/usage-record.js';
import { lenderItem, openLender, readLender, writeDirectory } from '../domain/pools/lender.js';
import { sliceKey } from '../domain/pools/slice.js';
import { costOfBytes } from '../domain/sponsors/agreement.js';
import { BudgetBook } from '../lambdas/budgets/budget-book.js';
import { Purse } from '../lambdas/budgets/purse.js';
import { Charger } from '../lambdas/charging/charger.js';
import { renewAccount } from '../lambdas/renewals/renew-account.js';
import { startLocalDynamoDb } from '../local/dynamodb/index.js';
import { CountingStore } from './counting-store.js';
import { Peer, ordinaryPlan } from './peer.js';

type Emit = (name: string, value: number, unit: string) => void;

const NOW = Date.UTC(2026, 10, 22, 12);
const RACERS = 200;
const EURO = 1_000_000;
const MICROS_PER_GB = 1_500_000;
/** What a euro buys. */
const BYTES = Math.floor((EURO * 1_000_000_000) / MICROS_PER_GB);
/** What a view costs. */
const VIEW = 7_000;
const INSTANCES = 4;
const SPONSOR = 'studio';
const POOL_ID = 'pool_sag-euro';
const DAY_MS = 86_400_000;

export async function run(emit: Emit): Promise<void> {
  const [traffic, views] = await Promise.all([ofSessions(), ofViewers()]);
  emit(
    'budget.overspend_micros',
    traffic + views,
    `micros beyond the last euro: ${RACERS} sessions, ${RACERS} viewers`,
  );
}

/** The first plan of lily-gb, whose data the sponsor pays for before the plan's own buckets do. */
function sponsoredPlan(): PlanVersion {
  const plan = ordinaryPlan();
  const data = plan.buckets.find((b) => b.unit === 'bytes');
  if (data === undefined) throw new Error('the first plan of lily-gb has no data bucket');
  const { id, unit, classes } = data;
  const sponsored = { id: `sponsored-${id}`, unit, classes, amount: 0, priority: 0, floor: 0 };
  return {
    ...plan,
    buckets: [...plan.buckets, { ...sponsored, pooled: true as const, pool: sponsorPool(SPONSOR) }],
  };
}

async function ofSessions(): Promise<number> {
  const plan = sponsoredPlan();
  const store = new CountingStore({ weighs: false });
  let paid = 0;
  const put = store.items.set.bind(store.items);
  store.items.set = (key, item) => {
    const { lines = [] } = item['p'] === undefined ? {} : (usageRecord(item, plan) ?? {});
    for (const { sponsor, units } of lines) if (sponsor === SPONSOR) paid += units;
    return put(key, item);
  };
  const [lender] = openLender({
    poolId: POOL_ID,
    bytes: BYTES,
    services: [],
    perDay: 0,
    fromMs: NOW,
    toMs: NOW + 30 * DAY_MS,
  });
  if (lender === undefined) throw new Error('a pool without a slice');
  store.seed(lenderItem(lender));
  store.seed({ k: sponsorPool(SPONSOR), v: 1, d: writeDirectory([{ poolId: POOL_ID, slices: 1 }]) });
  let now = NOW;
  const loadPlan = () => Promise.resolve(plan);
  const charger = new Charger({ store, loadPlan, now: () => now });
  const peers = Array.from({ length: RACERS }, (_, i) => {
    const peer = new Peer(plan, `imsi-2349900000${10_000 + i}`, 1);
    store.seed(openAccount({ key: peer.key, plan, nowMs: NOW }));
    return peer;
  });
  await Promise.all(peers.map(async (peer) => peer.create(charger)));
  for (let round = 0; round < 8; round++) {
    now += 5_000;
    await Promise.all(peers.map(async (peer) => (peer.grant > 0 ? peer.exhaust(charger) : undefined)));
  }
  const lent = () => readLender(store.items.get(sliceKey(POOL_ID, 0)) ?? {});
  if (lent().available !== 0) throw new Error('the pool did not end');
  await Promise.all(peers.map(async (peer) => peer.release(charger)));
  now = NOW + DAY_MS;
  for (const { key } of peers)
    await renewAccount(key, now, {
      store,
      lenders: store,
      loadPlan,
      successorOf: () => Promise.resolve(undefined),
    });
  const { available, leased, used, granted } = lent();
  if (leased !== 0 || used !== paid || available + used !== granted)
    throw new Error(`of ${granted} bytes ${used} are used, ${leased} lent, ${available} left; paid: ${paid}`);
  if (paid === 0) throw new Error('nobody used what the sponsor paid for');
  return Math.max(0, costOfBytes(paid, MICROS_PER_GB) - EURO);
}

async function ofViewers(): Promise<number> {
  const local = await startLocalDynamoDb();
  const client = new DynamoDBClient({
    endpoint: local.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  try {
    await client.send(
      new CreateTableCommand({
        TableName: 'records',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const book = new BudgetBook(client, 'records');
    const budget = openBudget({
      campaignId: 'cmp_euro',
      total: EURO,
      pacing: 'front-loaded',
      startsAtMs: NOW - DAY_MS,
      endsAtMs: NOW,
    });
    await client.send(new TransactWriteItemsCommand({ TransactItems: [book.create(budget)] }));
    const purses = Array.from({ length: INSTANCES }, () => new Purse(book));
    const outcomes = await Promise.all(
      Array.from({ length: RACERS }, async (_, i) => {
        const purse = purses[i % INSTANCES];
        if (purse === undefined) throw new Error('an instance without a purse');
        // Somebody who is told to come again comes again.
        for (;;) {
          const { outcome } = await purse.reserve('cmp_euro', VIEW, 1_000, NOW - 1_000);
          if (outcome !== 'busy') return outcome;
        }
      }),
    );
    const reserved = outcomes.filter((outcome) => outcome === 'reserved').length * VIEW;
    if (reserved === 0) throw new Error('nobody saw an advertisement');
    return Math.max(0, reserved - EURO);
  } finally {
    client.destroy();
    await local.stop();
  }
}
