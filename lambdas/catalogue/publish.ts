/** Writes a compiled catalogue into the records table. Every step may be repeated, and cut off anywhere. */
import { randomBytes } from 'node:crypto';
import { GetItemCommand, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { HostTerms } from '../../domain/catalogue/host-terms.js';
import type { OperatorTerms } from '../../domain/catalogue/offering-view.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { AT_ONCE, newVersion, type Release } from '../../domain/catalogue/releases.js';
import {
  versionInForce,
  withVersion,
  type NewVersion,
  type OfferingVersion,
} from '../../domain/catalogue/versions.js';
import { dynamodb } from '../shared/dynamodb.js';
import { partKey, planKey, toPlanParts } from '../shared/plan-parts.js';
import { offeringItem, readOffering, versionItem } from './offering-record.js';
import { operatorItem, hostTermsItem } from './operator-record.js';

/** What a deployment publishes: the plans of an operator file, and what else of it is needed later. */
export interface Catalogue {
  readonly plans: readonly PlanVersion[];
  /** By offering. Default: at once, for new subscribers. */
  readonly releases?: Readonly<Record<string, Release>>;
  /** What offerings that come by the API are compiled against. */
  readonly operator?: OperatorTerms;
  readonly hostTerms?: HostTerms;
}

export interface Publication {
  /** Ids of plan versions that were not there before. */
  readonly newPlans: readonly string[];
  /** Offerings that now have another version, or will have. */
  readonly movedOfferings: readonly string[];
  /** Offerings that are no longer sold. Their versions stay, for those who have them. */
  readonly retiredOfferings: readonly string[];
}

/**
 * Publishes plan versions, adds them to the versions of their offerings, and retires offerings that the operator
 * file no longer has. Offerings that came by the API stay.
 *
 * A plan version is written once and never again. The first publication also makes the key that charging signs
 * its session references with.
 *
 * @param table  name of the records table
 * @param nowMs  the operator's time: from then on versions without a date of their own are in force
 */
export async function publishCatalogue(
  table: string,
  catalogue: readonly PlanVersion[] | Catalogue,
  nowMs: number = Date.now(),
): Promise<Publication> {
  const {
    plans,
    releases = {},
    operator,
    hostTerms,
  } = 'plans' in catalogue ? catalogue : { plans: catalogue };
  await putOnce(table, {
    pk: { S: 'CONFIG' },
    sk: { S: 'REFKEYS' },
    keys: { L: [{ M: { id: { N: '1' }, key: { B: randomBytes(32) } } }] },
  });
  if (operator !== undefined) await put(table, operatorItem(operator));
  if (hostTerms !== undefined) await publishHostTerms(table, hostTerms);
  const newPlans: string[] = [];
  for (const plan of plans) {
    if (await publishPlan(table, plan)) newPlans.push(plan.id);
  }
  const movedOfferings: string[] = [];
  // Only once all versions are complete: an offering must never name a version that nobody can load.
  for (const plan of plans) {
    const release = releases[plan.offeringId] ?? AT_ONCE;
    const { changed } = await addVersion(table, plan, newVersion(plan, release, 'file'), nowMs);
    if (changed) movedOfferings.push(plan.offeringId);
  }
  return { newPlans, movedOfferings, retiredOfferings: await retireOthers(table, plans) };
}

/** @throws Error when the version is there with other terms: usage may have been recorded under it */
async function publishHostTerms(table: string, terms: HostTerms): Promise<void> {
  const item = hostTermsItem(terms);
  if (await putOnce(table, item)) return;
  const { Item: stored } = await dynamodb.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: item['pk']!, sk: item['sk']! },
      ConsistentRead: true,
    }),
  );
  if (stored?.['terms']?.S === item['terms']?.S) return;
  throw new Error(
    `version ${terms.version} of the host's terms was published with other rates or another date; ` +
      'count host.agreement.version up when they change',
  );
}

/** Stores a plan version; whether it was new. */
export async function publishPlan(table: string, { id, ...content }: PlanVersion): Promise<boolean> {
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

/** Two publications at once may each find the other's write before its own; more take turns. */
const MAX_ATTEMPTS = 5;

/**
 * Adds a version to its offering, and puts the offering on sale.
 *
 * @param sale  `trial`: an offering that is new is in no list until it is put on sale for all
 */
export async function addVersion(
  table: string,
  plan: PlanVersion,
  added: NewVersion,
  nowMs: number,
  sale: 'all' | 'trial' = 'all',
): Promise<{ readonly changed: boolean; readonly versions: readonly OfferingVersion[] }> {
  const { offeringId, currency } = plan;
  for (let attempt = 1; ; attempt += 1) {
    const before = await readOffering(table, offeringId);
    const versions = withVersion(before?.versions ?? [], added, nowMs);
    // Written whatever is there, so that a publication that was cut off is completed.
    for (const version of versions) await putOnce(table, versionItem(offeringId, version));
    const isTrial = sale === 'trial' && (before === undefined || before.isTrial === true);
    const isListedSo = (before?.isTrial ?? false) === isTrial;
    if (before?.state === 'on_sale' && versions === before.versions && isListedSo)
      return { changed: false, versions };
    for (const version of versions) await put(table, versionItem(offeringId, version));
    for (const version of before?.versions ?? []) {
      if (versions.every(({ fromMs }) => fromMs !== version.fromMs)) {
        await put(table, { ...versionItem(offeringId, version), withdrawn: { BOOL: true } });
      }
    }
    const revision = (before?.revision ?? 0) + 1;
    const wrote = await put(
      table,
      offeringItem(
        { offeringId, state: 'on_sale', versions, revision, isTrial },
        currency,
        versionInForce(versions, nowMs),
      ),
      ...unchanged(before?.revision),
    );
    if (wrote) return { changed: true, versions };
    if (attempt === MAX_ATTEMPTS)
      throw new Error(`offering ${offeringId} is being published by others, try again`);
  }
}

function unchanged(revision: number | undefined): [string, Record<string, AttributeValue>?] {
  return revision === undefined
    ? ['attribute_not_exists(pk)']
    : revision === 0
      ? ['attribute_not_exists(revision)']
      : ['revision = :revision', { ':revision': { N: String(revision) } }];
}

async function retireOthers(table: string, plans: readonly PlanVersion[]): Promise<string[]> {
  const key = { pk: { S: 'CATALOGUE' }, sk: { S: 'CURRENT' } };
  const { Item: before } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  const offerings = plans.map(({ offeringId }) => offeringId);
  const gone: string[] = [];
  for (const { S: id } of before?.['offerings']?.L ?? []) {
    if (id === undefined || offerings.includes(id)) continue;
    const offering = await readOffering(table, id);
    // What came by the API since is not the file's to end.
    if (offering === undefined || offering.versions.at(-1)?.source === 'api') continue;
    const revision = offering.revision + 1;
    await put(
      table,
      offeringItem({ ...offering, offeringId: id, state: 'retired', revision }, '', undefined),
      ...unchanged(offering.revision),
    );
    gone.push(id);
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
): Promise<boolean> {
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: item,
        ...(condition === undefined ? {} : { ConditionExpression: condition }),
        ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
