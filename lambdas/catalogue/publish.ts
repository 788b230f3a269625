/** Writes a compiled catalogue into the records table. Every step may be repeated, and cut off anywhere. */
import { randomBytes } from 'node:crypto';
import { GetItemCommand, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { dynamodb } from '../shared/dynamodb.js';
import { partKey, planKey, toPlanParts } from '../shared/plan-parts.js';

export interface Publication {
  /** Ids of plan versions that were not there before. */
  readonly newPlans: readonly string[];
  /** Offerings that now have another version. */
  readonly movedOfferings: readonly string[];
  /** Offerings that are no longer sold. Their versions stay, for those who have them. */
  readonly retiredOfferings: readonly string[];
}

/**
 * Publishes plan versions, makes them current, and retires offerings that the catalogue no longer has.
 *
 * A plan version is written once and never again. The first publication also makes the key that charging signs
 * its session references with.
 *
 * @param table  name of the records table
 */
export async function publishCatalogue(table: string, plans: readonly PlanVersion[]): Promise<Publication> {
  await putOnce(table, {
    pk: { S: 'CONFIG' },
    sk: { S: 'REFKEYS' },
    keys: { L: [{ M: { id: { N: '1' }, key: { B: randomBytes(32) } } }] },
  });
  const newPlans: string[] = [];
  for (const plan of plans) {
    if (await publishPlan(table, plan)) newPlans.push(plan.id);
  }
  const movedOfferings: string[] = [];
  // Only once all versions are complete: an offering must never name a version that nobody can load.
  for (const plan of plans) {
    if (await makeCurrent(table, plan)) movedOfferings.push(plan.offeringId);
  }
  return { newPlans, movedOfferings, retiredOfferings: await retireOthers(table, plans) };
}

async function publishPlan(table: string, { id, ...content }: PlanVersion): Promise<boolean> {
  const text = canonicalJson(content);
  const parts = toPlanParts(text);
  let isNew = false;
  // The first part comes last: readers start with it, so a version is there as a whole or not at all.
  for (let part = parts.length - 1; part >= 0; part -= 1) {
    isNew = await putOnce(table, {
      pk: { S: planKey(id) },
      sk: { S: partKey(part) },
      data: { B: parts[part]! },
      parts: { N: String(parts.length) },
    });
  }
  return isNew;
}

async function makeCurrent(table: string, plan: PlanVersion): Promise<boolean> {
  return put(
    table,
    {
      pk: { S: `OFFERING#${plan.offeringId}` },
      sk: { S: 'CURRENT' },
      gsi1pk: { S: 'OFFERING' },
      gsi1sk: { S: plan.offeringId },
      offeringId: { S: plan.offeringId },
      planId: { S: plan.id },
      name: { S: plan.name },
      currency: { S: plan.currency },
      paymentMode: { S: plan.paymentMode },
      state: { S: 'on_sale' },
    },
    'attribute_not_exists(pk) OR planId <> :planId OR #state <> :state',
    { ':planId': { S: plan.id }, ':state': { S: 'on_sale' } },
    { '#state': 'state' },
  );
}

async function retireOthers(table: string, plans: readonly PlanVersion[]): Promise<string[]> {
  const key = { pk: { S: 'CATALOGUE' }, sk: { S: 'CURRENT' } };
  const { Item: before } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  const offerings = plans.map(({ offeringId }) => offeringId);
  const gone = (before?.['offerings']?.L ?? []).flatMap(({ S: id }) =>
    id !== undefined && !offerings.includes(id) ? [id] : [],
  );
  for (const offeringId of gone) {
    // Without the index's attributes it leaves the list of what is sold.
    await put(
      table,
      {
        pk: { S: `OFFERING#${offeringId}` },
        sk: { S: 'CURRENT' },
        offeringId: { S: offeringId },
        state: { S: 'retired' },
      },
      'attribute_exists(pk)',
    );
  }
  await put(table, { ...key, offerings: { L: offerings.map((id) => ({ S: id })) } });
  return gone;
}

/** Writes an item unless there is one; whether it wrote. */
function putOnce(table: string, item: Record<string, AttributeValue>): Promise<boolean> {
  return put(table, item, 'attribute_not_exists(pk)');
}

async function put(
  table: string,
  item: Record<string, AttributeValue>,
  condition?: string,
  values?: Record<string, AttributeValue>,
  names?: Record<string, string>,
): Promise<boolean> {
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: item,
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
        ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
