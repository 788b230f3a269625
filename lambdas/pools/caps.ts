/** What a cost centre may take of a pool: an item beside the pool's slices that its members' leases go through too. */
import { DeleteItemCommand, PutItemCommand, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type Allowance, openCap } from '../../domain/pools/open-pool.js';
import { type Slice, capKey, readSlice, sliceItem } from '../../domain/pools/slice.js';
import { DynamoDbAccountStore, marshalItem } from '../charging/dynamodb-account-store.js';
import { dynamodb } from '../shared/dynamodb.js';
import type { PoolRecord } from './pool-records.js';

const MAX_ATTEMPTS = 8;

/**
 * Sets a cost centre's caps for the pool's present period and all further ones; none = it is not capped any more. What
 * its members took since it has a cap counts; below that, a lowered cap leaves them what they hold and no more.
 *
 * @throws Error when its members' leases were first too often: the same may be set again
 */
export async function setCap(
  accounts: string,
  pool: Pick<PoolRecord, 'poolId' | 'cycle' | 'anchorMs' | 'slices'>,
  costCentre: string,
  caps: readonly Allowance[],
  nowMs: number,
): Promise<void> {
  const { poolId, cycle, ...rest } = pool;
  const store = new DynamoDbAccountStore(dynamodb, accounts);
  const key = capKey(poolId, costCentre);
  if (caps.length === 0) {
    await dynamodb.send(new DeleteItemCommand({ TableName: accounts, Key: { k: { S: key } } }));
    return;
  }
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const item = await store.get(key);
    const fresh = openCap(costCentre, {
      poolId,
      allowances: caps,
      anchorMs: rest.anchorMs,
      slices: rest.slices,
      ...(cycle === null ? {} : { cycle }),
      nowMs,
    });
    if (item === undefined) {
      if (await putNew(accounts, fresh)) return;
      continue;
    }
    const before = readSlice(item);
    const { written } = await store.put(sliceItem(changed(before, fresh)), before.version);
    if (written) return;
  }
  throw new Error(`${MAX_ATTEMPTS} leases of cost centre ${costCentre} of ${poolId} were first`);
}

/** The new caps, with what was taken in the present period. */
function changed(before: Slice, fresh: Slice): Slice {
  const samePeriod = before.expiresAt === fresh.expiresAt;
  return {
    ...fresh,
    version: before.version + 1,
    resources: fresh.resources.map((resource) => {
      const { leased = 0, members = 0 } =
        (samePeriod ? before.resources.find((r) => r.bucket === resource.bucket) : undefined) ?? {};
      return { ...resource, leased, members, available: resource.granted - leased };
    }),
  };
}

async function putNew(table: string, slice: Slice): Promise<boolean> {
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: marshalItem(sliceItem(slice)),
        ConditionExpression: 'attribute_not_exists(k)',
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return false;
  }
}
