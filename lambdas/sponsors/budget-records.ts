/**
 * Budgets of campaigns as sponsors open and close them: `BUDGET#<campaignId>` / `META`.
 *
 * | attribute | holds, micros |
 * |---|---|
 * | `totalMicros` | what was put in |
 * | `availableMicros` | what may still be held for an advertisement |
 * | `heldMicros` | held for advertisements that were decided and not paid for yet |
 * | `spentMicros` | paid for events |
 * | `returnedMicros` | taken out again |
 *
 * total = available + held + spent + returned, always. `isClosed`: nothing more is held; what is held may still be spent
 * or released.
 */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { BudgetState, CampaignBudgets } from './campaign-budgets.js';

const keyOf = (campaignId: string) => ({ pk: { S: `BUDGET#${campaignId}` }, sk: { S: 'META' } });

export function budgetRecords(client: DynamoDBClient, table: string): CampaignBudgets {
  const read = async (campaignId: string): Promise<BudgetState | undefined> => {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(campaignId), ConsistentRead: true }),
    );
    return item === undefined ? undefined : (fromItem(item) as unknown as BudgetState);
  };
  return {
    open: ({ campaignId, micros, ...about }) => [
      {
        Put: {
          TableName: table,
          Item: {
            ...keyOf(campaignId),
            ...toAttributes({
              ...about,
              totalMicros: micros,
              availableMicros: micros,
              heldMicros: 0,
              spentMicros: 0,
              returnedMicros: 0,
              isClosed: false,
            }),
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ],
    read,
    takeBack: async (campaignId) => {
      const before = await read(campaignId);
      if (before === undefined) return undefined;
      const { availableMicros: micros, spentMicros, isClosed } = before;
      if (isClosed && micros === 0) return { micros, before, writes: [] };
      return {
        micros,
        before,
        writes: [
          {
            Update: {
              TableName: table,
              Key: keyOf(campaignId),
              UpdateExpression:
                'SET isClosed = :closed, availableMicros = :nothing, returnedMicros = returnedMicros + :micros',
              // What was spent is booked along: it must be what was read.
              ConditionExpression: 'availableMicros = :micros AND spentMicros = :spent',
              ExpressionAttributeValues: {
                ':closed': { BOOL: true },
                ':nothing': { N: '0' },
                ':micros': { N: String(micros) },
                ':spent': { N: String(spentMicros) },
              },
            },
          },
        ],
      };
    },
  };
}
