import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { basketIdOf } from '../../lambdas/loyalty/baskets-book.js';
import { eventId } from '../../lambdas/partners/kernel/announce.js';
import type { LoyaltyOffice } from '../../lambdas/loyalty/office.js';
import type { PartnerRequest } from '../../lambdas/partners/kernel/serve.js';
import { openShop, type Shop } from '../partners/balances/shop.js';

const KEY = 'a key for tests alone, of no operator: 0123456789';
const TERMS = {
  pointsName: 'petals',
  pointValue: { credit: '0.01', data: '2 MB' },
  tiers: [{ id: 'green', name: 'Green', from: 0, earnPercent: 100 }],
  earn: [{ on: 'basket', points: 1, per: '1.00' }],
};
const DAY_MS = 86_400_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ LINK_SANDBOX_KEY: KEY, LOYALTY_TERMS: JSON.stringify(TERMS) });
  await rule({ id: 'groceries', when: { categories: ['food'], minAmount: '30.00' } });
  await rule({
    id: 'cereal',
    when: { skus: ['5010029000016'], minQuantity: 2 },
    gives: { kind: 'points', amount: 50 },
    most: { perMemberAndDay: 2 },
  });
});
afterAll(async () => {
  await shop.desk.stop();
});

let made = 0;
const call = async (operationId: string, asked: Parameters<Shop['desk']['call']>[1] = {}) =>
  shop.desk.call(operationId, { as: 'acme', ...asked });

const rule = async (body: object) => {
  const told = await call('createBasketRule', {
    as: 'operator',
    body: {
      name: 'Groceries with data',
      when: {},
      gives: { kind: 'data', amount: '1 GB' },
      per: 'basket',
      from: '2020-01-01T00:00:00Z',
      ...body,
    },
  });
  expect([told.status, told.body]).toEqual([201, expect.anything()]);
  return told;
};

async function member() {
  const number = ++made;
  const memberId = `member-${number}`;
  const subscriberId = await shop.sell();
  const payload = Buffer.from(
    JSON.stringify({
      memberId,
      exp: Math.floor(Date.now() / 1000) + 600,
      jti: `a-link-of-a-basket-${number}`,
    }),
  ).toString('base64url');
  const signedLink = `${payload}.${createHmac('sha256', KEY).update(payload).digest('base64url')}`;
  const { body } = await call('linkMembership', {
    body: { subscriberId, signedLink, evidence: { kind: 'app', reference: 'form 7' } },
  });
  return { memberId, subscriberId, membershipId: body.id as string };
}

const FOOD = { line: 1, sku: '4006381333931', category: 'food', quantity: 4, unitPrice: '10.00' };
const CEREAL = { line: 2, sku: '5010029000016', category: 'food', quantity: 2, unitPrice: '3.50' };
const basket = (memberId: string, more: object = {}) => ({
  store: 'high-street',
  till: 't1',
  transaction: `tx-${++made}`,
  soldAt: new Date(Date.now() - 60_000).toISOString(),
  currency: 'GBP',
  memberId,
  lines: [FOOD, CEREAL],
  ...more,
});
const commit = async (body: object) => call('commitBasket', { body });
const reversal = (of: ReturnType<typeof basket>, more: object = {}) => ({
  store: of.store,
  till: of.till,
  transaction: of.transaction,
  returnId: `ret-${++made}`,
  ...more,
});
/** As the subscriber's own settings do. */
async function withdraw(subscriberId: string) {
  const { office } = await import('../../lambdas/loyalty/wiring.js');
  const { consentsOf } = await import('../../lambdas/consents/read.js');
  const { consentsWrites } = await import('../../lambdas/consents/consent-book.js');
  const { changed } = await import('../../domain/consents/change.js');
  const { writeTogether } = await import('../../lambdas/accounts/ledger.js');
  const held = await consentsOf(office.client, 'records', subscriberId);
  const after = changed(
    held,
    subscriberId,
    {
      consents: [{ purpose: 'loyalty', channel: 'any', state: 'withdrawn' }],
      evidence: { kind: 'app', reference: 'settings' },
    },
    Date.now(),
  )!;
  expect(await writeTogether(office.client, consentsWrites('records', held, after))).toBe(true);
}
const reverse = async (body: object) => call('reverseBasket', { body });

const points = async (membershipId: string) =>
  ((await call('retrievePoints', { path: { membershipId } })).body as { balance: number }).balance;

/** What is in the bucket that rewards of a kind go into. */
async function data(subscriberId: string, kind = 'data'): Promise<number> {
  const { office } = await import('../../lambdas/partners/balances/wiring.js');
  const { findSubscriber } = await import('../../lambdas/subscribers/find-subscriber.js');
  const { viewAccount } = await import('../../domain/charging/view.js');
  const { planIdOf } = await import('../../domain/charging/item.js');
  const { operatorTime } = await import('../../lambdas/shared/clock.js');
  const found = await findSubscriber('records', subscriberId);
  const item = (await office.desk(0).store.get(found!.accountKey))!;
  return viewAccount(item, await office.plan(planIdOf(item)), await operatorTime())
    .buckets.filter(({ name }) => name === `reward-${kind}`)
    .reduce((sum, { available }) => sum + available, 0);
}
const effectOf = (told: { body: { effects: { ruleId: string }[] } }, id: string) =>
  told.body.effects.find(({ ruleId }) => ruleId === id);
const counter = async (id: string, sk = 'TOTAL') =>
  Number((await shop.desk.record(`BASKETRULE#${id}`, sk))?.['used'] ?? 0);

describe('a basket', () => {
  it('gets what it qualifies for, once, and tells beforehand what that is', async () => {
    const { memberId, membershipId, subscriberId } = await member();
    const body = basket(memberId);
    const told = await call('evaluateBasket', { body });
    expect([told.status, told.body]).toMatchObject([
      200,
      {
        membershipId,
        paid: '47.00',
        gives: [
          { ruleId: 'earn.1', amount: '47' },
          { ruleId: 'cereal', amount: '50' },
          { ruleId: 'groceries', amount: '1000000000 B' },
        ],
      },
    ]);
    expect([await points(membershipId), await data(subscriberId)]).toEqual([0, 0]);
    const first = await commit(body);
    expect([first.status, first.body.state]).toEqual([200, 'committed']);
    expect([await points(membershipId), await data(subscriberId)]).toEqual([97, 1e9]);
    const again = await Promise.all([
      commit(body),
      // Money that is written otherwise is the same money.
      commit({ ...body, lines: [{ ...FOOD, unitPrice: '10' }, CEREAL] }),
    ]);
    for (const each of again)
      expect([each.status, each.body]).toEqual([200, { ...first.body, repeated: true }]);
    expect([await points(membershipId), await data(subscriberId)]).toEqual([97, 1e9]);
    const other = await commit({ ...body, lines: [FOOD] });
    expect([other.status, other.body.code]).toEqual([409, 'basket-differs']);
    const { id } = first.body as { id: string };
    expect((await call('retrieveBasket', { path: { basketId: id } })).body.id).toBe(id);
    const event = await shop.desk.record(`EVENT#${eventId(`basket/${id}`, 'committed', '')}`);
    expect(event).toMatchObject({ type: 'basket.committed', owner: 'acme' });
    // What somebody bought is in no event.
    expect(JSON.parse(String(event?.['data']))).toMatchObject({ basket: { id, paid: '47.00' } });
    expect(String(event?.['data'])).not.toMatch(CEREAL.sku);
  });

  it('of a double scan at the same time counts once', async () => {
    const { memberId, membershipId, subscriberId } = await member();
    const body = basket(memberId);
    const told = await Promise.all([commit(body), commit(body), commit(body)]);
    expect(told.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([await points(membershipId), await data(subscriberId)]).toEqual([97, 1e9]);
  });

  it('is of a member, who agreed, by id or by number', async () => {
    const stranger = await commit(basket('nobody'));
    expect([stranger.status, stranger.body.code]).toEqual([409, 'member-not-linked']);
    const { subscriberId, membershipId } = await member();
    const msisdn = (await shop.msisdn(subscriberId)).replace('msisdn-', '+');
    const byNumber = await commit({ ...basket(''), memberId: undefined, msisdn });
    expect([byNumber.status, byNumber.body.membershipId]).toEqual([200, membershipId]);
    const elsewhere = await call('commitBasket', {
      as: 'corner-shop',
      body: { ...basket(''), memberId: undefined, msisdn },
    });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([409, 'member-not-linked']);
    await withdraw(subscriberId);
    const refused = await commit({ ...basket(''), memberId: undefined, msisdn });
    expect([refused.status, refused.body.code]).toEqual([409, 'consent-missing']);
  });

  it('with mistakes is told all of them', async () => {
    const told = await commit({
      ...basket('x'),
      memberId: undefined,
      currency: 'EUR',
      lines: [
        { ...FOOD, quantity: 0 },
        { ...FOOD, unitPrice: '-1' },
      ],
    });
    expect(told.status).toBe(400);
    expect(told.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual(
      expect.arrayContaining(['lines[0].quantity', 'lines[1].unitPrice']),
    );
    const { memberId } = await member();
    const twice = await commit({ ...basket(memberId), currency: 'EUR', lines: [FOOD, FOOD] });
    expect(twice.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
      'currency',
      'lines[1].line',
    ]);
    const ahead = await commit(basket(memberId, { soldAt: new Date(Date.now() + DAY_MS).toISOString() }));
    expect([ahead.status, ahead.body.invalidParams[0].param]).toEqual([400, 'soldAt']);
    const late = await commit(basket(memberId, { soldAt: new Date(Date.now() - 31 * DAY_MS).toISOString() }));
    expect([late.status, late.body.code]).toEqual([409, 'basket-too-late']);
  });

  it('of another partner is not seen', async () => {
    const { memberId } = await member();
    const { id } = (await commit(basket(memberId))).body as { id: string };
    const told = await call('retrieveBasket', { as: 'corner-shop', path: { basketId: id } });
    expect(told.status).toBe(404);
    expect((await call('listBaskets', { as: 'corner-shop' })).body).toEqual([]);
    expect((await call('listBaskets', { as: 'operator', query: { id } })).body).toHaveLength(1);
  });
});

describe('limits', () => {
  it('a total that two tills race for: the first wins', async () => {
    await rule({ id: 'first-two', most: { total: 2 }, gives: { kind: 'messages', amount: '20 messages' } });
    const members = await Promise.all([1, 2, 3, 4].map(async () => member()));
    const told = await Promise.all(
      members.map(async ({ memberId }, i) => commit(basket(memberId, { till: `race-${i}` }))),
    );
    expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const winners = told.filter((each) => effectOf(each as never, 'first-two') !== undefined);
    expect([winners.length, await counter('first-two')]).toEqual([2, 2]);
    await call('deleteBasketRule', { as: 'operator', path: { ruleId: 'first-two' } });
    const again = await call('createBasketRule', {
      as: 'operator',
      body: {
        id: 'first-two',
        name: 'Another',
        when: {},
        gives: { kind: 'points', amount: 1 },
        per: 'basket',
      },
    });
    expect([again.status, again.body.code]).toEqual([409, 'rule-id-used']);
  });

  it('of a member and day', async () => {
    const { memberId } = await member();
    const told = [];
    for (let i = 0; i < 3; i++) told.push(await commit(basket(memberId)));
    expect(told.map((each) => effectOf(each as never, 'cereal') !== undefined)).toEqual([true, true, false]);
    const before = Date.now() - DAY_MS;
    const yesterday = await commit(basket(memberId, { soldAt: new Date(before).toISOString() }));
    expect(effectOf(yesterday as never, 'cereal')).toBeDefined();
  });
});

describe('a return', () => {
  it('of everything leaves nothing, however often it is told', async () => {
    const { memberId, membershipId, subscriberId } = await member();
    await rule({ id: 'counted', most: { total: 100 }, gives: { kind: 'points', amount: 5 } });
    const body = basket(memberId);
    await commit(body);
    expect(await counter('counted')).toBe(1);
    const back = reversal(body);
    const told = await reverse(back);
    expect([told.status, told.body.state]).toEqual([200, 'reversed']);
    expect([await points(membershipId), await data(subscriberId), await counter('counted')]).toEqual([
      0, 0, 0,
    ]);
    const again = await reverse(back);
    expect(again.body).toEqual({ ...told.body, repeated: true });
    const another = await reverse(reversal(body));
    expect([another.status, another.body.code]).toEqual([409, 'basket-reversed']);
    const differs = await reverse({ ...back, lines: [{ line: 1 }] });
    expect([differs.status, differs.body.code]).toEqual([409, 'return-differs']);
    expect((await commit(body)).body).toMatchObject({ state: 'reversed', repeated: true });
    expect([await points(membershipId), await data(subscriberId)]).toEqual([0, 0]);
    await call('deleteBasketRule', { as: 'operator', path: { ruleId: 'counted' } });
  });

  it('of some lines takes back what the rest no longer gets', async () => {
    const { memberId, membershipId, subscriberId } = await member();
    const body = basket(memberId);
    await commit(body);
    const one = await reverse(reversal(body, { lines: [{ line: 2, quantity: 1 }] }));
    expect(one.body.state).toBe('partly-reversed');
    // 43.50 are left: 43 points; one packet of cereal is not enough; food is still above 30.
    expect([await points(membershipId), await data(subscriberId)]).toEqual([43, 1e9]);
    const tooMany = await reverse(reversal(body, { lines: [{ line: 2, quantity: 2 }, { line: 9 }] }));
    expect([tooMany.status, tooMany.body.invalidParams.length]).toEqual([400, 2]);
    await reverse(reversal(body, { lines: [{ line: 1, quantity: 2 }] }));
    expect([await points(membershipId), await data(subscriberId)]).toEqual([23, 0]);
    await reverse(reversal(body));
    expect(await points(membershipId)).toBe(0);
  });

  it('of what was spent says what is missing, and the counter stays', async () => {
    await rule({ id: 'stays', most: { total: 10 }, gives: { kind: 'points', amount: 10 } });
    const { memberId, membershipId } = await member();
    const body = basket(memberId);
    await commit(body);
    await call('burnPoints', { body: { id: `b${++made}`, membershipId, points: 100, for: 'data' } });
    expect(await points(membershipId)).toBe(7);
    const told = await reverse(reversal(body));
    const missing = told.body.returns[0].taken.map((take: { missing: string }) => take.missing);
    // 107 points were earned and 100 spent: what was there went first, the rest is on record.
    expect(missing.filter((text: string) => !text.endsWith(' B')).map(Number)).toEqual([40, 50, 10]);
    expect([await points(membershipId), await counter('stays')]).toEqual([0, 1]);
    await call('deleteBasketRule', { as: 'operator', path: { ruleId: 'stays' } });
  });

  it('that comes before its basket waits for it, and nothing is given', async () => {
    const { memberId, membershipId, subscriberId } = await member();
    const body = basket(memberId);
    const back = reversal(body, { lines: [{ line: 1 }] });
    const waiting = await reverse(back);
    expect([waiting.status, waiting.body.state]).toEqual([200, 'awaiting']);
    expect((await reverse(back)).body.repeated).toBe(true);
    const told = await commit(body);
    expect([told.status, told.body.state]).toEqual([200, 'partly-reversed']);
    expect([await points(membershipId), await data(subscriberId)]).toEqual([57, 0]);
    expect((await reverse(back)).body).toMatchObject({ state: 'partly-reversed', repeated: true });
    const whole = basket(memberId);
    await reverse(reversal(whole));
    expect((await commit(whole)).body).toMatchObject({ state: 'reversed', effects: [] });
    expect(await points(membershipId)).toBe(57);
  });

  it('in whatever parts, told again and again, before or after: nothing is left', async () => {
    await rule({
      id: 'by-amount',
      per: '7.00',
      gives: { kind: 'credit', amount: '0.10' },
      most: { total: 1_000_000 },
    });
    const part = fc.record({
      line: fc.integer({ min: 1, max: 2 }),
      quantity: fc.integer({ min: 1, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 3 }), fc.nat(3), async (parts, before) => {
        const { memberId, membershipId, subscriberId } = await member();
        const body = basket(memberId);
        const backs = [...parts.map((line) => reversal(body, { lines: [line] })), reversal(body)];
        let isTold = false;
        for (const [i, back] of backs.entries()) {
          if (i === before) {
            isTold = true;
            await commit(body);
          }
          await Promise.all([reverse(back), reverse(back)]);
        }
        const told = await commit(body);
        expect(told.body.state).toBe('reversed');
        // All of it is told before, so nothing had to be taken back.
        if (!isTold) expect(told.body.effects).toEqual([]);
        const held = await Promise.all([
          points(membershipId),
          data(subscriberId),
          data(subscriberId, 'credit'),
        ]);
        expect([...held, await counter('by-amount')]).toEqual([0, 0, 0, 0]);
      }),
      { numRuns: 12 },
    );
    await call('deleteBasketRule', { as: 'operator', path: { ruleId: 'by-amount' } });
  });

  it('races its basket and another return', async () => {
    const { memberId, membershipId, subscriberId } = await member();
    const body = basket(memberId);
    const told = await Promise.all([commit(body), reverse(reversal(body)), commit(body)]);
    expect(told.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { id } = told[0].body as { id: string };
    expect((await call('retrieveBasket', { path: { basketId: id } })).body.state).toBe('reversed');
    expect([await points(membershipId), await data(subscriberId)]).toEqual([0, 0]);
  });
});

/** An office that may write so often, and then is gone. @returns whether it was */
async function cutOff(most: number, ask: (office: LoyaltyOffice) => Promise<unknown>): Promise<boolean> {
  const { office } = await import('../../lambdas/loyalty/wiring.js');
  let writes = 0;
  const client = new Proxy(office.client, {
    get: (of, name) =>
      name === 'send'
        ? async (command: never) => {
            const isWrite = (command as object) instanceof TransactWriteItemsCommand;
            if (isWrite && ++writes > most) throw new Error('cut off');
            return of.send(command);
          }
        : (Reflect.get(of, name) as unknown),
  });
  const gone = { ...office, client, desk: (nowMs: number) => ({ ...office.desk(nowMs), client }) };
  try {
    await ask(gone);
    return false;
  } catch (error) {
    expect(String(error)).toMatch('cut off');
    return true;
  }
}
const asAcme = (body: object) =>
  ({
    body,
    partner: { id: 'acme', isOperator: false, requestsPerMinute: 1 },
    nowMs: Date.now(),
    baseUrl: '',
  }) as unknown as PartnerRequest;
const handlersOf = async (office: LoyaltyOffice) =>
  (await import('../../lambdas/loyalty/baskets.js')).basketHandlers(office);
const commitWith = async (office: LoyaltyOffice, body: object) =>
  (await handlersOf(office))['commitBasket']!(asAcme(body));
const reverseWith = async (office: LoyaltyOffice, body: object) =>
  (await handlersOf(office))['reverseBasket']!(asAcme(body));
async function sweep() {
  const { office } = await import('../../lambdas/loyalty/wiring.js');
  const { finishBaskets } = await import('../../lambdas/loyalty/baskets-settle.js');
  expect(await finishBaskets(office, Date.now() + DAY_MS)).toMatchObject({ failed: 0 });
}

describe('a till', () => {
  it('that delivers late is told what is missing in its count', async () => {
    const { memberId } = await member();
    const sold = async (sequence: number) =>
      (await commit(basket(memberId, { till: 'offline', sequence }))).body.gaps as unknown;
    expect(await sold(10)).toEqual([]);
    expect(await sold(14)).toEqual([{ from: 11, to: 13 }]);
    expect(await sold(12)).toEqual([
      { from: 11, to: 11 },
      { from: 13, to: 13 },
    ]);
    expect(await sold(11)).toEqual([{ from: 13, to: 13 }]);
    expect(await sold(13)).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6])('that was cut off after %i writes is finished by the sweep', async (most) => {
    const { memberId, membershipId, subscriberId } = await member();
    const body = basket(memberId);
    const id = basketIdOf('acme', body);
    await expect(cutOff(most, (office) => commitWith(office, body))).resolves.toBe(most <= 4);
    await sweep();
    const settled = await call('retrieveBasket', { path: { basketId: id } });
    if (settled.status === 404) expect(most).toBe(1);
    else expect(settled.body.state).toBe('committed');
    expect((await commit(body)).body.state).toBe('committed');
    expect([await points(membershipId), await data(subscriberId)]).toEqual([97, 1e9]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('whose return was cut off after %i writes is finished', async (most) => {
    const { memberId, membershipId, subscriberId } = await member();
    const body = basket(memberId);
    await commit(body);
    const back = reversal(body);
    await cutOff(most, (office) => reverseWith(office, back));
    await sweep();
    expect((await reverse(back)).body.state).toBe('reversed');
    expect([await points(membershipId), await data(subscriberId)]).toEqual([0, 0]);
  });

  it('may bring it back after the reward has expired', async () => {
    const { memberId, membershipId } = await member();
    const body = basket(memberId);
    await commit(body);
    await shop.desk.moveClock(40 * DAY_MS);
    const told = await reverse(reversal(body));
    expect(told.body.state).toBe('reversed');
    const taken = told.body.returns[0].taken as { ruleId: string; missing: string }[];
    expect(taken.find(({ ruleId }) => ruleId === 'groceries')?.missing).toBe('1000000000 B');
    expect(await points(membershipId)).toBe(0);
    await shop.desk.moveClock(-40 * DAY_MS);
  });
});

describe('rules', () => {
  it('are the operator’s, and say what is wrong with them', async () => {
    const body = { id: 'x', name: 'X', when: {}, gives: { kind: 'data', amount: '10 min' }, per: 'basket' };
    expect((await call('createBasketRule', { body })).status).toBe(403);
    expect((await call('listBasketRules')).status).toBe(403);
    const told = await call('createBasketRule', { as: 'operator', body });
    expect([told.status, told.body.invalidParams[0].param]).toEqual([400, 'gives.amount']);
    const list = await call('listBasketRules', { as: 'operator' });
    expect(list.body.map(({ id }: { id: string }) => id)).toEqual(['cereal', 'groceries']);
  });
});
