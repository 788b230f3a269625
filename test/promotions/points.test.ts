/** Codes that give points: to the membership that the number is linked to, once, and back as far as they are left. */
import { createHmac } from 'node:crypto';
import { LINK_KEY, TERMS } from '../loyalty/desk.js';
import { openPromotionDesk, order, pattern, type PromotionDesk } from './desk.js';

let desk: PromotionDesk;
beforeAll(async () => {
  desk = await openPromotionDesk({ LINK_SANDBOX_KEY: LINK_KEY, LOYALTY_TERMS: JSON.stringify(TERMS) });
});
afterAll(async () => {
  await desk.desk.stop();
});

async function member(memberId: string): Promise<{ subscriberId: string; membershipId: string }> {
  const subscriberId = await desk.sell();
  const exp = Math.floor(Date.now() / 1000) + 600;
  const payload = Buffer.from(
    JSON.stringify({ memberId, exp, jti: `a-link-of-the-member-${memberId}` }),
  ).toString('base64url');
  const signedLink = `${payload}.${createHmac('sha256', LINK_KEY).update(payload).digest('base64url')}`;
  const evidence = { kind: 'app', reference: 'form 7' };
  const told = await desk.call('linkMembership', { body: { subscriberId, signedLink, evidence } });
  if (told.status !== 201) throw new Error(JSON.stringify(told.body));
  return { subscriberId, membershipId: told.body.id as string };
}

const balance = async (membershipId: string): Promise<number> =>
  (await desk.call('retrievePoints', { path: { membershipId } })).body.balance as number;

async function code(points: string): Promise<string> {
  const promotion = await desk.promote({
    name: 'Points',
    pattern: [pattern([['orderAmount', '>', '0']], [['bonus point', points]])],
  });
  const [made = ''] = await desk.codes(promotion, 1);
  return made;
}

it('gives them once, however often the till asks, and takes back what is left of them', async () => {
  const { subscriberId, membershipId } = await member('anna');
  const body = {
    codes: [await code('500')],
    subscriber: subscriberId,
    order: order('1.00'),
    reference: 'till/1',
  };
  const told = await Promise.all(Array.from({ length: 3 }, async () => desk.call('redeemCodes', { body })));
  expect(told.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(await balance(membershipId)).toBe(500);
  const burnt = await desk.call('burnPoints', {
    body: { id: 'burn-1', membershipId, points: 200, for: 'credit' },
  });
  expect(burnt.status).toBe(201);
  const path = { id: told[0]!.body.redemptions[0].id as string };
  const back = await desk.call('rollBackRedemption', { path, body: { reason: 'returned' } });
  expect(back.body).toMatchObject({ state: 'rolled_back', effects: [{ state: 'taken-back', missing: 200 }] });
  await desk.call('rollBackRedemption', { path, body: { reason: 'returned' } });
  expect(await balance(membershipId)).toBe(0);
});

it('refuses a number without a membership, and the code stays good', async () => {
  const subscriberId = await desk.sell();
  const body = { codes: [await code('5')], subscriber: subscriberId, order: order('1.00') };
  const told = await desk.call('redeemCodes', { body });
  expect([told.status, told.body.code]).toEqual([409, 'membership-needed']);
  expect((await desk.call('validateCodes', { body })).body.codes[0].usable).toBe(true);
});
