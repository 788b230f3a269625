/**
 * Bills in the records table: `ACCOUNT#<key>` / `BILL#<period's end, ISO 8601>`, written once.
 *
 * The item tells what lists and the next bill need; the bill itself is gzip of JSON, and what does not fit into the
 * item lies in `BILLPART#…` beside it. Parts are named by their content and written first: so a bill is there as a
 * whole or not at all, and parts of a run that was cut off never mix with another's.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type AttributeValue, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Amount } from '../../domain/billing/amount.js';
import type { AmountDue, Bill, BucketBalance } from '../../domain/billing/bill.js';
import { billIdOf } from '../../domain/billing/bill-number.js';
import type { PageRequest } from '../shared/paging.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { dynamodb } from '../shared/dynamodb.js';

/** A bill as a list shows it. */
export interface BillSummary {
  readonly billId: string;
  readonly number: string;
  readonly kind: Bill['kind'];
  readonly period: Bill['period'];
  readonly issuedAt: string;
  readonly currency: string;
  readonly total: Amount;
  readonly due?: AmountDue;
  readonly paid?: Amount;
}

/** What the next bill needs of the one before. */
export interface BilledHead {
  /** The end of its period, ISO 8601. */
  readonly to: string;
  /** The version that ended it, and that which ended the period before (0: none). */
  readonly version: number;
  readonly afterVersion: number;
  readonly closing: readonly BucketBalance[];
}

export interface StoredBill {
  readonly bill: Bill;
  /** Versions of the usage records in it. */
  readonly versions: readonly number[];
}

/** Bytes of one part, well below an item's 400 KB. */
const PART_BYTES = 350_000;

const accountKey = (account: string) => `ACCOUNT#${account}`;
const billKey = (to: string) => `BILL#${new Date(to).toISOString()}`;
const partKey = (to: string, digest: string, part: number) =>
  `BILLPART#${billIdOf(to)}#${digest}#${String(part).padStart(2, '0')}`;

export function summaryOf({
  billId,
  number,
  kind,
  period,
  issuedAt,
  currency,
  total,
  due,
  paid,
}: Bill): BillSummary {
  return {
    billId,
    number: number ?? '',
    kind,
    period,
    issuedAt,
    currency,
    total: total.gross,
    ...(due === undefined ? {} : { due }),
    ...(paid === undefined ? {} : { paid }),
  };
}

/** The end of the period that a bill's id names, ISO 8601; undefined for what is no id. */
export function endOfBillId(billId: string): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(billId);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const end = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString();
}

/** Writes a bill unless there is one of that period; whether it wrote. */
export async function writeBill(table: string, head: BilledHead, stored: StoredBill): Promise<boolean> {
  const { account } = stored.bill;
  const content = gzipSync(JSON.stringify(stored));
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const parts = Array.from({ length: Math.ceil(content.length / PART_BYTES) }, (_, part) =>
    content.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
  );
  const pk = { S: accountKey(account) };
  for (let part = 1; part < parts.length; part += 1) {
    const sk = { S: partKey(head.to, digest, part) };
    await dynamodb.send(
      new PutItemCommand({ TableName: table, Item: { pk, sk, data: { B: parts[part]! } } }),
    );
  }
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          pk,
          sk: { S: billKey(head.to) },
          ...toAttributes({ ...head, summary: summaryOf(stored.bill), digest, parts: parts.length }),
          data: { B: parts[0]! },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** The bill of the period that ended then; undefined when there is none. */
export async function readBill(table: string, account: string, to: string): Promise<StoredBill | undefined> {
  const pk = { S: accountKey(account) };
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: { pk, sk: { S: billKey(to) } }, ConsistentRead: true }),
  );
  if (item === undefined) return undefined;
  const { digest, parts, data } = fromItem(item) as { digest: string; parts: number; data: Uint8Array };
  const rest = await Promise.all(
    Array.from({ length: parts - 1 }, async (_, index) => {
      const sk = { S: partKey(to, digest, index + 1) };
      const { Item: part } = await dynamodb.send(
        new GetItemCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }),
      );
      if (part?.['data']?.B === undefined)
        throw new Error(`part ${index + 1} of bill ${account}/${to} is missing`);
      return part['data'].B;
    }),
  );
  return JSON.parse(gunzipSync(Buffer.concat([data, ...rest])).toString('utf8')) as StoredBill;
}

/** The newest bill; undefined when there is none yet. */
export async function lastBill(table: string, account: string): Promise<BilledHead | undefined> {
  const { Items: items = [] } = await dynamodb.send(
    new QueryCommand({
      ...billsOf(table, account, '#to, version, afterVersion, closing'),
      Limit: 1,
      ConsistentRead: true,
    }),
  );
  return items[0] === undefined ? undefined : (fromItem(items[0]) as unknown as BilledHead);
}

/** A page of bills, newest first, and the key that the next page goes on after. */
export async function listBills(
  table: string,
  account: string,
  page: PageRequest,
): Promise<{ readonly bills: readonly BillSummary[]; readonly after: string | undefined }> {
  const pk = { S: accountKey(account) };
  const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
    new QueryCommand({
      ...billsOf(table, account, 'summary, #to'),
      Limit: page.limit,
      ...(page.after === undefined ? {} : { ExclusiveStartKey: { pk, sk: { S: page.after } } }),
    }),
  );
  return {
    bills: items.map((item) => fromItem(item)['summary'] as unknown as BillSummary),
    after: last?.['sk']?.S,
  };
}

export const isBillKey = (key: string): boolean => /^BILL#\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(key);

function billsOf(table: string, account: string, projection: string) {
  const values: Record<string, AttributeValue> = {
    ':pk': { S: accountKey(account) },
    ':bill': { S: 'BILL#' },
  };
  return {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :bill)',
    ExpressionAttributeValues: values,
    ExpressionAttributeNames: { '#to': 'to' },
    ProjectionExpression: projection,
    ScanIndexForward: false,
  };
}
