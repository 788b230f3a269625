/** What rewards are given with, over an operator's tables. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Desk } from '../accounts/desk.js';
import type { Tables } from '../accounts/ledger.js';
import { deskOf } from '../accounts/open-desk.js';
import { dynamodb } from '../shared/dynamodb.js';

export interface RewardDesk {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  /** The desk of the account, at the operator's time. */
  readonly accounts: Pick<Desk, 'store' | 'loadPlan' | 'successorOf' | 'nowMs'>;
}

/** @returns a desk at a time of the operator's, epoch milliseconds */
export function rewardDesks(tables: Tables): (nowMs: number) => RewardDesk {
  const at = deskOf(tables);
  return (nowMs) => ({ client: dynamodb, tables, accounts: at(nowMs) });
}
