/** A shop with members: of the partner acme unless said otherwise. */
import { createHmac } from 'node:crypto';
import type { Asked, Caller, Told } from '../partners/partner-desk.js';
import { openShop, type Shop } from '../partners/balances/shop.js';

export const LINK_KEY = 'a key for tests alone, of no operator: 0123456789';

export const TERMS = {
  pointsName: 'petals',
  pointValue: { credit: '0.01', data: '2 MB' },
  expiryMonths: 24,
  tiers: [
    { id: 'green', name: 'Green', from: 0, earnPercent: 100 },
    { id: 'silver', name: 'Silver', from: 2_000, earnPercent: 125 },
  ],
  earn: [{ on: 'basket', points: 1, per: '1.00' }],
};

export interface Member {
  readonly membershipId: string;
  readonly subscriberId: string;
  readonly memberId: string;
}

export interface LoyaltyDesk {
  readonly shop: Shop;
  call(operationId: string, asked?: Asked): Promise<Told>;
  signedLink(memberId: string): string;
  link(body: object, as?: Caller): Promise<Told>;
  /** A member with a number of its own that it is linked to. */
  member(memberId?: string, owner?: 'acme' | 'corner-shop'): Promise<Member>;
  /** As the operator: the entry. */
  give(membershipId: string, points: number): Promise<{ readonly id: string }>;
  balance(membershipId: string, as?: Caller): Promise<number>;
}

export async function openLoyaltyDesk(): Promise<LoyaltyDesk> {
  const shop = await openShop({ LINK_SANDBOX_KEY: LINK_KEY, LOYALTY_TERMS: JSON.stringify(TERMS) });
  let made = 0;
  const call: LoyaltyDesk['call'] = async (operationId, asked = {}) =>
    shop.desk.call(operationId, { as: 'acme', ...asked });
  const signedLink = (memberId: string) => {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const jti = `link-number-${++made}-of-a-test`;
    const payload = Buffer.from(JSON.stringify({ memberId, exp, jti })).toString('base64url');
    return `${payload}.${createHmac('sha256', LINK_KEY).update(payload).digest('base64url')}`;
  };
  const link: LoyaltyDesk['link'] = async (body, as = 'acme') =>
    call('linkMembership', { as, body: { evidence: { kind: 'app', reference: 'form 7' }, ...body } });
  return {
    shop,
    call,
    signedLink,
    link,
    async member(memberId = `member-${++made}`, owner = 'acme') {
      const subscriberId = await shop.sell({ owner, credit: '5.00' });
      const told = await link({ subscriberId, signedLink: signedLink(memberId) }, owner);
      if (told.status !== 201) throw new Error(JSON.stringify(told.body));
      return { membershipId: told.body.id as string, subscriberId, memberId };
    },
    async give(membershipId, points) {
      const body = { id: `give-${++made}`, membershipId, points };
      const told = await call('earnPoints', { as: 'operator', body });
      if (told.status !== 201) throw new Error(JSON.stringify(told.body));
      return told.body as { id: string };
    },
    async balance(membershipId, as = 'acme') {
      const told = await call('retrievePoints', { as, path: { membershipId } });
      return (told.body as { balance: number }).balance;
    },
  };
}
