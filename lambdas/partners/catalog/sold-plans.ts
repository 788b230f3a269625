/** What is sold, read from the offerings and plan versions of the records table. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { SoldPlan } from '../../../domain/partners/catalog/sold.js';
import { versionInForce } from '../../../domain/catalogue/versions.js';
import { type OfferingRecord, readOffering, toOfferingRecord } from '../../catalogue/offering-record.js';
import { dynamodb } from '../../shared/dynamodb.js';
import { loadPlan } from '../../shared/plan-store.js';

/** Every offering that is on sale or will be, by its id. */
export async function soldPlans(table: string, nowMs: number): Promise<SoldPlan[]> {
  const offerings: OfferingRecord[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: next } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :offering',
        ExpressionAttributeValues: { ':offering': { S: 'OFFERING' } },
        ...(from === undefined ? {} : { ExclusiveStartKey: from as never }),
      }),
    );
    offerings.push(...items.map(toOfferingRecord));
    from = next;
  } while (from !== undefined);
  const found = await Promise.all(offerings.map(async (offering) => soldPlan(offering, nowMs)));
  return found.filter((sold) => sold !== undefined);
}

/** One offering, sold or not any more. */
export async function findOffering(
  table: string,
  offeringId: string,
  nowMs: number,
): Promise<SoldPlan | undefined> {
  const offering = await readOffering(table, offeringId);
  return offering && soldPlan(offering, nowMs);
}

/** A plan version, whether it is still the one that its offering is sold as or not. */
export async function findPlan(table: string, planId: string, nowMs: number): Promise<SoldPlan | undefined> {
  const plan = await loadPlan(planId);
  const offering = plan && (await readOffering(table, plan.offeringId));
  const version = offering?.versions.findLast((each) => each.planId === planId);
  if (plan === undefined || offering === undefined || version === undefined) return undefined;
  const current = await soldPlan(offering, nowMs);
  if (current?.version === version) return current;
  const state = version.fromMs > nowMs ? 'coming' : 'retired';
  return { offeringId: plan.offeringId, state, plan, version };
}

async function soldPlan(
  { offeringId, versions, state, isTrial = false }: OfferingRecord,
  nowMs: number,
): Promise<SoldPlan | undefined> {
  const current = versionInForce(versions, nowMs);
  const version = current ?? versions[0];
  const plan = version && (await loadPlan(version.planId));
  if (version === undefined || plan === undefined) return undefined;
  const next = versions.find(({ fromMs }) => fromMs > Math.max(nowMs, version.fromMs));
  return {
    offeringId,
    state: state === 'retired' ? 'retired' : current === undefined ? 'coming' : 'on_sale',
    plan,
    version,
    ...(isTrial ? { isTrial } : {}),
    next,
  };
}
