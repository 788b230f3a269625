/** What promotions work with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Batch } from '../../domain/promotions/batch.js';
import type { Promotion } from '../../domain/promotions/promotion.js';
import type { Redemption } from '../../domain/promotions/redemption.js';
import type { Tables } from '../accounts/ledger.js';
import { readOperator } from '../catalogue/operator-record.js';
import type { LoyaltyTerms } from '../../domain/operator/loyalty.js';
import { wake } from '../events/outbox.js';
import type { Points } from './done.js';
import { promotionPoints } from './points.js';
import { RecordBook } from '../partners/kernel/records.js';
import { type RewardDesk, rewardDesks } from '../rewards/reward-desk.js';

export interface PromotionsOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  readonly promotions: RecordBook<Promotion>;
  readonly batches: RecordBook<Batch>;
  readonly redemptions: RecordBook<Redemption>;
  /** Where rewards are given, at a time of the operator's, epoch milliseconds. */
  readonly desk: (nowMs: number) => RewardDesk;
  readonly market: () => Promise<{ readonly currency: string; readonly timeZone: string }>;
  /** Of which the batches' secrets are made. */
  readonly codeKey: () => Promise<Uint8Array>;
  /** Absent: points are not given. */
  readonly points?: Points;
  /** Base of every `href`, without a slash at its end. */
  readonly baseUrl: string;
}

/** How an office is made of an environment: the same in every function of promotions. */
export function promotionsOffice(
  client: DynamoDBClient,
  {
    ACCOUNTS_TABLE,
    RECORDS_TABLE,
    PARTNER_URL,
  }: Readonly<Record<'ACCOUNTS_TABLE' | 'RECORDS_TABLE' | 'PARTNER_URL', string>>,
  codeKey: () => Promise<Uint8Array>,
): PromotionsOffice {
  const tables = { accounts: ACCOUNTS_TABLE, records: RECORDS_TABLE };
  const { LOYALTY_TERMS, EVENTS_QUEUE_URL } = process.env;
  let known: ReturnType<PromotionsOffice['market']> | undefined;
  // A market's currency and time zone are those of its operator file, which does not change while this runs.
  const market = async () => (known ??= marketOf(RECORDS_TABLE));
  const points =
    LOYALTY_TERMS === undefined
      ? undefined
      : promotionPoints(JSON.parse(LOYALTY_TERMS) as LoyaltyTerms, {
          client,
          tables,
          market,
          wake: async (eventIds) => wake(EVENTS_QUEUE_URL, eventIds),
        });
  return {
    client,
    tables,
    promotions: new RecordBook(client, RECORDS_TABLE, 'PROMOTION', 'promotion'),
    batches: new RecordBook(client, RECORDS_TABLE, 'COUPONBATCH', 'coupon-batch'),
    redemptions: new RecordBook(client, RECORDS_TABLE, 'REDEMPTION', 'redemption'),
    desk: rewardDesks(tables),
    market,
    ...(points === undefined ? {} : { points }),
    codeKey,
    baseUrl: PARTNER_URL,
  };
}

async function marketOf(table: string) {
  const operator = await readOperator(table);
  if (operator === undefined)
    throw new Error('no operator file was published: deploy Catalogue on the same store');
  const { currency, timeZone } = operator.market;
  return { currency, timeZone };
}
