/** Pools, companies and their members in the records table. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { Cycle } from '../../domain/cycles/index.js';
import type { Allowance } from '../../domain/pools/open-pool.js';
import type { Item } from '../../domain/charging/item.js';
import { unmarshalItem } from '../charging/dynamodb-account-store.js';
import { fromItem } from '../shared/attributes.js';
import { dynamodb } from '../shared/dynamodb.js';

/** `POOL#<poolId>` / `META`. */
export interface PoolRecord {
  readonly poolId: string;
  readonly companyId: string;
  readonly name: string;
  /** The members' offering: its plan has the pooled buckets. */
  readonly offeringId: string;
  readonly allowances: readonly Allowance[];
  /** Null: granted once. */
  readonly cycle: Cycle | null;
  readonly anchorMs: number;
  readonly slices: number;
  /** The request that made it: the same again is answered the same. */
  readonly request: string;
}

export interface CostCentre {
  readonly costCentreId: string;
  readonly name: string;
  /** The most that its members may take of a pool in a period, by bucket; empty: no cap. */
  readonly caps: readonly Allowance[];
}

/** `COMPANY#<companyId>` / `META`. */
export interface CompanyRecord {
  readonly companyId: string;
  readonly name: string;
  /** The subscriber whose account pays, `sub_…`. */
  readonly owner: string | null;
  readonly request: string;
}

/** `COMPANY#<companyId>` / `MEMBER#<subscriberId>`, and the same under its pool by account. */
export interface MemberRecord {
  readonly subscriberId: string;
  readonly supi: string;
  readonly msisdn: string;
  readonly iccid: string;
  readonly accountKey: string;
  readonly offeringId: string;
  readonly planId: string;
  /** Absent: the account has what its plan gives, and no pool. */
  readonly poolId?: string;
  readonly costCentre: string | null;
  readonly name?: string;
  readonly request: string;
}

export const poolKey = (poolId: string) => ({ pk: `POOL#${poolId}`, sk: 'META' });
export const companyKey = (companyId: string) => ({ pk: `COMPANY#${companyId}`, sk: 'META' });

export async function readRecord<T>(
  table: string,
  { pk, sk }: { readonly pk: string; readonly sk: string },
): Promise<T | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  );
  return item === undefined ? undefined : (record(item) as T);
}

/** All records of a partition whose sort key begins with a text, in order; strongly consistent. */
export async function listRecords<T>(table: string, pk: string, prefix: string): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages(table, pk, prefix)) found.push(...page.map((item) => record(item) as T));
  return found;
}

function record(item: Record<string, AttributeValue>): unknown {
  const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ...rest } = fromItem(item);
  return rest;
}

/** BatchGetItem takes as many keys. */
const PAGE = 100;

async function* pages(
  table: string,
  pk: string,
  prefix: string,
): AsyncGenerator<readonly Record<string, AttributeValue>[]> {
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: prefix } },
        Limit: PAGE,
        // Whoever adds a pool and whoever adds a cap each look for the other's after their own write.
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    if (items.length > 0) yield items;
    after = last;
  } while (after !== undefined);
}

/** Ids of all pools. */
export async function listPools(table: string): Promise<string[]> {
  const ids: string[] = [];
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pools',
        ExpressionAttributeValues: { ':pools': { S: 'POOLS' } },
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    ids.push(...items.flatMap((item) => item['gsi1sk']?.S ?? []));
    after = last;
  } while (after !== undefined);
  return ids;
}

const MAX_BACKOFFS = 6;

/** The accounts of a pool's members, some at a time. */
export async function* memberAccounts(
  tables: { readonly accounts: string; readonly records: string },
  poolId: string,
): AsyncGenerator<readonly Item[]> {
  for await (const page of pages(tables.records, `POOL#${poolId}`, 'MEMBER#')) {
    let keys = page.flatMap((item): Record<string, AttributeValue>[] => {
      const key = item['accountKey']?.S;
      return key === undefined ? [] : [{ k: { S: key } }];
    });
    const accounts: Item[] = [];
    for (let attempt = 0; keys.length > 0; attempt++) {
      if (attempt === MAX_BACKOFFS) throw new Error(`${keys.length} accounts of ${poolId} stayed unread`);
      if (attempt > 0) await new Promise((done) => setTimeout(done, 50 * 2 ** attempt));
      const { Responses: found, UnprocessedKeys: left } = await dynamodb.send(
        new BatchGetItemCommand({ RequestItems: { [tables.accounts]: { Keys: keys } } }),
      );
      accounts.push(...(found?.[tables.accounts] ?? []).map(unmarshalItem));
      keys = left?.[tables.accounts]?.Keys ?? [];
    }
    yield accounts;
  }
}
