/**
 * One effect a key: the first request with an `Idempotency-Key` is done, and what it was answered is given to every
 * further one for a day.
 */
import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { RefusedError } from './refused.js';

type Answer = APIGatewayProxyStructuredResultV2;

export interface KeyedRequest {
  readonly partnerId: string;
  /** As the client sent it. */
  readonly key: string;
  /** Digest of method, path, query and body. */
  readonly digest: string;
  readonly nowMs: number;
}

const KEPT_S = 24 * 3600;
/** Longer than any function runs: after it, a request without an answer has crashed and may be done again. */
const IN_FLIGHT_MS = 60_000;

export interface KeyStore {
  readonly client: DynamoDBClient;
  readonly table: string;
}

const SECRET_HEADER = 'x-webhook-secret';
/** Of an answer that is given again: what it lacks, and how to get another. */
const WITHHELD_HEADER = 'x-secret-withheld';

/**
 * An answer as it is kept: secrets are told once. Whoever did not get the first answer makes a new secret, rather than
 * that each lies about in clear for a day, also when it was replaced since.
 */
function withoutSecrets(answer: Answer): Answer {
  const { headers = {}, body } = answer;
  const { [SECRET_HEADER]: inHeader, ...others } = headers;
  // The only one that answers have; no other body is taken apart.
  const told = body?.includes('"secret":"whsec_') ? (JSON.parse(body) as { secret?: string }) : undefined;
  if (told?.secret === undefined && inHeader === undefined) return answer;
  const { secret: _secret, ...rest } = told ?? {};
  const how = inHeader === undefined ? 'PATCH with rotateSecret' : 'delete the listener, register it again';
  return {
    ...answer,
    headers: { ...others, [WITHHELD_HEADER]: how },
    ...(told === undefined ? {} : { body: JSON.stringify(rest) }),
  };
}

/**
 * Answers a request once.
 *
 * What a crash interrupted is done again by the next request with its key, so `answer` must be safe to repeat: its ids
 * follow from the key. Answers of 5xx are not kept.
 *
 * @throws RefusedError 409 while the first is in flight, 422 when its content was another
 */
export async function once(
  { client, table }: KeyStore,
  { partnerId, key, digest, nowMs }: KeyedRequest,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const Key = { pk: { S: `PARTNER#${partnerId}` }, sk: { S: `KEY#${key}` } };
  const token = randomUUID();
  const before = await claim();
  if (before !== undefined) return repeatOf(before);
  const given = await answer().catch(async (error: unknown) => {
    // A failure of ours is no answer: the same request may come again at once.
    await end({ answer: undefined });
    throw error;
  });
  const isKept = (given.statusCode ?? 200) < 500;
  await end({ answer: isKept ? given : undefined });
  return given;

  /** Keeps an answer; without one the next request with the key is done. */
  async function end({ answer: kept }: { readonly answer: Answer | undefined }): Promise<void> {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key,
          UpdateExpression:
            kept === undefined ? 'SET inFlightUntil = :answer' : 'SET answer = :answer REMOVE inFlightUntil',
          ConditionExpression: 'claim = :claim',
          ExpressionAttributeValues: {
            ':claim': { S: token },
            ':answer': kept === undefined ? { N: '0' } : { S: JSON.stringify(withoutSecrets(kept)) },
          },
        }),
      );
    } catch (error) {
      // We took so long that another one was let in: what it is answered is kept, and ours is as good.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** @returns undefined when the request is ours to answer */
  async function claim(): Promise<Readonly<Record<string, { S?: string; N?: string }>> | undefined> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            ...Key,
            digest: { S: digest },
            claim: { S: token },
            inFlightUntil: { N: String(nowMs + IN_FLIGHT_MS) },
            ttl: { N: String(Math.floor(nowMs / 1000) + KEPT_S) },
          },
          ConditionExpression:
            'attribute_not_exists(pk) OR #ttl < :nowS OR (digest = :digest AND inFlightUntil < :now)',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':digest': { S: digest },
            ':now': { N: String(nowMs) },
            ':nowS': { N: String(Math.floor(nowMs / 1000)) },
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && error.Item !== undefined) return error.Item;
      throw error;
    }
  }

  function repeatOf(kept: Readonly<Record<string, { S?: string; N?: string }>>): Answer {
    if (kept['digest']?.S !== digest)
      throw new RefusedError(
        422,
        'idempotency-key-reused',
        `Idempotency-Key "${key}" came before with another request; allowed: a key of its own for each request`,
      );
    const text = kept['answer']?.S;
    if (text === undefined)
      throw new RefusedError(
        409,
        'request-in-flight',
        `the request with Idempotency-Key "${key}" is being answered; send it again in a moment`,
        { headers: { 'retry-after': '1' } },
      );
    const first = JSON.parse(text) as Answer;
    return { ...first, headers: { ...first.headers, 'idempotency-replayed': 'true' } };
  }
}
