/** Holds: whatever is held, captured and released in whatever order, nothing is made and nothing is lost. */
import * as fc from 'fast-check';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type * as Holds from '../../../lambdas/partners/balances/hold.js';
import { openShop, type Shop } from './shop.js';

const POUND = 1_000_000;
let shop: Shop;
let holds: typeof Holds;
let office: Holds.HoldOffice;

beforeAll(async () => {
  shop = await openShop();
  holds = await import('../../../lambdas/partners/balances/hold.js');
  const { office: balances } = await import('../../../lambdas/partners/balances/wiring.js');
  office = { ...balances, desk: async () => balances.desk(Date.now()) };
});
afterAll(async () => {
  await shop.desk.stop();
});

const subscriberOf = async (subscriberId: string) =>
  (await shop.desk.record(`SUBSCRIBER#${subscriberId}`)) as unknown as {
    subscriberId: string;
    accountKey: string;
  };

const wanted = (id: string, amount: number) => ({ id, bucket: 'wallet', amount });

type Step =
  | { readonly do: 'hold'; readonly n: number; readonly amount: number }
  | { readonly do: 'release'; readonly n: number }
  | { readonly do: 'capture'; readonly n: number; readonly c: number; readonly amount: number | undefined };

const n = fc.integer({ min: 0, max: 3 });
const amount = fc.integer({ min: 1, max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('hold' as const), n, amount }),
  fc.record({ do: fc.constant('release' as const), n }),
  fc.record({
    do: fc.constant('capture' as const),
    n,
    c: fc.integer({ min: 0, max: 2 }),
    amount: fc.option(amount, { nil: undefined }),
  }),
);

it('what is there, held and captured is always what there was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const subscriber = await subscriberOf(await shop.sell());
      const { accountKey, subscriberId } = subscriber;
      for (const each of steps) {
        const id = `hold-${each.n}`;
        if (each.do === 'hold') await holds.hold(office, subscriber, wanted(id, each.amount * POUND));
        else if (each.do === 'release') await holds.release(office, accountKey, id);
        else
          await holds.capture(office, accountKey, id, {
            id: `capture-${each.c}`,
            ...(each.amount === undefined ? {} : { amount: each.amount * POUND }),
          });
      }
      let gone = 0;
      for (let at = 0; at <= 3; at++) {
        const found = await holds.findHold(office, accountKey, `hold-${at}`);
        if (found === undefined) continue;
        const { captured, released, amount: all, captures, state } = found;
        expect(holds.heldOf(found) + captured + released).toBe(all);
        expect(Object.values(captures).reduce((sum, part) => sum + part, 0)).toBe(captured);
        expect(state).toBe(holds.heldOf(found) === 0 ? 'closed' : 'open');
        gone += holds.heldOf(found) + captured;
      }
      expect((await shop.wallet(subscriberId)) + gone).toBe(20 * POUND);
      const open = await holds.openHolds(office, accountKey);
      expect(open.every((hold) => holds.heldOf(hold) > 0)).toBe(true);
    }),
    { numRuns: 15 },
  );
}, 30_000);

it('many at once hold no more than there is, and one id holds once', async () => {
  const subscriber = await subscriberOf(await shop.sell());
  const told = await Promise.all(
    [1, 2, 3, 1, 2, 3].map(async (id) => holds.hold(office, subscriber, wanted(`h-${id}`, 8 * POUND))),
  );
  expect(told.filter((outcome) => 'hold' in outcome && !outcome.isRepeated)).toHaveLength(2);
  expect(await shop.wallet(subscriber.subscriberId)).toBe(4 * POUND);
  const ends = await Promise.all([
    holds.release(office, subscriber.accountKey, 'h-1'),
    holds.capture(office, subscriber.accountKey, 'h-1', { id: 'c' }),
    holds.release(office, subscriber.accountKey, 'h-1'),
  ]);
  const hold = await holds.findHold(office, subscriber.accountKey, 'h-1');
  if (hold === undefined) {
    // The two others were first.
    expect(ends.every((outcome) => 'problems' in outcome)).toBe(true);
    return;
  }
  expect([hold.captured, hold.released].sort((a, b) => a - b)).toEqual([0, 8 * POUND]);
  expect(await shop.wallet(subscriber.subscriberId)).toBe(4 * POUND + hold.released);
});

it('units go back with their expiry, and what a changed plan has no bucket for is gone', async () => {
  const subscriber = await subscriberOf(await shop.sell());
  const GB = 1_000_000_000;
  const data = async () => {
    const { body } = await shop.ask('listBucket', {
      query: { 'product.id': subscriber.subscriberId, usageType: 'data' },
    });
    return body.map(({ remainingValue, validFor }: Record<string, unknown>) => [remainingValue, validFor]);
  };
  const before = await data();
  await holds.hold(office, subscriber, { id: 'units', bucket: 'data-2gb', amount: GB });
  expect((await data())[0][0].amount).toBe(GB);
  const query = { 'product.id': subscriber.subscriberId, usageType: 'data' };
  const [bucket] = (await shop.ask('listBucket', { query })).body;
  expect(bucket.reservedValue.amount).toBe(GB);
  // Only reservations are found under that name.
  expect(bucket).not.toHaveProperty('reserveBalance');
  await holds.release(office, subscriber.accountKey, 'units');
  expect(await data()).toEqual(before);
  expect(await holds.release(office, subscriber.accountKey, 'none')).toMatchObject({
    problems: [{ code: 'hold-not-found' }],
  });
});

describe('cut off anywhere', () => {
  /** The nth transaction from now on fails: before it is written, or after, when nobody hears of it. */
  const failing = (when: 'before' | 'after', nth: number) => {
    const { client } = office;
    const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
    let seen = 0;
    jest.spyOn(client, 'send').mockImplementation((async (command: unknown) => {
      if (!(command instanceof TransactWriteItemsCommand) || ++seen !== nth) return send(command);
      if (when === 'after') await send(command);
      throw new Error('the line is dead');
    }) as never);
  };
  afterEach(() => jest.restoreAllMocks());

  const cases = (['before', 'after'] as const).flatMap((when) =>
    (
      ['createTopupBalance', 'createAdjustBalance', 'createTransferBalance', 'createReserveBalance'] as const
    ).map((operation) => [operation, when] as const),
  );

  it.each(cases)('%s, %s its write, is done once when it is sent again', async (operation, when) => {
    const [from, to] = [await shop.sell({ offering: 'monthly' }), await shop.sell({ offering: 'monthly' })];
    const start = (await shop.wallet(from)) + (await shop.wallet(to));
    const asked = {
      body: {
        amount: { amount: 2, units: 'GBP' },
        product: { id: from },
        ...(operation === 'createTransferBalance' ? { receiverProduct: { id: to } } : {}),
        ...(operation === 'createAdjustBalance' ? { adjustType: 'generalDebit' } : {}),
      },
      headers: { 'idempotency-key': `cut-${from}` },
    };
    const log = jest.spyOn(console, 'error').mockReturnValue();
    failing(when, 1);
    expect((await shop.desk.call(operation, { as: 'acme', ...asked })).status).toBe(500);
    jest.restoreAllMocks();
    log.mockRestore();
    // Whoever was cut off holds the key for a minute.
    const later = Date.now() + 61_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    const again = await shop.desk.call(operation, { as: 'acme', ...asked });
    expect(again.status).toBe(201);
    const moved = { createTopupBalance: 2, createTransferBalance: 0 }[operation as string] ?? -2;
    expect((await shop.wallet(from)) + (await shop.wallet(to))).toBe(start + moved * POUND);
    const list = `list${operation.replace('create', '')}`;
    const kept = await shop.ask(list, { query: { 'product.id': from } });
    expect(kept.body.map(({ id }: { id: string }) => id)).toEqual([again.body.id]);
    // A place in the list that nobody came to is known as a hole a minute later.
    jest.spyOn(Date, 'now').mockReturnValue(later + 61_000);
    await shop.ask(list, { query: { limit: '200' } });
    const total = await shop.ask(list, { query: { limit: '200' } });
    expect(total.headers['x-total-count']).toBe(String(total.body.length));
  });
});
