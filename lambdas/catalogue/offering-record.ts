/**
 * An offering in the records table: `OFFERING#<id>` / `CURRENT` with the list of its versions, and one item a
 * version, `VERSION#<effective from, ISO 8601>`, for whoever wants to look one up by its date.
 */
import { GetItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { OfferingVersion } from '../../domain/catalogue/versions.js';
import { dynamodb } from '../shared/dynamodb.js';

export interface OfferingRecord {
  readonly offeringId: string;
  readonly state: 'on_sale' | 'retired';
  /** Ascending by when they take effect. */
  readonly versions: readonly OfferingVersion[];
  /** Counts the writes of the record. */
  readonly revision: number;
  /** Sold to whom a trial offers it, and in no list that partners read. @default false */
  readonly isTrial?: boolean;
}

export async function readOffering(table: string, offeringId: string): Promise<OfferingRecord | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: `OFFERING#${offeringId}` }, sk: { S: 'CURRENT' } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : toOfferingRecord(item);
}

export function toOfferingRecord(item: Readonly<Record<string, AttributeValue>>): OfferingRecord {
  return {
    offeringId: item['offeringId']?.S ?? '',
    state: item['state']?.S === 'retired' ? 'retired' : 'on_sale',
    versions: JSON.parse(item['versions']?.S ?? '[]') as OfferingVersion[],
    revision: Number(item['revision']?.N ?? 0),
    ...(item['isTrial']?.BOOL === true ? { isTrial: true } : {}),
  };
}

export function offeringItem(
  { offeringId, state, versions, revision, isTrial = false }: OfferingRecord,
  currency: string,
  current: OfferingVersion | undefined,
): Record<string, AttributeValue> {
  return {
    pk: { S: `OFFERING#${offeringId}` },
    sk: { S: 'CURRENT' },
    // Without the index's attributes it leaves the list of what is sold.
    ...(state === 'retired' ? {} : { gsi1pk: { S: 'OFFERING' }, gsi1sk: { S: offeringId } }),
    offeringId: { S: offeringId },
    currency: { S: currency },
    state: { S: state },
    revision: { N: String(revision) },
    versions: { S: JSON.stringify(versions) },
    ...(isTrial ? { isTrial: { BOOL: true } } : {}),
    ...(current === undefined ? {} : { planId: { S: current.planId }, name: { S: current.name } }),
  };
}

export function versionItem(
  offeringId: string,
  { planId, fromMs, existing, source }: OfferingVersion,
): Record<string, AttributeValue> {
  return {
    pk: { S: `OFFERING#${offeringId}` },
    sk: { S: `VERSION#${new Date(fromMs).toISOString()}` },
    planId: { S: planId },
    existing: { S: existing },
    source: { S: source },
  };
}
