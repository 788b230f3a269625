import type { PlanVersion } from '../domain/catalogue/plan.js';
import { openAccount } from '../domain/charging/open-account.js';
import { productListItems, subscriberItems, type SeedSubscriber } from '../domain/operator/seeds.js';
import type { Item } from './dynamodb/attributes.js';
import type { LocalDynamoDb } from './dynamodb/index.js';

export interface SeedTarget {
  readonly dynamodb: Pick<LocalDynamoDb, 'call'>;
  readonly accountsTable: string;
  readonly recordsTable: string;
}

const BATCH = 25;
const PARALLEL = 8;
const MAX_ATTEMPTS = 8;

/**
 * Writes subscribers and their accounts, unless the last of them is there already.
 *
 * @param stock  items of the records table that numbers and SIMs in stock are
 * @returns whether anything was written
 */
export async function seed(
  { dynamodb, accountsTable, recordsTable }: SeedTarget,
  subscribers: readonly SeedSubscriber[],
  plans: readonly PlanVersion[],
  nowMs: number,
  stock: readonly Readonly<Record<string, unknown>>[] = [],
): Promise<boolean> {
  const last = subscribers.at(-1);
  if (last === undefined) return false;
  const { Item: found } = await dynamodb.call('GetItem', {
    TableName: accountsTable,
    Key: { k: { S: last.supi } },
  });
  if (found !== undefined) return false;

  const planById = new Map(plans.map((plan) => [plan.id, plan]));
  const records = [...subscribers.flatMap(subscriberItems), ...productListItems(subscribers), ...stock].map(
    marshall,
  );
  const members = new Map<string, string[]>();
  for (const { supi, accountKey } of subscribers) {
    if (accountKey !== supi) members.set(accountKey, [...(members.get(accountKey) ?? []), supi]);
  }
  const accounts = subscribers.map(({ supi, accountKey, planId, walletMicros }) => {
    // A SIM that shares an account leads to it by an alias.
    if (accountKey !== supi) return marshall({ k: supi, to: accountKey });
    const plan = planById.get(planId) as PlanVersion;
    const hasWallet = plan.buckets.some(({ unit }) => unit === 'money');
    return marshall(
      openAccount({
        key: supi,
        plan,
        nowMs,
        members: members.get(supi) ?? [],
        ...(hasWallet ? { walletMicros } : {}),
      }),
    );
  });
  await putAll(dynamodb, recordsTable, records);
  // Accounts last: the last account is what says that all is there.
  await putAll(dynamodb, accountsTable, accounts);
  return true;
}

async function putAll(
  dynamodb: Pick<LocalDynamoDb, 'call'>,
  table: string,
  items: readonly Item[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, i) =>
    items.slice(i * BATCH, (i + 1) * BATCH),
  );
  for (let i = 0; i < batches.length; i += PARALLEL) {
    await Promise.all(
      batches.slice(i, i + PARALLEL).map(async (batch) => await putBatch(dynamodb, table, batch)),
    );
  }
}

async function putBatch(
  dynamodb: Pick<LocalDynamoDb, 'call'>,
  table: string,
  items: readonly Item[],
): Promise<void> {
  let requests: unknown[] = items.map((item) => ({ PutRequest: { Item: item } }));
  for (let attempt = 0; requests.length > 0; attempt += 1) {
    if (attempt === MAX_ATTEMPTS) throw new Error(`${requests.length} items of ${table} stayed unprocessed`);
    const result = await dynamodb.call('BatchWriteItem', { RequestItems: { [table]: requests } });
    requests = (result['UnprocessedItems'] as Record<string, unknown[]> | undefined)?.[table] ?? [];
  }
}

/** Plain values as DynamoDB spells them: numbers, texts, bytes, and maps of them. What is undefined is left out. */
function marshall(item: Readonly<Record<string, unknown>>): Item {
  const marshalled: Item = {};
  for (const [name, value] of Object.entries(item)) {
    if (typeof value === 'number') marshalled[name] = { N: String(value) };
    else if (typeof value === 'string') marshalled[name] = { S: value };
    else if (value instanceof Uint8Array) marshalled[name] = { B: Buffer.from(value).toString('base64') };
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      marshalled[name] = { M: marshall(value as Readonly<Record<string, unknown>>) };
    else if (value !== undefined)
      throw new TypeError(`${name}: ${typeof value} can't be stored; numbers, texts, bytes and maps can`);
  }
  return marshalled;
}
