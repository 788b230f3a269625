/** What the balances' handlers work with, and whose subscribers a partner may look at. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { BucketOwner, BucketsOf } from '../../../domain/partners/balances/bucket.js';
import type { Item } from '../../../domain/charging/item.js';
import type { PlanVersion } from '../../../domain/catalogue/plan.js';
import { planIdOf } from '../../../domain/charging/item.js';
import { viewAccount } from '../../../domain/charging/view.js';
import { OPERATOR_OWNER } from '../../../domain/events/event.js';
import { PRODUCTS } from '../../../domain/partners/places.js';
import type { Desk } from '../../accounts/desk.js';
import type { Tables } from '../../accounts/ledger.js';
import type { RedeemOffice } from '../../payments/vouchers.js';
import { findSubscriber, isSubscriberName, type Subscriber } from '../../subscribers/find-subscriber.js';
import { maySee, type Partner } from '../kernel/partner.js';
import { Places } from '../kernel/places.js';

export interface BalancesOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  /** @param nowMs  the operator's time */
  readonly desk: (nowMs: number) => Desk;
  /** @throws Error when there is no such plan version */
  readonly plan: (planId: string) => Promise<PlanVersion>;
  /** Absent: vouchers are not taken. */
  readonly vouchers?: RedeemOffice;
}

export const ownerOfSubscriber = ({ partnerId }: Subscriber): string => partnerId ?? OPERATOR_OWNER;

/** The subscriber that a product's id, a number or a SIM names; undefined when this partner has none such. */
export async function subscriberOf(
  { tables }: Pick<BalancesOffice, 'tables'>,
  partner: Partner,
  name: string,
): Promise<Subscriber | undefined> {
  if (!isSubscriberName(name)) return undefined;
  const found = await findSubscriber(tables.records, name);
  return found !== undefined && maySee(partner, ownerOfSubscriber(found)) ? found : undefined;
}

/** `447400999001`, `+447400999001`, `msisdn-…` or `res_msisdn-…` as subscribers are found by it. */
export const msisdnOf = (text: string): string =>
  `msisdn-${text
    .replace(/^res_/, '')
    .replace(/^msisdn-/, '')
    .replace(/^\+/, '')}`;

const PAGE = 100;

/** The subscribers that a partner may see, oldest first, and how many there are. */
export function subscribersOf(
  { client, tables }: Pick<BalancesOffice, 'client' | 'tables'>,
  partner: Partner,
): { count(): Promise<number>; walk(): AsyncIterable<Subscriber> } {
  const places = new Places(client, tables.records, PRODUCTS);
  const owner = partner.isOperator ? undefined : partner.id;
  return {
    count: async () => (await places.page(owner, 0, 0)).total,
    async *walk() {
      for (let offset = 0; ; offset += PAGE) {
        const { keys, total } = await places.page(owner, offset, PAGE);
        yield* (await places.records(keys)) as unknown as Subscriber[];
        if (offset + PAGE >= total) return;
      }
    },
  };
}

export const bucketOwner = (of: Subscriber): BucketOwner => {
  const { subscriberId, accountKey, msisdn, offeringId, customerId, simChangedAt, activatedAt } = of;
  return {
    subscriberId,
    accountKey,
    msisdn,
    offeringId,
    ...(customerId === undefined ? {} : { customerId }),
    ...(simChangedAt === undefined ? {} : { simChangedAt }),
    ...(activatedAt === undefined ? {} : { activatedAt }),
  };
};

/** An account item as it is shown. */
export async function accountView(
  { plan }: Pick<BalancesOffice, 'plan'>,
  item: Item,
  nowMs: number,
): Promise<BucketsOf> {
  const version = await plan(planIdOf(item));
  return { ...viewAccount(item, version, nowMs), currency: version.currency };
}
