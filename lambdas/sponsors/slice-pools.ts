/** Pools of agreements in the Accounts table (domain/pools): bytes that a sponsor paid for, lent to sessions. */
import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { openPool } from '../../domain/pools/open-pool.js';
import { readSlice, type Slice, sliceItem, sliceKey } from '../../domain/pools/slice.js';
import type { Tables } from '../accounts/ledger.js';
import { marshalItem, unmarshalItem } from '../charging/dynamodb-account-store.js';
import type { AgreementPools, PoolState } from './agreement-pools.js';

/** The bucket that a sponsor's bytes are lent to. */
export const SPONSORED_BUCKET = 'sponsored-data';

export function slicePools(client: DynamoDBClient, { accounts }: Tables): AgreementPools {
  const readOnly = async (poolId: string): Promise<Slice | undefined> => {
    const { Item: item } = await client.send(
      new GetItemCommand({
        TableName: accounts,
        Key: { k: { S: sliceKey(poolId, 0) } },
        ConsistentRead: true,
      }),
    );
    return item === undefined ? undefined : readSlice(unmarshalItem(item));
  };
  const put = (slice: Slice, basis: number | undefined): TransactWriteItem => ({
    Put: {
      TableName: accounts,
      Item: marshalItem(sliceItem(slice)),
      ...(basis === undefined
        ? { ConditionExpression: 'attribute_not_exists(k)' }
        : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: String(basis) } } }),
    },
  });
  const changed = (slice: Slice, bytes: number): TransactWriteItem =>
    put(
      {
        ...slice,
        version: slice.version + 1,
        resources: slice.resources.map((each) => ({
          ...each,
          amount: each.amount + bytes,
          granted: each.granted + bytes,
          available: each.available + bytes,
        })),
      },
      slice.version,
    );
  return {
    open: async ({ poolId, bytes, fromMs }) => {
      const [slice] = openPool({
        poolId,
        allowances: [{ bucket: SPONSORED_BUCKET, amount: bytes }],
        anchorMs: fromMs,
        slices: 1,
        nowMs: fromMs,
      });
      return [put(slice!, undefined)];
    },
    add: async (poolId, bytes) => {
      const slice = await readOnly(poolId);
      return slice === undefined ? [] : [changed(slice, bytes)];
    },
    read: async (poolId) => {
      const slice = await readOnly(poolId);
      return slice === undefined ? undefined : stateOf(slice);
    },
    takeBack: async (poolId) => {
      const slice = await readOnly(poolId);
      if (slice === undefined) return undefined;
      const before = stateOf(slice);
      const bytes = before.availableBytes;
      return { bytes, before, writes: bytes === 0 ? [] : [changed(slice, -bytes)] };
    },
  };
}

/** What is lent counts as used: a session that gives some of it back makes it less. */
function stateOf({ resources: [resource] }: Slice): PoolState {
  const { granted = 0, available = 0, leased = 0 } = resource ?? {};
  return { boughtBytes: granted, usedBytes: leased, leasedBytes: 0, availableBytes: available };
}
