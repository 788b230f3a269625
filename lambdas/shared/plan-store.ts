/** Plan versions by id, from the records table. Immutable, so an instance loads each once and is never stale. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { dynamodb } from './dynamodb.js';
import { fromPlanParts, partKey, planKey } from './plan-parts.js';

const cache = new Map<string, Promise<PlanVersion | undefined>>();

/**
 * The plan version with this id, or undefined when none is published.
 *
 * Cached for the life of the instance; concurrent callers share one load. Absence and errors are not cached: a
 * plan may be published a moment later. Reads the table named by `RECORDS_TABLE`; GetItem only.
 *
 * @throws Error when the stored text is not what the id names, or on any failure of the store
 */
export function loadPlan(planId: string): Promise<PlanVersion | undefined> {
  const known = cache.get(planId);
  if (known !== undefined) return known;
  const loading = readPlan(planId);
  cache.set(planId, loading);
  const forget = (): void => {
    if (cache.get(planId) === loading) cache.delete(planId);
  };
  loading.then((plan) => {
    if (plan === undefined) forget();
  }, forget);
  return loading;
}

async function readPlan(planId: string): Promise<PlanVersion | undefined> {
  const first = await readPart(planId, 0);
  if (first === undefined) return undefined;
  const rest = await Promise.all(
    Array.from({ length: first.parts - 1 }, async (_, index) => {
      const part = await readPart(planId, index + 1);
      // The first part is written last, so the others exist once it does.
      if (part === undefined)
        throw new Error(`part ${index + 1} of ${first.parts} of plan version ${planId} is missing`);
      return part.data;
    }),
  );
  return fromPlanParts(planId, [first.data, ...rest]);
}

async function readPart(
  planId: string,
  part: number,
): Promise<{ data: Uint8Array; parts: number } | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({
      TableName: process.env['RECORDS_TABLE'],
      Key: { pk: { S: planKey(planId) }, sk: { S: partKey(part) } },
      // A part never changes once written, but an eventually consistent read may not see a new one yet.
      ConsistentRead: true,
    }),
  );
  if (item === undefined) return undefined;
  const data = item['data']?.B;
  const parts = Number(item['parts']?.N);
  if (data === undefined || !Number.isSafeInteger(parts) || parts < 1) {
    throw new Error(
      `part ${part} of plan version ${planId} is malformed: data (binary) and parts (integer ≥ 1) expected`,
    );
  }
  return { data, parts };
}
