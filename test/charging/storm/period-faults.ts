/** Faults of periods, counters and commands, planted to show that the storm notices each. */
import type { Account } from '../../../domain/charging/account.js';
import { type Item, decodeAccount, encodeAccount, planIdOf } from '../../../domain/charging/item.js';
import { indexPlan } from '../../../domain/charging/plan-index.js';
import { PLANS } from './period-plans.js';
import type { Tamper } from './stormy-store.js';

function indexOf(item: Item) {
  const plan = PLANS.find(({ id }) => id === planIdOf(item));
  if (plan === undefined) throw new Error(`plan ${planIdOf(item)}`);
  return indexPlan(plan);
}

/** The item as a decision would have written it that changes the account so. */
const edited =
  (nowMs: () => number, change: (account: Account, before: Item | undefined) => void) =>
  (item: Item, before: Item | undefined): Item => {
    const index = indexOf(item);
    const account = decodeAccount(item, index);
    change(account, before);
    const { o: outbox } = item;
    const next = encodeAccount(account, index, undefined, Math.floor(nowMs() / 1000));
    return outbox === undefined ? next : { ...next, o: outbox };
  };

export const PERIOD_FAULTS = {
  /** What is staged outlives the next renewal, the counters' period and the bucket. */
  'staged-until': () => ({ drops: 'e' }),
  /** A counter forgets what it told. */
  told: (now) => ({
    put: edited(now, ({ counters }) => {
      for (const counter of counters) counter.told = 0;
    }),
  }),
  /** The fast path counts usage twice. */
  'counted-twice': () => ({
    update: (update) => ({
      ...update,
      add: update.add.map(([name, amount]) =>
        name.startsWith('u') ? ([name, 2 * amount] as const) : ([name, amount] as const),
      ),
    }),
  }),
  /** Renewals are written over whatever came in between. */
  'renewal-basis': () => ({ unconditional: true }),
  /** A command's id is not remembered. */
  'command-id': (now) => ({
    put: edited(now, ({ credits }) => {
      credits.entries = [];
      credits.horizonS = 0;
    }),
  }),
  /** A change of plan keeps what sessions hold. */
  'plan-change-holds': (now) => ({
    put: edited(now, (account, before) => {
      if (before === undefined || planIdOf(before) === account.planId) return;
      const held = decodeAccount(before, indexOf(before)).sessions.flatMap((s) =>
        s.groups.flatMap((g) => g.holds),
      );
      for (const hold of held) {
        const bucket = account.buckets.find((b) => b.id === hold.bucket);
        if (bucket !== undefined) bucket.available = Math.max(0, bucket.available - hold.amount);
      }
    }),
  }),
  /** A period's charge is forgotten once it is paid. */
  'charged-through': (now) => ({
    put: edited(now, ({ subscriptions }) => {
      for (const subscription of subscriptions)
        subscription.chargedThrough = Math.max(-1, subscription.chargedThrough - 1);
    }),
  }),
  /** A period's buckets are given again. */
  'renewed-through': (now) => ({
    put: edited(now, ({ subscriptions }) => {
      for (const subscription of subscriptions)
        if (subscription.of === 0) subscription.renewedThrough = subscription.lastPeriod - 1;
    }),
  }),
  /** One side of a transfer is lost. */
  'half-a-transfer': () => ({ half: true }),
  /** Rows of files are not remembered. */
  'file-rows': (now) => ({
    put: edited(now, (account) => {
      account.files = [];
    }),
  }),
  /** A cap counts nothing until the next look. */
  cap: (now) => ({
    put: edited(now, ({ counters }) => {
      for (const counter of counters) counter.value = Math.floor(counter.value / 2);
    }),
  }),
  /** The account does not keep its state. */
  state: (now) => ({
    put: edited(now, (account) => {
      if (account.state === 'suspended') account.state = 'active';
    }),
  }),
} as const satisfies Record<string, (nowMs: () => number) => Tamper>;

export type PeriodFault = keyof typeof PERIOD_FAULTS;
