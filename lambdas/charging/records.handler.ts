/**
 * From the accounts' stream to usage records: each version's outbox is resolved, stored under (account,
 * version) and announced as `usage.recorded`. A record that is delivered twice overwrites itself with equal
 * content; readers of the event deduplicate by the same pair.
 */
import { type AttributeValue, BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type Item, planIdOf } from '../../domain/charging/item.js';
import { type UsageRecord, usageRecord } from '../../domain/charging/usage-record.js';
import { toAttributes } from '../shared/attributes.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { unmarshalItem } from './dynamodb-account-store.js';

const { RECORDS_TABLE, EVENT_BUS_NAME, OPERATOR_ID } = requiredEnvironment(
  'RECORDS_TABLE',
  'EVENT_BUS_NAME',
  'OPERATOR_ID',
);
const events = new EventBridgeClient({ maxAttempts: 3 });

const BATCH_WRITE = 25;
/** PutEvents takes 256 KB an entry; some is left for the envelope. */
const EVENT_BYTES = 200_000;
const MAX_BACKOFFS = 6;

export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const resolved: { sequenceNumber: string; record: UsageRecord }[] = [];
  for (const change of event.Records) {
    const sequenceNumber = change.dynamodb?.SequenceNumber ?? '';
    try {
      const record = await resolve(change);
      if (record !== undefined) resolved.push({ sequenceNumber, record });
    } catch (error) {
      console.error(JSON.stringify({ message: 'usage record failed', sequenceNumber, error: String(error) }));
      await deliver(resolved.map((r) => r.record));
      // What came before is delivered; Lambda starts again here, bisects, and at last gives it to the DLQ.
      return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
    }
  }
  await deliver(resolved.map((r) => r.record));
  return { batchItemFailures: [] };
}

async function resolve(change: DynamoDBRecord): Promise<UsageRecord | undefined> {
  const image = change.dynamodb?.NewImage;
  if (image === undefined) return undefined;
  const item = fromStream(image);
  if (item['o'] === undefined || item['p'] === undefined) return undefined;
  const planId = planIdOf(item);
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  return usageRecord(item, plan);
}

/** Streams carry binary as base64 text. */
function fromStream(image: NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>): Item {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(image)) {
    if (value.N !== undefined) attributes[name] = { N: value.N };
    else if (value.S !== undefined) attributes[name] = { S: value.S };
    else if (value.B !== undefined) attributes[name] = { B: Buffer.from(value.B, 'base64') };
  }
  return unmarshalItem(attributes);
}

async function deliver(records: readonly UsageRecord[]): Promise<void> {
  await Promise.all([store(records), announce(records)]);
}

async function store(records: readonly UsageRecord[]): Promise<void> {
  for (let i = 0; i < records.length; i += BATCH_WRITE) {
    let requests: WriteRequest[] = records.slice(i, i + BATCH_WRITE).map((record) => ({
      PutRequest: {
        Item: {
          pk: { S: `USAGE#${record.account}` },
          sk: { S: String(record.version).padStart(12, '0') },
          ...toAttributes({ ...record }),
        },
      },
    }));
    for (let attempt = 0; requests.length > 0; attempt++) {
      if (attempt === MAX_BACKOFFS) throw new Error(`${requests.length} usage records stayed unprocessed`);
      if (attempt > 0) await new Promise((done) => setTimeout(done, 50 * 2 ** attempt));
      const { UnprocessedItems: left } = await dynamodb.send(
        new BatchWriteItemCommand({ RequestItems: { [RECORDS_TABLE]: requests } }),
      );
      requests = left?.[RECORDS_TABLE] ?? [];
    }
  }
}

async function announce(records: readonly UsageRecord[]): Promise<void> {
  for (const slice of slices(records)) {
    const { FailedEntryCount: failed } = await events.send(
      new PutEventsCommand({ Entries: [cloudEvent(slice)] }),
    );
    if (failed !== undefined && failed > 0) throw new Error(`${failed} events were not accepted by the bus`);
  }
}

/** Records in order, as many together as an event may hold. */
function* slices(records: readonly UsageRecord[]): Generator<UsageRecord[]> {
  let slice: UsageRecord[] = [];
  let size = 0;
  for (const record of records) {
    const more = Buffer.byteLength(JSON.stringify(record));
    if (slice.length > 0 && size + more > EVENT_BYTES) {
      yield slice;
      slice = [];
      size = 0;
    }
    slice.push(record);
    size += more;
  }
  if (slice.length > 0) yield slice;
}

/** CloudEvents 1.0. Its id names the slice; each record inside names itself by account and version. */
function cloudEvent(records: readonly UsageRecord[]): PutEventsRequestEntry {
  const first = records[0] as UsageRecord;
  const last = records.at(-1) as UsageRecord;
  return {
    EventBusName: EVENT_BUS_NAME,
    Source: `wildlily.${OPERATOR_ID}`,
    DetailType: 'usage.recorded',
    Detail: JSON.stringify({
      specversion: '1.0',
      id: `usage_${first.account}_${first.version}_${last.account}_${last.version}_${records.length}`,
      source: `urn:wildlily:operator:${OPERATOR_ID}`,
      type: 'usage.recorded',
      time: first.at,
      datacontenttype: 'application/json',
      data: { records },
    }),
  };
}
