/** Tells the network to ask again for sessions of an account that were limited. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { Account } from '../../domain/charging/account.js';
import { decodeAccount, planIdOf } from '../../domain/charging/item.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { type LimitedSession, reauthorisation } from '../../domain/charging/reauthorisation.js';
import { inParallel } from '../../domain/in-parallel.js';
import { fromItem } from '../shared/attributes.js';
import type { Delivered } from '../shared/post-notification.js';
import { unmarshalItem } from './dynamodb-account-store.js';
import { LIMITED, limitedKey } from './limited-sessions.js';

export interface ReauthoriseOptions {
  readonly client: DynamoDBClient;
  readonly accountsTable: string;
  readonly recordsTable: string;
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
  readonly post: (uri: string, body: unknown) => Promise<Delivered>;
  readonly now: () => Promise<number>;
}

interface Noted extends LimitedSession {
  readonly note: string;
}

/** An account has 32 sessions at most. */
const AT_ONCE = 16;

/**
 * Looks at an account's limited sessions and tells what is to be told; who was told, or is gone, is forgotten.
 *
 * @throws Error when one of them could not be told; those that could are not told again
 */
export async function reauthorise(accountKey: string, options: ReauthoriseOptions): Promise<void> {
  const noted = await listNoted(accountKey, options);
  if (noted.length === 0) return;
  // Read after the rows: whatever limited them is in it, or has not been answered yet.
  const account = await readAccount(accountKey, options);
  const nowMs = await options.now();
  const failures: unknown[] = [];
  // Side by side: one peer that does not answer must not keep the others from what they wait for.
  await inParallel(noted, AT_ONCE, async (session) => {
    try {
      const told = reauthorisation(session, account, nowMs);
      if (told === 'wait') return;
      if (told !== 'over') await options.post(session.notifyUri, told);
      await forget(session, options);
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
}

async function listNoted(
  accountKey: string,
  { client, recordsTable }: ReauthoriseOptions,
): Promise<readonly Noted[]> {
  const found: Noted[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: recordsTable,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :limited)',
        ExpressionAttributeValues: { ':pk': { S: `ACCOUNT#${accountKey}` }, ':limited': { S: LIMITED } },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    found.push(...(page.Items ?? []).map((item) => notedOf(accountKey, item)));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

function notedOf(accountKey: string, item: Record<string, AttributeValue>): Noted {
  const { atMs, note, notifyUri, ratingGroups, sk } = fromItem(item) as unknown as Noted & { sk: string };
  return { accountKey, sessionId: Number(sk.slice(LIMITED.length)), atMs, note, notifyUri, ratingGroups };
}

async function readAccount(
  accountKey: string,
  { accountsTable, client, loadPlan }: ReauthoriseOptions,
): Promise<Account | undefined> {
  const { Item: stored } = await client.send(
    new GetItemCommand({ TableName: accountsTable, Key: { k: { S: accountKey } }, ConsistentRead: true }),
  );
  // An alias of a swapped SIM holds no sessions, and is nobody's account.
  if (stored?.['p'] === undefined) return undefined;
  const item = unmarshalItem(stored);
  const planId = planIdOf(item);
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  return decodeAccount(item, indexPlan(plan));
}

/** Unless it was noted again meanwhile: what was told came before that. */
async function forget(session: Noted, { client, recordsTable }: ReauthoriseOptions): Promise<void> {
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: recordsTable,
        Key: limitedKey(session),
        ConditionExpression: 'note = :told',
        ExpressionAttributeValues: { ':told': { S: session.note } },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
