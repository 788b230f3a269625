/** Messages as they come in: kept once, by one conditional write, with the bytes that were signed. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { PaymentMessage, ProviderId } from '../../domain/payments/provider.js';
import { toAttributes } from '../shared/attributes.js';
import { KEPT_S, messageKey } from './kept-messages.js';

/** `again`: it was kept before, and something may still have to be done about it; `done`: nothing has. */
export type Kept = 'stored' | 'again' | 'done';

export interface NewMessage extends PaymentMessage {
  readonly provider: ProviderId;
  /** The operator's time, ISO 8601. */
  readonly receivedISO: string;
  /** Real time, epoch milliseconds: what a message expires by. */
  readonly nowMs: number;
  readonly raw: RawBody;
}

export interface RawBody {
  /** Gzip; absent = it would not fit beside the rest of an item. */
  readonly gzip?: Uint8Array;
  /** Hex. */
  readonly sha256: string;
}

const MAX_GZIP = 300 * 1024;
/** DynamoDB's items hold 400 KB; names, keys and times take a few of them. */
const MAX_ITEM = 390 * 1024;
const MAX_TYPE = 200;

/** A body as it is kept: once for all messages of it. */
export function rawBody(body: Uint8Array): RawBody {
  const gzip = gzipSync(body);
  const sha256 = createHash('sha256').update(body).digest('hex');
  return { sha256, ...(gzip.byteLength > MAX_GZIP ? {} : { gzip }) };
}

/** The item of a message: what its keeping writes. */
export function messageItem(message: NewMessage) {
  const { provider, key, type, facts: told, askFirst, receivedISO, nowMs, raw } = message;
  const facts = JSON.stringify(told);
  const fits = Buffer.byteLength(facts) + (raw.gzip?.byteLength ?? 0) <= MAX_ITEM;
  return {
    ...messageKey({ provider, key }),
    ...toAttributes({
      provider,
      key,
      type: type.slice(0, MAX_TYPE),
      facts,
      askFirst,
      raw: fits ? raw.gzip : undefined,
      rawSha256: raw.sha256,
      receivedISO,
      ttl: Math.floor(nowMs / 1_000) + KEPT_S,
      // Nothing is to be done about what says nothing of a payment.
      appliedISO: told.length === 0 ? receivedISO : undefined,
    }),
  };
}

/** @throws Error when it is not sure that the message is kept */
export async function keepMessage(client: DynamoDBClient, table: string, message: NewMessage): Promise<Kept> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: messageItem(message),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'stored';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { appliedISO, quarantine } = error.Item ?? {};
    return appliedISO === undefined && quarantine === undefined ? 'again' : 'done';
  }
}
