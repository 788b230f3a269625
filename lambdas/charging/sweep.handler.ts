/**
 * The daily report of charging sessions that never released. A paced scan: no index on the hot table, no
 * write to it; their reservations return by themselves on the account's next access. A run that meets its
 * time limit stores its cursor, and the next run goes on from there.
 */
import { type AttributeValue, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Context } from 'aws-lambda';
import { planIdOf } from '../../domain/charging/item.js';
import { type SessionView, viewAccount } from '../../domain/charging/view.js';
import { toAttributes } from '../shared/attributes.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { unmarshalItem } from './dynamodb-account-store.js';

const { ACCOUNTS_TABLE, RECORDS_TABLE, EVENT_BUS_NAME, OPERATOR_ID } = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'RECORDS_TABLE',
  'EVENT_BUS_NAME',
  'OPERATOR_ID',
);
const events = new EventBridgeClient({ maxAttempts: 3 });

const REPORT = 'REPORT#lost-sessions';
const PAGE = 500;
/** Half-priced, eventually consistent reads a second: 1.6 MB, about 4,000 accounts. */
const READ_UNITS_A_SECOND = 200;
const STOP_BEFORE_END_MS = 20_000;
/** Lost sessions an item of the report: well under DynamoDB's 400 KB. */
const SESSIONS_AN_ITEM = 200;

interface LostSession extends SessionView {
  readonly account: string;
}

export interface SweepSummary {
  readonly accounts: number;
  readonly unreadable: number;
  readonly lostSessions: number;
  readonly complete: boolean;
}

export async function handler(
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SweepSummary> {
  const nowMs = await operatorTime();
  const startedAt = new Date(nowMs).toISOString();
  let cursor = await readCursor();
  let accounts = 0;
  let unreadable = 0;
  let lost: LostSession[] = [];
  let total = 0;
  let items = 0;
  let complete = false;
  while (context.getRemainingTimeInMillis() > STOP_BEFORE_END_MS) {
    const page = await dynamodb.send(
      new ScanCommand({
        TableName: ACCOUNTS_TABLE,
        Limit: PAGE,
        ReturnConsumedCapacity: 'TOTAL',
        ...(cursor === undefined ? {} : { ExclusiveStartKey: { k: { S: cursor } } }),
      }),
    );
    for (const item of page.Items ?? []) {
      try {
        lost.push(...(await lostSessionsOf(item, nowMs)));
      } catch (error) {
        // One account that can't be read must not hide the others' lost sessions.
        unreadable++;
        console.error(
          JSON.stringify({ message: 'account unreadable', account: item['k']?.S, error: String(error) }),
        );
      }
    }
    accounts += page.Items?.length ?? 0;
    while (lost.length >= SESSIONS_AN_ITEM) {
      await report(startedAt, items++, lost.slice(0, SESSIONS_AN_ITEM));
      lost = lost.slice(SESSIONS_AN_ITEM);
      total += SESSIONS_AN_ITEM;
    }
    cursor = page.LastEvaluatedKey?.['k']?.S;
    await writeCursor(cursor);
    if (cursor === undefined) {
      complete = true;
      break;
    }
    const units = page.ConsumedCapacity?.CapacityUnits ?? 0;
    await new Promise((done) => setTimeout(done, (units / READ_UNITS_A_SECOND) * 1000));
  }
  total += lost.length;
  await report(startedAt, items, lost);
  const summary = { accounts, unreadable, lostSessions: total, complete };
  await announce(startedAt, summary);
  return summary;
}

async function lostSessionsOf(stored: Record<string, AttributeValue>, nowMs: number): Promise<LostSession[]> {
  const item = unmarshalItem(stored);
  if (item['p'] === undefined) return [];
  const planId = planIdOf(item);
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  const { key, sessions } = viewAccount(item, plan, nowMs);
  return sessions.filter((s) => s.state === 'expired').map((s) => ({ account: key, ...s }));
}

async function report(startedAt: string, part: number, sessions: readonly LostSession[]): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: RECORDS_TABLE,
      Item: {
        pk: { S: REPORT },
        sk: { S: `${startedAt}#${String(part).padStart(4, '0')}` },
        ...toAttributes({ startedAt, count: sessions.length, sessions: sessions.map((s) => ({ ...s })) }),
      },
    }),
  );
}

async function readCursor(): Promise<string | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: RECORDS_TABLE, Key: { pk: { S: REPORT }, sk: { S: 'CURSOR' } } }),
  );
  return item?.['account']?.S;
}

async function writeCursor(account: string | undefined): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: RECORDS_TABLE,
      Item: {
        pk: { S: REPORT },
        sk: { S: 'CURSOR' },
        ...(account === undefined ? {} : { account: { S: account } }),
      },
    }),
  );
}

async function announce(startedAt: string, summary: SweepSummary): Promise<void> {
  await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: EVENT_BUS_NAME,
          Source: `wildlily.${OPERATOR_ID}`,
          DetailType: 'charging_sessions.reported',
          Detail: JSON.stringify({
            specversion: '1.0',
            id: `lost_sessions_${startedAt}`,
            source: `urn:wildlily:operator:${OPERATOR_ID}`,
            type: 'charging_sessions.reported',
            time: startedAt,
            datacontenttype: 'application/json',
            data: summary,
          }),
        },
      ],
    }),
  );
}
