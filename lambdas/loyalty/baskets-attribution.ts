/**
 * What of a basket a campaign may have brought: one conversion a brand that was bought, put down to what its buyer saw of it
 * before. The same basket again is the same conversions.
 */
import { fromMicros } from '../../domain/operator/decimal.js';
import type { BasketLine } from '../../domain/baskets/evaluate.js';
import { convert } from '../ads/conversions.js';
import { readOperator } from '../catalogue/operator-record.js';
import { RefusedError } from '../partners/kernel/refused.js';
import type { LoyaltyOffice } from './office.js';

export interface SoldBasket {
  readonly id: string;
  readonly subscriberId: string;
  /** ISO 8601. */
  readonly soldAt: string;
  readonly lines: readonly Pick<BasketLine, 'brand' | 'totalMicros'>[];
}

/** @throws whatever fails in the store: the same basket may come again */
export async function attributeBasket(
  { client, tables }: Pick<LoyaltyOffice, 'client' | 'tables'>,
  { id, subscriberId, soldAt, lines }: SoldBasket,
  nowMs: number,
): Promise<void> {
  const brands = new Map<string, number>();
  for (const { brand, totalMicros } of lines)
    if (brand !== undefined) brands.set(brand, (brands.get(brand) ?? 0) + totalMicros);
  if (brands.size === 0) return;
  const market = async () => {
    const operator = await readOperator(tables.records);
    if (operator === undefined)
      throw new RefusedError(
        503,
        'no-operator',
        'no operator file was published yet; send it again after that',
      );
    const { country, currency, timeZone, policy } = operator.market;
    return { country, currency, timeZone, advertising: policy.advertising };
  };
  for (const [index, [brand, micros]] of [...brands].toSorted(([a], [b]) => (a < b ? -1 : 1)).entries())
    await convert(
      { client, tables, market },
      {
        asked: {
          id: `${id}-${index}`,
          subscriberId,
          kind: 'basket',
          occurredAt: soldAt,
          amount: fromMicros(micros),
          brand,
        },
        subscriberId,
        by: 'baskets',
        nowMs,
      },
    );
}
