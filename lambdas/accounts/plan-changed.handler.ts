/**
 * Keeps what subscribers' records say of their plan in step with their account, on each `plan.changed`. Charging
 * never reads it there; lists and searches do.
 */
import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { planIdOf } from '../../domain/charging/item.js';
import { viewAccount } from '../../domain/charging/view.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { publishedIndex } from '../charging/next-plan.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';

const { ACCOUNTS_TABLE: accounts, RECORDS_TABLE: records } = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'RECORDS_TABLE',
);
const store = new DynamoDbAccountStore(dynamodb, accounts);

/** As it comes from the bus: a CloudEvent in `detail`. */
export interface PlanChangedEvent {
  readonly detail: { readonly data: { readonly account: string } };
}

/** What the account says now is written, not what the event says: late and repeated events do no harm. */
export async function handler({ detail: { data } }: PlanChangedEvent): Promise<void> {
  const item = await store.get(data.account);
  if (item?.['p'] === undefined) return;
  const { plan } = await publishedIndex(planIdOf(item), loadPlan);
  const { members, version } = viewAccount(item, plan, 0);
  for (const supi of members) {
    const { Item: sim } = await dynamodb.send(
      new GetItemCommand({ TableName: records, Key: { pk: { S: `SIM#${supi}` }, sk: { S: 'META' } } }),
    );
    const subscriberId = sim?.['subscriberId']?.S;
    if (subscriberId !== undefined) await writePlan(subscriberId, data.account, plan, version);
  }
}

async function writePlan(
  subscriberId: string,
  account: string,
  plan: { readonly id: string; readonly offeringId: string },
  version: number,
): Promise<void> {
  try {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: records,
        Key: { pk: { S: `SUBSCRIBER#${subscriberId}` }, sk: { S: 'META' } },
        UpdateExpression: 'SET planId = :plan, offeringId = :offering, planVersion = :version',
        ConditionExpression:
          'accountKey = :account AND (attribute_not_exists(planVersion) OR planVersion < :version)',
        ExpressionAttributeValues: {
          ':plan': { S: plan.id },
          ':offering': { S: plan.offeringId },
          ':version': { N: String(version) },
          ':account': { S: account },
        },
      }),
    );
  } catch (error) {
    // A later version was first, or the SIM is of another account by now.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
