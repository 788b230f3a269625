/** Counts what nobody used of campaigns' rewards, once a usage record, when the bucket that they are in expires. */
import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { REWARD_BUCKETS, type Reward } from '../../domain/rewards/reward.js';
import type { RewardKind } from '../../domain/sponsors/ad-event.js';
import { brokenParts } from '../../domain/sponsors/breakage.js';
import { writeTogether } from '../accounts/ledger.js';
import { fromItem } from '../shared/attributes.js';
import { tallyWrite } from './tallies.js';

interface Books {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
}

type Kept = Reward & { readonly accountKey: string; readonly bucketId: number };

/** Of what a decision was kept as. */
interface Decision {
  readonly campaignId: string;
  readonly plan: string;
}

const MARK_S = 30 * 24 * 3600;

/** @throws Error when it can't be written: the same record may come again */
export async function countBreakage(books: Books, record: UsageRecord): Promise<void> {
  const { subscriberId, movements = [] } = record;
  const expired = movements.filter(
    ({ action, bucket, amount }) =>
      action === 'expired' && amount < 0 && (REWARD_BUCKETS as readonly string[]).includes(bucket),
  );
  if (subscriberId === undefined || expired.length === 0) return;
  const rewards = await rewardsOf(books, subscriberId);
  const tallies: TransactWriteItem[] = [];
  for (const { bucket, bucketId, amount } of expired) {
    const inIt = rewards.filter((each) => each.accountKey === record.account && each.bucketId === bucketId);
    const parts = brokenParts(
      -amount,
      inIt.map((each) => ({ id: each.id, amount: each.amount - each.askedBack })),
    );
    for (const { id, amount: broken } of parts) {
      const reward = inIt.find((each) => each.id === id)!;
      const decision =
        broken > 0 && reward.source.kind === 'ad' ? await decisionOf(books, reward.source.id) : undefined;
      if (decision === undefined) continue;
      const { campaignId, plan } = decision;
      const kind = bucket.replace('reward-', '') as RewardKind;
      // With the day on which it was given, so that it is in the group that it came of.
      const date = reward.grantedAt.slice(0, 10);
      tallies.push(
        tallyWrite(
          { records: books.table },
          { campaignId, date, plan, subscriberId, broken: { kind, amount: broken } },
        ),
      );
    }
  }
  if (tallies.length > 0) await once(books, record, together(tallies));
}

/** Several rewards of one campaign and day add to one item, which a transaction may name once. */
function together(writes: readonly TransactWriteItem[]): TransactWriteItem[] {
  const byItem = new Map<string, TransactWriteItem>();
  for (const write of writes) {
    const { Key: key, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = write.Update!;
    const place = JSON.stringify([key, names]);
    const before = byItem.get(place)?.Update;
    byItem.set(
      place,
      before === undefined
        ? write
        : {
            Update: {
              ...before,
              ExpressionAttributeValues: {
                ...before.ExpressionAttributeValues,
                ':0': {
                  N: String(Number(before.ExpressionAttributeValues![':0']!.N) + Number(values![':0']!.N)),
                },
              },
            },
          },
    );
  }
  return [...byItem.values()];
}

async function once(
  { client, table, now }: Books,
  { account, version }: UsageRecord,
  writes: TransactWriteItem[],
): Promise<void> {
  const mark = { pk: { S: `BREAKAGE#${account}#${version}` }, sk: { S: 'META' } };
  for (let tried = 0; tried < 8; tried++) {
    const { Item: known } = await client.send(
      new GetItemCommand({ TableName: table, Key: mark, ConsistentRead: true }),
    );
    if (known !== undefined) return;
    const written = await writeTogether(client, [
      {
        Put: {
          TableName: table,
          Item: { ...mark, ttl: { N: String(Math.floor(now() / 1000) + MARK_S) } },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      ...writes,
    ]);
    if (written) return;
    await new Promise((done) => setTimeout(done, 10 * 2 ** tried * Math.random()));
  }
  throw new Error(`what expired of ${account} in version ${version} could not be counted`);
}

async function rewardsOf({ client, table }: Books, subscriberId: string): Promise<Kept[]> {
  const rewards: Kept[] = [];
  let after: Record<string, never> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :rewards',
        ExpressionAttributeValues: { ':rewards': { S: `REWARDS#${subscriberId}` } },
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    rewards.push(...items.map((item) => fromItem(item) as unknown as Kept));
    after = last as typeof after;
  } while (after !== undefined);
  return rewards;
}

async function decisionOf({ client, table }: Books, decisionId: string): Promise<Decision | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: `ADDECISION#${decisionId}` }, sk: { S: 'META' } },
    }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as Decision);
}
