/** Frees what was reserved and never redeemed, and gives, or takes back, what a crash left owed or a month brings. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { REDEMPTIONS_DUE } from '../../domain/promotions/redemption.js';
import type { PromotionsOffice } from './office.js';
import { end, settleOwed } from './settle.js';

const INDEX = 'gsi1';
const AT_ONCE = 100;
const ACTOR = { type: 'system', id: 'promotions' } as const;

/**
 * One round.
 *
 * @returns how many were due, and how many of them could not be done: the next run tries again
 */
export async function sweep(
  office: PromotionsOffice,
  nowMs: number,
): Promise<{ readonly due: number; readonly failed: number }> {
  const { Items: items = [] } = await office.client.send(
    new QueryCommand({
      TableName: office.tables.records,
      IndexName: INDEX,
      KeyConditionExpression: 'gsi1pk = :due AND gsi1sk <= :now',
      ExpressionAttributeValues: {
        ':due': { S: REDEMPTIONS_DUE },
        // Behind every id of this instant.
        ':now': { S: `${new Date(nowMs).toISOString()}~` },
      },
      Limit: AT_ONCE,
    }),
  );
  let failed = 0;
  for (const item of items) {
    const id = item['pk']?.S?.replace('REDEMPTION#', '') ?? '';
    const settling = { actor: ACTOR, nowMs };
    try {
      if (item['state']?.S === 'reserved') await end(office, id, 'expired', settling);
      else await settleOwed(office, id, settling);
    } catch (error) {
      failed += 1;
      console.error(
        JSON.stringify({ message: 'a redemption stays as it is', redemptionId: id, error: String(error) }),
      );
    }
  }
  return { due: items.length, failed };
}
