/** Gives what a basket is owed, and takes back what a return asks back: each once, and gone on with after a crash. */
import { type TransactWriteItem, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  type Basket,
  type Effect,
  givenBack,
  restingState,
  type Return,
  type Sold,
  type Take,
} from '../../domain/baskets/basket.js';
import type { PartnerEvent } from '../../domain/events/event.js';
import { inTier } from '../../domain/loyalty/points.js';
import type { RewardKind } from '../../domain/sponsors/ad-event.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite } from '../events/outbox.js';
import { tryLater } from '../partners/kernel/due.js';
import { notFound } from '../partners/kernel/refused.js';
import { grantReward, takeBackReward } from '../rewards/grant.js';
import {
  basketBook,
  basketEvent,
  BASKETS_DUE,
  givenId,
  isUnfinished,
  type KeptBasket,
  stored,
  takenId,
  valueOf,
} from './baskets-book.js';
import { giveBackWrites } from './baskets-counters.js';
import { attributeBasket } from './baskets-attribution.js';
import type { LoyaltyOffice } from './office.js';
import { movePoints } from './points-book.js';
import { pointsOf } from './points-records.js';

export interface Settling {
  readonly actor: PartnerEvent['actor'];
  /** Epoch milliseconds, the operator's. */
  readonly nowMs: number;
}

/**
 * Does what is left to do of a basket. Several may do so at once: each step is done by one of them.
 *
 * @throws BusyError when others were first too often; the rest is done when it is asked for again, or by the sweep
 */
export async function settle(office: LoyaltyOffice, id: string, settling: Settling): Promise<KeptBasket> {
  for (;;) {
    const basket = await untilFirst(async () => step(office, id, settling));
    if (!isUnfinished(basket)) return basket;
  }
}

/** One step. @returns undefined when somebody else was first */
async function step(office: LoyaltyOffice, id: string, settling: Settling): Promise<KeptBasket | undefined> {
  const basket = await basketBook(office).get(id);
  if (basket === undefined) throw notFound('basket', id);
  const { sold } = basket;
  if (!isUnfinished(basket) || sold === undefined) return basket;
  const owed = sold.effects.findIndex(({ state }) => state === 'owed');
  if (owed >= 0) return give(office, { basket, sold, ...settling }, owed);
  const taking = basket.returns.findIndex(({ state }) => state === 'taking');
  const take = basket.returns[taking]?.takes.findIndex(({ state }) => state === 'owed') ?? -1;
  if (take >= 0) return takeBack(office, { basket, sold, ...settling }, taking, take);
  return finish(office, { basket, sold, ...settling });
}

interface Work extends Settling {
  readonly basket: KeptBasket;
  readonly sold: Sold;
}

const changeOf = (office: LoyaltyOffice, { basket, nowMs }: Work, change: Partial<Basket>) =>
  basketBook(office).change(basket, stored(basket.id, { ...valueOf(basket), ...change }, nowMs), nowMs);

const replaced = <T>(list: readonly T[], index: number, by: T): T[] =>
  list.map((each, i) => (i === index ? by : each));

const BUCKET = {
  data: 'reward-data',
  minutes: 'reward-minutes',
  messages: 'reward-messages',
  credit: 'reward-credit',
} as const satisfies Record<Exclude<RewardKind, 'points'>, string>;

/** The reward or the points, and that the basket gave them: one transaction. */
async function give(office: LoyaltyOffice, work: Work, index: number): Promise<KeptBasket | undefined> {
  const { basket, sold, nowMs, actor } = work;
  const effect = sold.effects[index]!;
  const withEffect = (after: Effect) =>
    changeOf(office, work, { sold: { ...sold, effects: replaced(sold.effects, index, after) } });
  const given = (amount: number) => withEffect({ ...effect, state: 'given', given: amount, left: amount });
  const refused = async (reason: string) => {
    const { write, record } = withEffect({ ...effect, state: 'refused', reason });
    return (await writeTogether(office.client, [write])) ? record : undefined;
  };
  const amount = effect.each * effect.planned;
  if (effect.kind === 'points') {
    const { tier, points } = effect.byTier
      ? await inMembersTier(office, sold.membershipId, amount, nowMs)
      : { tier: undefined, points: amount };
    if (points === 0) return refused(`nothing in tier ${tier}`);
    const { write, record } = given(points);
    const moved = await movePoints(
      office,
      {
        id: givenId('pte', basket.id, effect),
        membershipId: sold.membershipId,
        kind: 'earn',
        atFace: true,
        points,
        of: { basketId: basket.id, ruleId: effect.ruleId },
        nowMs,
        actor,
        owner: sold.membershipOwner,
      },
      [write],
    );
    if (moved.outcome === 'refused') return refused(moved.detail);
    return moved.outcome === 'done' ? record : undefined;
  }
  const { write, record } = given(amount);
  const granted = await grantReward(
    office.desk(nowMs),
    {
      id: givenId('rwd', basket.id, effect),
      subscriberId: sold.subscriberId,
      bucket: BUCKET[effect.kind],
      amount,
      source: { kind: 'basket', id: basket.id },
      reason: effect.name,
    },
    [write],
  );
  if (granted.outcome === 'refused') return refused(granted.problems.map(({ detail }) => detail).join('; '));
  return granted.outcome === 'granted' ? record : undefined;
}

/** What a tier makes of points; known before, so that the basket's record and the ledger say the same. */
async function inMembersTier(office: LoyaltyOffice, membershipId: string, amount: number, nowMs: number) {
  const state = await pointsOf(office, membershipId, nowMs);
  return { tier: state.tier, points: inTier(amount, state, office.terms) };
}

/**
 * How much of it was there no more is known only afterwards; the same again is told the same, so the record follows. It
 * is taken only while the record is as it was read.
 */
async function takeBack(
  office: LoyaltyOffice,
  work: Work,
  index: number,
  at: number,
): Promise<KeptBasket | undefined> {
  const { basket, sold, nowMs, actor } = work;
  const of = basket.returns[index]!;
  const take = of.takes[at]!;
  const effect = sold.effects[take.effect]!;
  const unchanged = [revisionCheck(office, basket)];
  let missing: number;
  if (effect.kind === 'points') {
    const moved = await movePoints(
      office,
      {
        id: takenId('pte', basket.id, effect, of),
        membershipId: sold.membershipId,
        kind: 'take-back',
        grantId: givenId('pte', basket.id, effect),
        points: take.amount,
        of: { basketId: basket.id, returnId: of.id, ruleId: effect.ruleId },
        nowMs,
        actor,
        owner: sold.membershipOwner,
      },
      unchanged,
    );
    if (moved.outcome === 'also-changed') return undefined;
    missing = moved.outcome === 'refused' ? take.amount : (moved.entry.missing ?? 0);
  } else {
    const back = await takeBackReward(
      office.desk(nowMs),
      {
        id: takenId('rtb', basket.id, effect, of),
        grantId: givenId('rwd', basket.id, effect),
        amount: take.amount,
      },
      unchanged,
    );
    if (back.outcome === 'also-changed') return undefined;
    // Whoever took it back before, by another way: it is not there.
    missing = back.outcome === 'refused' ? take.amount : back.missing;
  }
  const done: Take = { ...take, state: 'done', missing };
  const after: Return = { ...of, takes: replaced(of.takes, at, done) };
  const { write, record } = changeOf(office, work, { returns: replaced(basket.returns, index, after) });
  return (await writeTogether(office.client, [write])) ? record : undefined;
}

const revisionCheck = ({ tables }: LoyaltyOffice, { id, revision }: KeptBasket): TransactWriteItem => ({
  ConditionCheck: {
    TableName: tables.records,
    Key: { pk: { S: `BASKET#${id}` }, sk: { S: 'META' } },
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': { N: String(revision) } },
  },
});

/** Nothing is owed: counters get back what was not given or came back, and partners are told. */
async function finish(office: LoyaltyOffice, work: Work): Promise<KeptBasket | undefined> {
  const { basket, sold } = work;
  const taken = basket.returns.find(({ state }) => state === 'taking') ?? basket.returns.at(-1);
  const { write, record } = changeOf(office, work, {
    state: restingState(sold),
    returns: basket.returns.map((each) => (each.state === 'done' ? each : { ...each, state: 'done' })),
  });
  const events = [
    ...(basket.state === 'committing' ? [basketEvent('committed', record, work)] : []),
    // With the basket itself when its return was there before it.
    ...(taken === undefined ? [] : [basketEvent('reversed', record, work, taken.id)]),
  ];
  const done = await writeTogether(office.client, [
    write,
    ...(await giveBackWrites(office, givenBack(basket))),
    ...events.map((event) => eventWrite(office.tables.records, event)),
  ]);
  if (!done) return undefined;
  await office.wake(events.map(({ id }) => id));
  return record;
}

const AT_ONCE = 50;
const ACTOR = { type: 'system', id: 'baskets' } as const;

/**
 * Finishes baskets whose request was cut off; one round.
 *
 * @returns how many were due, and how many of them could not be done: the next run tries again
 */
export async function finishBaskets(
  office: LoyaltyOffice,
  nowMs: number,
): Promise<{ readonly due: number; readonly failed: number }> {
  const { Items: items = [] } = await office.client.send(
    new QueryCommand({
      TableName: office.tables.records,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :due AND gsi1sk <= :now',
      ExpressionAttributeValues: {
        ':due': { S: BASKETS_DUE },
        // Behind every id of this instant.
        ':now': { S: `${new Date(nowMs).toISOString()}~` },
      },
      Limit: AT_ONCE,
    }),
  );
  let failed = 0;
  for (const { pk } of items) {
    const id = pk?.S?.replace('BASKET#', '') ?? '';
    try {
      const { sold } = await settle(office, id, { actor: ACTOR, nowMs });
      if (sold !== undefined) await attributeBasket(office, { ...sold, id }, nowMs);
    } catch (error) {
      failed += 1;
      const key = { pk: `BASKET#${id}`, sk: 'META' };
      await tryLater(
        office.client,
        { table: office.tables.records, key, id, list: BASKETS_DUE },
        nowMs,
        error,
      );
    }
  }
  return { due: items.length, failed };
}
