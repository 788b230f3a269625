/** Codes that go to a number, so that whoever has it agrees: `CHALLENGE#<id>` / `META`. */
import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { createHash, timingSafeEqual } from 'node:crypto';
import { OPERATOR_OWNER, type PartnerEvent } from '../../domain/events/event.js';
import { newId } from '../../domain/partners/ids.js';
import { newRecord, writeTogether } from '../accounts/ledger.js';
import { eventWrite } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';
import { actorOf, ownerOf } from '../partners/kernel/partner.js';
import { invalid, notFound, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import { fromItem } from '../shared/attributes.js';
import type { LoyaltyOffice } from './office.js';

const GOOD_FOR_MS = 10 * 60_000;
const ATTEMPTS = 5;
/** Codes a number and hour: nobody is to be flooded, nor are attempts to be had by asking again. */
const MOST_AN_HOUR = 3;
const HOUR_MS = 3_600_000;
const KEPT_S = 24 * 3600;

interface Challenge {
  readonly subscriberId: string;
  readonly memberId: string;
  readonly owner: string;
  readonly digest: string;
  readonly attemptsLeft: number;
  readonly expiresAt: string;
}

const keyOf = (id: string) => ({ pk: `CHALLENGE#${id}`, sk: 'META' });
const digestOf = (id: string, code: string) => createHash('sha256').update(`${id} ${code}`).digest('hex');

/**
 * Asks for a code. The operator's own endpoints are told it (`membership.code_requested`), and send it to the number.
 *
 * @throws RefusedError 429 when the number got as many codes as it may in an hour
 */
export async function challenge(
  office: LoyaltyOffice,
  {
    subscriberId,
    msisdn,
    memberId,
  }: { readonly subscriberId: string; readonly msisdn: string; readonly memberId: string },
  { partner, nowMs, seed }: PartnerRequest,
) {
  const { client, tables } = office;
  const id = newId('chl', seed);
  const answer = (expiresAt: string, attemptsLeft: number) => ({ challengeId: id, expiresAt, attemptsLeft });
  const known = await read(office, id);
  if (known !== undefined) return answer(known.expiresAt, known.attemptsLeft);
  await count(office, subscriberId, nowMs);
  const code = office.drawCode();
  const expiresAt = new Date(nowMs + GOOD_FOR_MS).toISOString();
  const subject = `membership_challenge/${id}`;
  const event: PartnerEvent = {
    id: eventId(subject),
    type: 'membership.code_requested',
    time: new Date(nowMs).toISOString(),
    owner: OPERATOR_OWNER,
    subject,
    actor: actorOf(partner),
    data: { challenge: { id, msisdn: msisdn.replace('msisdn-', '+'), code, expiresAt } },
  };
  const record: Challenge = {
    subscriberId,
    memberId,
    owner: ownerOf(partner),
    digest: digestOf(id, code),
    attemptsLeft: ATTEMPTS,
    expiresAt,
  };
  await writeTogether(client, [
    newRecord(tables, { ...keyOf(id), ...record, ttl: Math.floor(Date.now() / 1000) + KEPT_S }),
    eventWrite(tables.records, event),
  ]);
  await office.wake([event.id]);
  return answer(expiresAt, ATTEMPTS);
}

async function count({ client, tables }: LoyaltyOffice, subscriberId: string, nowMs: number): Promise<void> {
  const hour = String(Math.floor(nowMs / HOUR_MS));
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tables.records,
        Key: { pk: { S: `CHALLENGES#${subscriberId}` }, sk: { S: hour } },
        UpdateExpression: 'ADD codes :one SET #ttl = :ttl',
        ConditionExpression: 'attribute_not_exists(codes) OR codes < :most',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ':most': { N: String(MOST_AN_HOUR) },
          ':ttl': { N: String(Math.floor(Date.now() / 1000) + KEPT_S) },
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new RefusedError(
      429,
      'too-many-codes',
      `${subscriberId} was sent ${MOST_AN_HOUR} codes in this hour; wait for the next`,
      { headers: { 'retry-after': String(Math.ceil((HOUR_MS - (nowMs % HOUR_MS)) / 1000)) } },
    );
  }
}

async function read({ client, tables }: LoyaltyOffice, id: string): Promise<Challenge | undefined> {
  const { pk, sk } = keyOf(id);
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as Challenge);
}

/** @throws RefusedError 400 when the code is wrong, 404, 409 when it is too late or was tried too often */
export async function answerChallenge(
  office: LoyaltyOffice,
  { challengeId: id, code }: { readonly challengeId: string; readonly code: string },
  { partner, nowMs }: PartnerRequest,
): Promise<{ readonly subscriberId: string; readonly memberId: string }> {
  const { client, tables } = office;
  const found = await read(office, id);
  if (found === undefined || found.owner !== ownerOf(partner)) throw notFound('challenge', id);
  if (Date.parse(found.expiresAt) <= nowMs)
    throw new RefusedError(
      409,
      'challenge-expired',
      `challenge ${id} ended at ${found.expiresAt}; ask for another code`,
    );
  const { pk, sk } = keyOf(id);
  let left: number;
  try {
    // An attempt is counted before it is looked at: many at once are as many as one after the other.
    const { Attributes: after } = await client.send(
      new UpdateItemCommand({
        TableName: tables.records,
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: 'ADD attemptsLeft :minus',
        ConditionExpression: 'attemptsLeft > :none',
        ExpressionAttributeValues: { ':minus': { N: '-1' }, ':none': { N: '0' } },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    left = Number(after?.['attemptsLeft']?.N ?? 0);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new RefusedError(
      409,
      'challenge-used-up',
      `challenge ${id} was tried ${ATTEMPTS} times; ask for another code`,
    );
  }
  if (!timingSafeEqual(Buffer.from(digestOf(id, code)), Buffer.from(found.digest)))
    throw invalid('code-wrong', [
      { param: 'code', reason: `is not the code that was sent; ${left} attempts are left` },
    ]);
  return found;
}
