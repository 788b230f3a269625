/** What commands on accounts work with, over an operator's tables. */
import { publishedIndex } from '../charging/next-plan.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { readOffering } from '../catalogue/offering-record.js';
import { successorOf, versionFor } from '../catalogue/offering-versions.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import type { Desk } from './desk.js';
import { DynamoDbLedger, type Tables } from './ledger.js';

/** @returns a desk at a time of the operator's, epoch milliseconds */
export function deskOf(tables: Tables): (nowMs: number) => Desk {
  const lasting = {
    store: new DynamoDbAccountStore(dynamodb, tables.accounts),
    ledger: new DynamoDbLedger(dynamodb, tables),
    loadPlan,
    successorOf: (plan: { id: string; offeringId: string }, atMs: number) =>
      successorOf(tables.records, plan, atMs),
  };
  return (nowMs) => ({
    ...lasting,
    nowMs,
    planOnSale: async (offeringId) => {
      const offering = await readOffering(tables.records, offeringId);
      if (offering?.state !== 'on_sale') return undefined;
      const planId = await versionFor(tables.records, offeringId, nowMs);
      return planId === undefined ? undefined : publishedIndex(planId, loadPlan);
    },
  });
}
