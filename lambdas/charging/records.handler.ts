/**
 * From the accounts' stream to usage records: each version's outbox is resolved, enriched, stored under (account,
 * version) and announced; and the renewal schedule follows what is next due. A change that is delivered twice
 * overwrites itself with equal content; readers of the events deduplicate.
 */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type Item, planIdOf } from '../../domain/charging/item.js';
import { wakeAt } from '../../domain/charging/renewal.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { inParallel } from '../../domain/in-parallel.js';
import { DynamoDbRenewalSchedule, type ScheduleEntry } from '../renewals/schedule.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { type RatedRecord, enrich } from './enrich-records.js';
import { announce } from './record-events.js';
import { itemOfImage } from './stream-image.js';
import { storeUsage } from './usage-store.js';

const { RECORDS_TABLE, EVENT_BUS_NAME, OPERATOR_ID } = requiredEnvironment(
  'RECORDS_TABLE',
  'EVENT_BUS_NAME',
  'OPERATOR_ID',
);
const events = new EventBridgeClient({ maxAttempts: 3 });
const bus = { name: EVENT_BUS_NAME, operatorId: OPERATOR_ID };
const schedule = new DynamoDbRenewalSchedule(dynamodb, RECORDS_TABLE);

const LANES = 16;

interface Change {
  readonly rated: RatedRecord | undefined;
  readonly due: ScheduleEntry | undefined;
}

export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const changes: Change[] = [];
  for (const change of event.Records) {
    try {
      changes.push(await resolve(change));
    } catch (error) {
      const sequenceNumber = change.dynamodb?.SequenceNumber ?? '';
      console.error(JSON.stringify({ message: 'usage record failed', sequenceNumber, error: String(error) }));
      await deliver(changes);
      // What came before is delivered; Lambda starts again here, bisects, and at last gives it to the DLQ.
      return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
    }
  }
  await deliver(changes);
  return { batchItemFailures: [] };
}

async function resolve({ dynamodb: change }: DynamoDBRecord): Promise<Change> {
  if (change?.NewImage === undefined) return { rated: undefined, due: undefined };
  const item = itemOfImage(change.NewImage);
  const isNews = ['r', 'y'].some((name) => change.NewImage?.[name]?.N !== change.OldImage?.[name]?.N);
  return {
    rated: await rate(item),
    due: isNews ? dueOf(item) : undefined,
  };
}

async function rate(item: Item): Promise<RatedRecord | undefined> {
  if (item['o'] === undefined || item['p'] === undefined) return undefined;
  const planId = planIdOf(item);
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  const record = usageRecord(item, plan);
  return record === undefined ? undefined : { record, plan };
}

const dueOf = (item: Item): ScheduleEntry => ({
  account: item['k'] as string,
  version: item['v'] as number,
  dueS: wakeAt(item),
});

async function deliver(changes: readonly Change[]): Promise<void> {
  const records = await enrich(
    RECORDS_TABLE,
    changes.flatMap(({ rated }) => rated ?? []),
  );
  const entries = changes.flatMap(({ due }) => due ?? []);
  // Of an account's changes only the last one counts.
  const latest = [...new Map(entries.map((entry) => [entry.account, entry])).values()];
  // Stored before it is announced: who hears that a period ended finds all that was used in it.
  await storeUsage(RECORDS_TABLE, records);
  await Promise.all([
    announce(events, bus, records),
    inParallel(latest, LANES, async (entry) => schedule.keep(entry)),
  ]);
}
