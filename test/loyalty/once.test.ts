/** Nothing of points is made, lost or counted twice, nor do they come to another's number. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { openLoyaltyDesk, type LoyaltyDesk } from './desk.js';

let desk: LoyaltyDesk;
beforeAll(async () => {
  desk = await openLoyaltyDesk();
});
afterAll(async () => {
  await desk.shop.desk.stop();
});

const codes = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

it("a brand's member is its own, though another brand numbers its members alike", async () => {
  const acme = await desk.member('card-1');
  await desk.give(acme.membershipId, 500);
  await desk.call('unlinkMembership', { path: { membershipId: acme.membershipId } });
  const other = await desk.member('card-1', 'corner-shop');
  expect(other.membershipId).not.toBe(acme.membershipId);
  expect(await desk.balance(other.membershipId, 'corner-shop')).toBe(0);
  const again = await desk.member('card-1');
  expect(again.membershipId).toBe(acme.membershipId);
  expect(await desk.balance(again.membershipId)).toBe(500);
});

it('what was earned is taken back once, whatever ids it is asked back by', async () => {
  const { membershipId } = await desk.member();
  await desk.give(membershipId, 1_000);
  const { id: entryId } = await desk.give(membershipId, 100);
  const back = async (id: string) => desk.call('reversePoints', { body: { id, membershipId, entryId } });
  const told = await Promise.all(['r1', 'r2', 'r3'].map(back));
  expect(told.map(({ status }) => String(status)).sort()).toEqual(['201', '409', '409']);
  expect(await desk.balance(membershipId)).toBe(1_000);
});

it('an id comes again with the same content, or is refused', async () => {
  const { membershipId } = await desk.member();
  const earn = async (points: number) =>
    desk.call('earnPoints', { as: 'operator', body: { id: 'same', membershipId, points } });
  expect((await earn(10)).status).toBe(201);
  expect(await earn(10)).toMatchObject({ status: 200, body: { repeated: true } });
  expect(codes(await earn(11))).toEqual([409, 'id-used']);
  expect(await desk.balance(membershipId)).toBe(10);
});

it('points that the other can not hold stay where they are', async () => {
  const [from, to] = [await desk.member(), await desk.member()];
  const many = 800_000_000_000;
  await desk.give(from.membershipId, many);
  await desk.give(to.membershipId, many);
  const held = [await desk.balance(from.membershipId), await desk.balance(to.membershipId)];
  const told = await desk.call('transferPoints', {
    body: { id: 'too-many', membershipId: from.membershipId, to: to.membershipId, points: many },
  });
  expect(codes(told)).toEqual([409, 'points-too-many']);
  expect([await desk.balance(from.membershipId), await desk.balance(to.membershipId)]).toEqual(held);
});

it('points that the account can not take are not burned', async () => {
  const { membershipId, subscriberId } = await desk.member();
  await desk.give(membershipId, 100);
  const { findSubscriber } = await import('../../lambdas/subscribers/find-subscriber.js');
  const { accountKey } = (await findSubscriber('records', subscriberId))!;
  await change(
    'records',
    { pk: `SUBSCRIBER#${subscriberId}`, sk: 'META' },
    'accountKey',
    `${accountKey}-gone`,
  );
  const burn = async () =>
    desk.call('burnPoints', { body: { id: 'huge', membershipId, points: 100, for: 'data' } });
  expect(codes(await burn())).toEqual([409, 'account-not-open']);
  expect(await desk.balance(membershipId)).toBe(100);
  await change('records', { pk: `SUBSCRIBER#${subscriberId}`, sk: 'META' }, 'accountKey', accountKey);
  expect((await burn()).status).toBe(201);
  expect(await desk.balance(membershipId)).toBe(0);
});

it('money earns by the rules; who is not the operator gives nothing for nothing', async () => {
  const { membershipId } = await desk.member();
  const earn = async (id: string, body: object) =>
    desk.call('earnPoints', { body: { id, membershipId, ...body } });
  expect(codes(await earn('a', { points: 1_000 }))).toEqual([403, 'may-not-give']);
  expect((await earn('b', { on: 'basket', amount: '12.99' })).body).toMatchObject({ points: 12 });
  expect(codes(await earn('c', { on: 'basket', amount: '0.50' }))).toEqual([409, 'earns-nothing']);
});

async function change(table: string, key: { pk: string; sk: string }, name: string, value: string) {
  await desk.shop.desk.client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': { S: value } },
    }),
  );
}

it('a number that ends is linked no more, and its member takes its points to another one', async () => {
  const first = await desk.member('mover');
  await desk.give(first.membershipId, 70);
  await change('records', { pk: `SUBSCRIBER#${first.subscriberId}`, sk: 'META' }, 'state', 'terminated');
  const path = { membershipId: first.membershipId };
  expect((await desk.call('retrieveMembership', { path })).body).toMatchObject({ state: 'unlinked' });
  const ended = await desk.link({ subscriberId: first.subscriberId, signedLink: desk.signedLink('mover') });
  expect(codes(ended)).toEqual([409, 'number-ended']);
  const next = await desk.member('mover');
  expect(next.membershipId).toBe(first.membershipId);
  expect(next.subscriberId).not.toBe(first.subscriberId);
  expect(await desk.balance(next.membershipId)).toBe(70);
  const burned = await desk.call('burnPoints', { body: { id: 'm1', ...path, points: 70, for: 'data' } });
  expect(burned.status).toBe(201);
});

it("the day's sums balance, and say what members hold more", async () => {
  const { pointsOfDay } = await import('../../lambdas/loyalty/points-records.js');
  const office = { client: desk.shop.desk.client, tables: { accounts: 'accounts', records: 'records' } };
  const today = isoDate(dayAt('Europe/London', Date.now()));
  const before = await pointsOfDay(office, today);
  const { membershipId } = await desk.member();
  await desk.give(membershipId, 300);
  await desk.call('burnPoints', { body: { id: 'd1', membershipId, points: 120, for: 'credit' } });
  const after = await pointsOfDay(office, today);
  expect(Object.values(after).reduce((all, points) => all + points, 0)).toBe(0);
  expect([
    after.members - before.members,
    after.issued - before.issued,
    after.burned - before.burned,
  ]).toEqual([180, -300, 120]);
});
