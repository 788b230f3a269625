/** What people and other systems do to the accounts of the second world while they are charged. */
import {
  decideAdvance,
  decideLift,
  decidePlanChange,
  decideState,
} from '../../../domain/charging/account-commands.js';
import type { CommandDecision, CommandId } from '../../../domain/charging/command.js';
import { type Item, decodeAccount } from '../../../domain/charging/item.js';
import { decideJoin } from '../../../domain/charging/join.js';
import { indexPlan } from '../../../domain/charging/plan-index.js';
import { decideCancel, decidePurchase } from '../../../domain/charging/purchase.js';
import {
  decideDebit,
  decideGift,
  receivingTemplate,
  transferProblems,
} from '../../../domain/charging/transfer.js';
import { usageRecord } from '../../../domain/charging/usage-record.js';
import { type Desk, type PresentAccount, presentAccount } from '../../../lambdas/accounts/desk.js';
import { EUR } from '../monthly.js';
import { MB } from '../plans.js';
import { digestOf } from './client.js';
import { FLEX_2, PAY_AS_YOU_GO, WEEKLY } from './period-plans.js';
import type { PeriodWorld } from './period-world.js';

const hex = (id: Uint8Array) => Buffer.from(id).toString('hex');

type Decide = (account: PresentAccount, id: CommandId) => CommandDecision;
type Done = 'done' | 'already-done' | 'refused';

/** A command as its client knows it. */
interface Told {
  readonly key: string;
  readonly reference: string;
  readonly action: string;
}

export class Commander {
  /** Commands that were acknowledged as done. */
  readonly acknowledged: Told[] = [];
  /** By reference of the sender's side: the receiver's. */
  readonly transfers: { readonly from: Told; readonly to: Told }[] = [];
  private readonly world: PeriodWorld;
  private readonly past: (() => Promise<unknown>)[] = [];
  private ended = 0;

  constructor(world: PeriodWorld) {
    this.world = world;
  }

  async live(): Promise<void> {
    const { random } = this.world.simulation;
    while (!this.world.done) {
      await this.act();
      await this.world.sleep(random.below(60));
    }
  }

  private async act(): Promise<void> {
    const { world } = this;
    const { random } = world.simulation;
    const key = random.pick(world.keys);
    const luck = random.below(100);
    if (luck < 12) await this.money(key, 'credited');
    else if (luck < 22) await this.money(key, 'debited');
    else if (luck < 42) await this.transfer(key, random.pick(world.keys));
    else if (luck < 52) await this.purchase(key, 'weekend');
    else if (luck < 60) await this.purchase(key, 'music');
    else if (luck < 66) await this.named(key, 'music', decideCancel);
    else if (luck < 72)
      await this.once(key, 'advanced', ({ item, index }, id) => decideAdvance(item, index, world.nowMs, id));
    else if (luck < 78) await this.changePlan(key);
    else if (luck < 80) await this.hold(key);
    else if (luck < 84) await this.lift(key);
    else if (luck < 86) await this.join(key);
    else if (luck < 94) await random.pick([...this.past, () => Promise.resolve()])();
    else if (luck < 95 && random.chance(0.05) && this.ended < world.keys.length / 8) {
      this.ended++;
      await this.once(key, '', ({ item, index }, id) =>
        decideState(item, index, world.nowMs, { ...id, state: 'terminated' }),
      );
    }
  }

  private money(key: string, action: 'credited' | 'debited'): Promise<Done | undefined> {
    const { world } = this;
    const { random } = world.simulation;
    const amount = random.below(EUR) + 1;
    return this.once(key, action, ({ item, index }, id) =>
      action === 'credited'
        ? decideGift(item, index, world.nowMs, {
            ...id,
            action,
            template: index.wallet,
            amount,
            expiresAt: 0,
          })
        : decideDebit(item, index, world.nowMs, { ...id, action, template: index.wallet, amount }),
    );
  }

  private purchase(key: string, addOn: string): Promise<Done | undefined> {
    return this.named(key, addOn, decidePurchase, addOn === 'weekend' ? 'paid' : '');
  }

  private named(
    key: string,
    name: string,
    decide: typeof decidePurchase,
    action = '',
  ): Promise<Done | undefined> {
    return this.once(key, action, ({ item, index }, id) => {
      const addOn = (index.plan.addOns ?? []).findIndex((a) => a.id === name);
      return decide(item, index, this.world.nowMs, { ...id, addOn });
    });
  }

  private changePlan(key: string): Promise<Done | undefined> {
    const { random } = this.world.simulation;
    const next = indexPlan(random.pick([FLEX_2, WEEKLY, PAY_AS_YOU_GO]));
    const when = random.pick(['now', 'next-period'] as const);
    return this.once(key, '', ({ item, index }, id) =>
      decidePlanChange(item, index, this.world.nowMs, { ...id, next, when }),
    );
  }

  /** Suspended for a while, then resumed. */
  private async hold(key: string): Promise<void> {
    const { world } = this;
    for (const state of ['suspended', 'active'] as const) {
      await this.once(key, '', ({ item, index }, id) =>
        decideState(item, index, world.nowMs, { ...id, state }),
      );
      await world.sleep(world.simulation.random.below(2_000));
    }
  }

  private lift(key: string): Promise<Done | undefined> {
    return this.once(key, '', ({ item, index }, id) => {
      const counter = (index.plan.counters ?? []).findIndex((c) => c.id === 'spend');
      return decideLift(item, index, this.world.nowMs, { ...id, counter });
    });
  }

  private join(key: string): Promise<Done | undefined> {
    const { world } = this;
    const supi = world.simsOf(key)[1 + world.simulation.random.below(2)] as string;
    return this.once(key, '', ({ item, index }, id) => decideJoin(item, index, world.nowMs, { ...id, supi }));
  }

  /** Sends a command until an answer comes, now and then once more, or again long after. */
  private async once(key: string, action: string, decide: Decide): Promise<Done | undefined> {
    const { world } = this;
    const { random } = world.simulation;
    const of = { id: digestOf(random), atMs: world.nowMs };
    const send = () => this.attempt(key, (account) => decide(account, of));
    if (random.chance(0.2)) this.remember(send);
    const told = { key, reference: hex(of.id), action };
    const outcome = await this.insist(send);
    if ((outcome === 'done' || outcome === 'already-done') && action !== '') this.acknowledged.push(told);
    if (random.chance(0.2)) await send();
    return outcome;
  }

  private async insist(send: () => Promise<Done | undefined>): Promise<Done | undefined> {
    for (let i = 0; i < 4; i++) {
      const outcome = await send();
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  }

  private remember(send: () => Promise<unknown>): void {
    this.past.push(send);
    if (this.past.length > 200) this.past.shift();
  }

  /** One try: an account brought up to date, one decision, one conditional write. */
  private attempt(
    key: string,
    decide: (account: PresentAccount) => CommandDecision,
  ): Promise<Done | undefined> {
    return this.guarded(async (desk) => {
      const account = await presentAccount(desk, key);
      if (account === undefined) return 'refused';
      const decision = decide(account);
      if (decision.outcome !== 'done') return decision.outcome;
      const result = await this.world.store.transact([decision]);
      return result.written ? 'done' : undefined;
    });
  }

  private async guarded(run: (desk: Desk) => Promise<Done | undefined>): Promise<Done | undefined> {
    try {
      return await run(this.world.desk());
    } catch (error) {
      this.world.excuse(error);
      return undefined;
    }
  }

  private async transfer(from: string, to: string): Promise<void> {
    const { world } = this;
    const { random } = world.simulation;
    const bucket = random.pick(['wallet', 'wallet', 'data', 'weekend-data']);
    const amount = random.below(bucket === 'wallet' ? 2 * EUR : 20 * MB) + 1;
    const sent = { id: digestOf(random), atMs: world.nowMs };
    const received = { id: digestOf(random), atMs: world.nowMs };
    const send = () =>
      this.guarded(async (desk) => {
        const giver = await presentAccount(desk, from);
        const taker = await presentAccount(desk, to);
        if (giver === undefined || taker === undefined) return 'refused';
        const template = giver.index.plan.buckets.findIndex((b) => b.id === bucket);
        const target = receivingTemplate(giver.index, taker.index, template);
        const sides = [
          { key: from, index: giver.index },
          { key: to, index: taker.index },
        ] as const;
        if (target === undefined || transferProblems(...sides, { template, amount }).length > 0)
          return 'refused';
        const debit = decideDebit(giver.item, giver.index, world.nowMs, {
          ...sent,
          template,
          amount,
          action: 'transferred-out',
        });
        if (debit.outcome !== 'done') return debit.outcome;
        const [first, ...more] = partsOf(giver, debit.item);
        if (first === undefined) return 'refused';
        const gift = decideGift(taker.item, taker.index, world.nowMs, {
          ...received,
          ...first,
          more,
          template: target,
          action: 'transferred-in',
        });
        if (gift.outcome !== 'done') return 'refused';
        const result = await world.store.transact([debit, gift]);
        return result.written ? 'done' : undefined;
      });
    const sides = {
      from: { key: from, reference: hex(sent.id), action: 'transferred-out' },
      to: { key: to, reference: hex(received.id), action: 'transferred-in' },
    };
    this.transfers.push(sides);
    if (random.chance(0.2)) this.remember(send);
    const outcome = await this.insist(send);
    if (outcome === 'done' || outcome === 'already-done') this.acknowledged.push(sides.from, sides.to);
  }
}

/** What was taken, by when it expires: units keep their expiry. */
function partsOf(
  { item, index }: PresentAccount,
  taken: Item,
): { readonly amount: number; readonly expiresAt: number }[] {
  const expiries = new Map(decodeAccount(item, index).buckets.map(({ id, expiresAt }) => [id, expiresAt]));
  return (usageRecord(taken, index.plan)?.movements ?? [])
    .filter(({ action }) => action === 'transferred-out')
    .map(({ bucketId, amount }) => ({ amount: -amount, expiresAt: expiries.get(bucketId) ?? 0 }));
}
