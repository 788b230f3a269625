/** Records of advertisements in the records table. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { type AdState, emptyState } from '../../domain/ads/ad-state.js';
import type { DecisionRecord } from '../../domain/ads/judge-event.js';
import type { Consents } from '../../domain/consents/consent.js';
import { writeTogether } from '../accounts/ledger.js';
import { toAttributes } from '../shared/attributes.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { enrolments } from './lift-records.js';

export const statePk = (subscriberId: string): string => `ADSTATE#${subscriberId}`;
export const decisionPk = (decisionId: string): string => `ADDECISION#${decisionId}`;
export const consentsPk = (subscriberId: string): string => `CONSENTS#${subscriberId}`;
export const subscriberPk = (subscriberId: string): string => `SUBSCRIBER#${subscriberId}`;

/** What came of a subscriber's decisions is forgotten so long after the last one. Seconds. */
const STATE_KEPT_S = 400 * 24 * 3600;
/** Sponsors dispute what they pay for within a year and a month. */
const DECISION_KEPT_S = 400 * 24 * 3600;

type Found = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export const stateIn = (found: Found, subscriberId: string): AdState =>
  (found.get(statePk(subscriberId)) as AdState | undefined) ?? emptyState(subscriberId);

export const consentsIn = (found: Found, subscriberId: string): Consents | undefined =>
  found.get(consentsPk(subscriberId)) as Consents | undefined;

export const subscriberIn = (found: Found, subscriberId: string): Subscriber | undefined =>
  found.get(subscriberPk(subscriberId)) as Subscriber | undefined;

export const decisionIn = (found: Found, decisionId: string): DecisionRecord | undefined =>
  found.get(decisionPk(decisionId)) as DecisionRecord | undefined;

function statePut(table: string, before: AdState, after: AdState) {
  return {
    TableName: table,
    Item: toAttributes({
      ...after,
      pk: statePk(after.subscriberId),
      sk: 'META',
      version: before.version + 1,
      ttl: Math.floor(Date.now() / 1000) + STATE_KEPT_S,
    }),
    ...(before.version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'version = :before',
          ExpressionAttributeValues: { ':before': { N: String(before.version) } },
        }),
  };
}

/** The write of a changed state, for a transaction; it fails when the state was changed since. */
export const stateWrite = (table: string, before: AdState, after: AdState): TransactWriteItem => ({
  Put: statePut(table, before, after),
});

/** @returns false when somebody else was first */
export async function writeState(
  client: DynamoDBClient,
  table: string,
  before: AdState,
  after: AdState,
): Promise<boolean> {
  const also = enrolments(table, before, after);
  if (also.length > 0) return writeTogether(client, [stateWrite(table, before, after), ...also]);
  try {
    await client.send(new PutItemCommand(statePut(table, before, after)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException)
      return false;
    throw error;
  }
}

/** The write of what is known of a decision's events; it fails when more is known since. */
export function decisionWrite(
  table: string,
  before: DecisionRecord | undefined,
  after: Omit<DecisionRecord, 'revision'>,
): TransactWriteItem {
  return {
    Put: {
      TableName: table,
      Item: toAttributes({
        ...after,
        pk: decisionPk(after.decisionId),
        sk: 'META',
        revision: (before?.revision ?? 0) + 1,
        ttl: Math.floor(Date.now() / 1000) + DECISION_KEPT_S,
      }),
      ...(before === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'revision = :before',
            ExpressionAttributeValues: { ':before': { N: String(before.revision) } },
          }),
    },
  };
}
