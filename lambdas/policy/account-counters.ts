/** Where policy counters stand: the account as it is now, and the plan it is charged under. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { type Item, planIdOf } from '../../domain/charging/item.js';
import { type AccountView, viewAccount } from '../../domain/charging/view.js';
import { unmarshalItem } from '../charging/dynamodb-account-store.js';

export interface CountersOfAccount {
  readonly plan: PlanVersion;
  readonly account: AccountView;
}

export type ReadCounters = (accountKey: string, nowMs: number) => Promise<CountersOfAccount | undefined>;

/** Reads from the Accounts table; undefined = there is no such account. */
export function accountCounters(
  client: DynamoDBClient,
  table: string,
  loadPlan: (planId: string) => Promise<PlanVersion | undefined>,
): ReadCounters {
  return async (accountKey, nowMs) => {
    const { Item: stored } = await client.send(
      new GetItemCommand({ TableName: table, Key: { k: { S: accountKey } }, ConsistentRead: true }),
    );
    if (stored === undefined) return undefined;
    const item: Item = unmarshalItem(stored);
    if (item['p'] === undefined) return undefined;
    const planId = planIdOf(item);
    const plan = await loadPlan(planId);
    if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
    return { plan, account: viewAccount(item, plan, nowMs) };
  };
}
