import { createHmac } from 'node:crypto';
import { eventId } from '../../lambdas/partners/kernel/announce.js';
import { openShop, type Shop } from '../partners/balances/shop.js';

const KEY = 'a key for tests alone, of no operator: 0123456789';
const TERMS = {
  pointsName: 'petals',
  pointValue: { credit: '0.01', data: '2 MB' },
  expiryMonths: 24,
  tiers: [
    { id: 'green', name: 'Green', from: 0, earnPercent: 100 },
    { id: 'silver', name: 'Silver', from: 2_000, earnPercent: 125 },
  ],
  earn: [{ on: 'basket', points: 1, per: '1.00' }],
};
const EVIDENCE = { kind: 'app', reference: 'form 7' };
const DAY_MS = 86_400_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ LINK_SANDBOX_KEY: KEY, LOYALTY_TERMS: JSON.stringify(TERMS) });
});
afterAll(async () => {
  await shop.desk.stop();
});

let made = 0;
const signedLink = (
  memberId: string,
  exp = Math.floor(Date.now() / 1000) + 600,
  jti = `link-number-${++made}-of-a-test`,
  key = KEY,
) => {
  const payload = Buffer.from(JSON.stringify({ memberId, exp, jti })).toString('base64url');
  return `${payload}.${createHmac('sha256', key).update(payload).digest('base64url')}`;
};
const call = async (operationId: string, asked: Parameters<Shop['desk']['call']>[1] = {}) =>
  shop.desk.call(operationId, { as: 'acme', ...asked });
const link = async (body: object) => call('linkMembership', { body });

/** A member whose number it is. */
async function member(memberId = `member-${++made}`) {
  const subscriberId = await shop.sell({ credit: '5.00' });
  const { body, status } = await link({ subscriberId, signedLink: signedLink(memberId), evidence: EVIDENCE });
  expect(status).toBe(201);
  return { membershipId: body.id as string, subscriberId, memberId };
}
const balance = async (membershipId: string) =>
  ((await call('retrievePoints', { path: { membershipId } })).body as { balance: number }).balance;
const earn = async (membershipId: string, points: number, id = `e${++made}`) =>
  call('earnPoints', { as: 'operator', body: { id, membershipId, points } });

/** As the operator's own endpoints are told it. */
async function codeTold(challengeId: string): Promise<{ readonly code: string; readonly owner: string }> {
  const event = await shop.desk.record(`EVENT#${eventId(`membership_challenge/${challengeId}`)}`);
  const { challenge } = JSON.parse(String(event?.['data'])) as { challenge: { code: string } };
  return { code: challenge.code, owner: String(event?.['owner']) };
}

describe('a link', () => {
  it('by what the retailer signed: once, and with what was agreed to', async () => {
    const subscriberId = await shop.sell();
    const body = { subscriberId, signedLink: signedLink('anna'), evidence: EVIDENCE };
    const first = await link(body);
    expect([first.status, first.body.state, first.body.memberId]).toEqual([201, 'linked', 'anna']);
    expect((await link(body)).status).toBe(200);
    const consents = await shop.desk.record(`CONSENTS#${subscriberId}`);
    expect(consents).toMatchObject({ current: { 'loyalty.any': { state: 'granted' } } });
    await call('unlinkMembership', { path: { membershipId: first.body.id } });
    const again = await link(body);
    expect([again.status, again.body.code]).toEqual([400, 'link-used']);
  });

  it.each([
    ['forged', () => signedLink('x', undefined, undefined, 'another key')],
    ['expired', () => signedLink('x', Math.floor(Date.now() / 1000) - 1)],
    ['good for years', () => signedLink('x', Math.floor(Date.now() / 1000) + 400_000)],
    ['of nobody', () => signedLink('')],
  ])('that is %s is refused', async (_, make) => {
    const told = await link({ subscriberId: await shop.sell(), signedLink: make(), evidence: EVIDENCE });
    expect([told.status, told.body.code]).toEqual([400, 'link-invalid']);
  });

  it('is of one member and one number, however many ask at once', async () => {
    const numbers = await Promise.all([shop.sell(), shop.sell(), shop.sell()]);
    const told = await Promise.all(
      numbers.map(async (subscriberId) =>
        link({ subscriberId, signedLink: signedLink('ben'), evidence: EVIDENCE }),
      ),
    );
    expect(told.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    const [subscriberId] = numbers;
    const members = await Promise.all(
      ['carl', 'dora'].map(async (memberId) =>
        link({ subscriberId: await shop.sell(), signedLink: signedLink(memberId), evidence: EVIDENCE }),
      ),
    );
    expect(members.map(({ status }) => status)).toEqual([201, 201]);
    const taken = await link({ subscriberId, signedLink: signedLink('carl'), evidence: EVIDENCE });
    expect([taken.status, taken.body.code]).toEqual([409, 'member-linked']);
  });

  it('by a code to the number, which is told to the operator alone and tried five times', async () => {
    const subscriberId = await shop.sell();
    const asked = await link({ subscriberId, memberId: 'emma' });
    expect(asked.status).toBe(202);
    expect(JSON.stringify(asked.body)).not.toMatch(/"code"/);
    const { challengeId } = asked.body as { challengeId: string };
    const { code } = await codeTold(challengeId);
    const wrong = code === '000000' ? '000001' : '000000';
    const tries = await Promise.all(
      Array.from({ length: 6 }, async () => link({ challengeId, code: wrong, evidence: EVIDENCE })),
    );
    expect(tries.map(({ body }) => body.code as string).sort()).toEqual([
      'challenge-used-up',
      'code-wrong',
      'code-wrong',
      'code-wrong',
      'code-wrong',
      'code-wrong',
    ]);
    expect((await link({ challengeId, code, evidence: EVIDENCE })).status).toBe(409);
    const second = (await link({ subscriberId, memberId: 'emma' })).body.challengeId as string;
    const { code: right, owner } = await codeTold(second);
    expect(owner).toBe('operator');
    expect(
      (
        await call('linkMembership', {
          as: 'corner-shop',
          body: { challengeId: second, code: right, evidence: EVIDENCE },
        })
      ).status,
    ).toBe(404);
    expect((await link({ challengeId: second, code: right, evidence: EVIDENCE })).body).toMatchObject({
      memberId: 'emma',
      linkedBy: 'code',
    });
  });

  it('of somebody else is not seen', async () => {
    const { membershipId, subscriberId } = await member();
    expect((await call('retrieveMembership', { as: 'corner-shop', path: { membershipId } })).status).toBe(
      404,
    );
    expect((await call('retrievePoints', { as: 'corner-shop', path: { membershipId } })).status).toBe(404);
    const told = await call('linkMembership', { as: 'corner-shop', body: { subscriberId, memberId: 'x' } });
    expect(told.status).toBe(404);
  });
});

describe('points', () => {
  it('are earned once an id, more in a higher tier', async () => {
    const { membershipId } = await member();
    expect((await earn(membershipId, 2_000, 'once')).body).toMatchObject({ points: 2_000, balance: 2_000 });
    expect(await earn(membershipId, 2_000, 'once')).toMatchObject({
      status: 200,
      body: { repeated: true, balance: 2_000 },
    });
    expect((await earn(membershipId, 100)).body).toMatchObject({ points: 125, balance: 2_125 });
    const { body } = await call('retrievePoints', { path: { membershipId } });
    expect(body).toMatchObject({
      tier: { id: 'silver', name: 'Silver' },
      worth: { credit: '21.25', data: '4250000000 B' },
    });
    const { body: entries } = await call('listPointsEntries', { path: { membershipId } });
    expect((entries as { points: number }[]).map(({ points }) => points)).toEqual([125, 2_000]);
  });

  it('become data or credit, once, and never more than there are, however many ask', async () => {
    const { membershipId, subscriberId } = await member();
    await earn(membershipId, 1_000);
    const burn = async (id: string, points = 300) =>
      call('burnPoints', { body: { id, membershipId, points, for: 'data' } });
    const told = await Promise.all(Array.from({ length: 8 }, async (_, i) => burn(`b${i}`)));
    expect(told.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(3);
    expect(await balance(membershipId)).toBe(100);
    const done = told.findIndex(({ status }) => status === 201);
    await Promise.all([burn(`b${done}`), burn(`b${done}`)]);
    expect(await balance(membershipId)).toBe(100);
    const buckets = (await call('listBucket', { query: { 'product.id': subscriberId } })).body as {
      name: string;
      remainingValue: { amount: number };
    }[];
    const data = buckets.filter(({ name }) => name === 'reward-data');
    expect(data).not.toHaveLength(0);
  });

  it('are back when a burning is undone, as far as the reward was not used; once', async () => {
    const { membershipId } = await member();
    await earn(membershipId, 500);
    const { body } = await call('burnPoints', {
      body: { id: 'u1', membershipId, points: 500, for: 'credit' },
    });
    const undo = async (id: string) =>
      call('reversePoints', { body: { id, membershipId, entryId: body.id } });
    expect((await undo('r1')).body).toMatchObject({ points: 500, balance: 500 });
    expect((await undo('r1')).body).toMatchObject({ repeated: true });
    expect((await undo('r2')).status).toBe(409);
    expect(await balance(membershipId)).toBe(500);
    const again = await call('burnPoints', { body: { id: 'u1', membershipId, points: 500, for: 'credit' } });
    expect(again.status).toBeLessThan(500);
    expect(await balance(membershipId)).toBe(500);
  });

  it('go to another member, with the time that they are good for', async () => {
    const [from, to] = [await member(), await member()];
    await earn(from.membershipId, 100);
    const give = async (id: string, points: number) =>
      call('transferPoints', { body: { id, membershipId: from.membershipId, to: to.membershipId, points } });
    await Promise.all([give('t1', 60), give('t1', 60)]);
    expect([await balance(from.membershipId), await balance(to.membershipId)]).toEqual([40, 60]);
    expect((await give('t2', 41)).status).toBe(409);
    expect(
      (
        await call('transferPoints', {
          body: { id: 't3', membershipId: from.membershipId, to: from.membershipId, points: 1 },
        })
      ).status,
    ).toBe(400);
  });

  it('that were earned for nothing are taken back as far as they are left', async () => {
    const { membershipId } = await member();
    const { body } = await earn(membershipId, 100);
    await call('burnPoints', { body: { id: 'x1', membershipId, points: 70, for: 'data' } });
    const told = await call('reversePoints', { body: { id: 'x2', membershipId, entryId: body.id } });
    expect(told.body).toMatchObject({ points: -30, missing: 70, balance: 0 });
  });

  it('tell all that is wrong with a request', async () => {
    const told = await call('burnPoints', { body: { id: '', membershipId: 'x', points: 0, for: 'cash' } });
    expect(told.status).toBe(400);
    expect((told.body.invalidParams as { param: string }[]).map(({ param }) => param).sort()).toEqual([
      'for',
      'id',
      'membershipId',
      'points',
    ]);
  });

  it('expire by themselves, are booked by the sweep, and are worth nothing before it comes', async () => {
    const { membershipId } = await member();
    await earn(membershipId, 100);
    await shop.desk.moveClock(26 * 31 * DAY_MS);
    expect(await balance(membershipId)).toBe(0);
    const { handler } = await import('../../lambdas/loyalty/sweep.handler.js');
    expect((await handler()).members).toBeGreaterThan(0);
    const { body } = await call('listPointsEntries', { path: { membershipId } });
    expect((body as { kind: string; points: number }[])[0]).toMatchObject({ kind: 'expire', points: -100 });
    expect(await handler()).toEqual({ members: 0, baskets: 0 });
  });
});
