/**
 * Vouchers of prepaid credit: batches of codes that are shown once, and of which only the SHA-256 is kept
 * (`VOUCHER#<sha256>` / `META`, listed under their batch). A voucher's own record decides whether it was used.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { z } from 'zod';
import type { CommandProblem } from '../../domain/charging/command.js';
import { decidePaymentStep, type PaymentStep } from '../../domain/charging/payment-step.js';
import { inParallel } from '../../domain/in-parallel.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import {
  readVoucherCode,
  VOUCHER_ALPHABET,
  VOUCHER_DRAWN,
  voucherCode,
} from '../../domain/payments/voucher.js';
import { BusyError, presentAccount } from '../accounts/desk.js';
import { accountPut, commandId, movementKey, newRecord, writeTogether } from '../accounts/ledger.js';
import { type Refusal, untilFirst } from '../accounts/run-command.js';
import { requestDigest } from '../pools/write-once.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { json, problem } from '../shared/problem.js';
import { accountAnswer } from '../subscribers/account-answer.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { amountIn, refusal } from './answers.js';
import type { voucherBatchBody } from './bodies.js';
import type { Answer, Event, PaymentOffice } from './office.js';
import type { PaymentEvent } from './payment-events.js';

/** `VOUCHERBATCH#<id>` / `META`. */
interface Batch {
  readonly batchId: string;
  readonly count: number;
  readonly amountMicros: number;
  readonly currency: string;
  readonly expiresISO?: string;
  readonly actor: string;
  readonly createdISO: string;
  readonly request: string;
  /** `preparing`: its codes were never shown; `cancelled`: what was not redeemed is worth nothing. */
  readonly state: 'preparing' | 'active' | 'cancelled';
  /** Which writing of its vouchers counts: codes of one that was cut off are worth nothing. */
  readonly attempt: string;
}

interface Voucher {
  readonly batchId: string;
  readonly attempt: string;
  readonly state: 'active' | 'redeemed' | 'cancelled';
  readonly subscriberId?: string;
  readonly redeemedISO?: string;
}

const LANES = 32;
const INDEX = 'gsi1';

const batchKey = (batchId: string) => ({ pk: { S: `VOUCHERBATCH#${batchId}` }, sk: { S: 'META' } });
const voucherKey = (hash: string) => ({ pk: { S: `VOUCHER#${hash}` }, sk: { S: 'META' } });

const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');

async function read<T>(
  { payments }: Pick<PaymentOffice, 'payments'>,
  key: ReturnType<typeof batchKey>,
): Promise<T | undefined> {
  const { Item: item } = await payments.client.send(
    new GetItemCommand({ TableName: payments.tables.records, Key: key, ConsistentRead: true }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as T);
}

/** Codes are in this answer and nowhere else. The same request again says that there is the batch, without them. */
export async function postVoucherBatch(
  office: PaymentOffice,
  body: z.output<typeof voucherBatchBody>,
): Answer {
  const nowMs = await office.now();
  const currency = await office.currency();
  const amountMicros = amountIn(currency, body.amount, 'amount');
  const problems = [
    ...(typeof amountMicros === 'number' ? [] : [amountMicros]),
    ...expiryProblems(body.expiresAt, nowMs),
  ];
  const known = await read<Batch>(office, batchKey(body.id));
  const request = requestDigest({ voucherBatch: { ...body, amount: amountMicros } });
  if (known !== undefined && known.request !== request)
    return refusal({
      code: 'id-used',
      detail: `batch "${body.id}" was made at ${known.createdISO} with other content; allowed: an id of its own`,
    });
  if (known !== undefined && known.state !== 'preparing')
    return json(200, { ...batchAnswer(known), repeated: true }, { repeated: 'true' });
  if (problems.length > 0 || typeof amountMicros !== 'number') return refusal(...problems);
  const batch: Batch = {
    batchId: body.id,
    count: body.count,
    amountMicros,
    currency,
    ...(body.expiresAt === undefined ? {} : { expiresISO: new Date(body.expiresAt).toISOString() }),
    actor: body.actor,
    createdISO: new Date(nowMs).toISOString(),
    request,
    state: 'preparing',
    attempt: randomUUID(),
  };
  if (!(await putBatch(office, batch, 'attribute_not_exists(pk) OR #state = :preparing')))
    throw new BusyError(`batch ${body.id} is being made`);
  const codes = drawCodes(office, batch.count);
  await inParallel(codes, LANES, async (code) => putVoucher(office, batch, code));
  // Whoever took over meanwhile shows his codes, and these are worth nothing.
  if (!(await putBatch(office, { ...batch, state: 'active' }, '#state = :preparing AND attempt = :attempt')))
    throw new BusyError(`batch ${body.id} is being made by another request`);
  return json(201, { ...batchAnswer({ ...batch, state: 'active' }), codes, repeated: false });
}

function expiryProblems(expiresAt: string | undefined, nowMs: number): Refusal[] {
  if (expiresAt === undefined || Date.parse(expiresAt) > nowMs) return [];
  const allowed = `after ${new Date(nowMs).toISOString()}`;
  return [{ code: 'expiry-passed', detail: `expiresAt: got "${expiresAt}"; allowed: ${allowed}` }];
}

function drawCodes({ draw }: PaymentOffice, count: number): string[] {
  const codes = new Set<string>();
  while (codes.size < count)
    codes.add(voucherCode(Array.from({ length: VOUCHER_DRAWN }, () => draw(VOUCHER_ALPHABET.length))));
  return [...codes];
}

async function putBatch({ payments }: PaymentOffice, batch: Batch, condition: string): Promise<boolean> {
  try {
    await payments.client.send(
      new PutItemCommand({
        TableName: payments.tables.records,
        Item: { ...batchKey(batch.batchId), ...toAttributes({ ...batch }) },
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':preparing': { S: 'preparing' },
          ...(condition.includes(':attempt') ? { ':attempt': { S: batch.attempt } } : {}),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function putVoucher(
  { payments }: PaymentOffice,
  { batchId, attempt }: Batch,
  code: string,
): Promise<void> {
  const hash = hashOf(readVoucherCode(code)!);
  const voucher: Voucher = { batchId, attempt, state: 'active' };
  await payments.client.send(
    new PutItemCommand({
      TableName: payments.tables.records,
      Item: {
        ...voucherKey(hash),
        ...toAttributes({ ...voucher, gsi1pk: `VOUCHERBATCH#${batchId}`, gsi1sk: hash }),
      },
      // 86 bits never meet; were it not so, one of two people would be robbed. An attempt of the SDK's may be a second.
      ConditionExpression: 'attribute_not_exists(pk) OR attempt = :attempt',
      ExpressionAttributeValues: { ':attempt': { S: attempt } },
    }),
  );
}

const batchAnswer = ({
  batchId,
  count,
  amountMicros,
  currency,
  expiresISO,
  actor,
  createdISO,
  state,
}: Batch) => ({
  batchId,
  state,
  count,
  amount: fromMicros(amountMicros),
  currency,
  ...(expiresISO === undefined ? {} : { expiresAt: expiresISO }),
  actor,
  createdAt: createdISO,
});

async function batchOf(office: PaymentOffice, event: Event): Promise<Batch | undefined> {
  const batchId = event.pathParameters?.['batchId'] ?? '';
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(batchId)
    ? read<Batch>(office, batchKey(batchId))
    : undefined;
}

const noBatch = (event: Event) =>
  refusal({
    code: 'voucher-batch-not-found',
    detail: `there is no batch ${event.pathParameters?.['batchId'] ?? ''}`,
  });

/** A batch, and how many of its vouchers are in which state. */
export async function getVoucherBatch(office: PaymentOffice, event: Event): Answer {
  const batch = await batchOf(office, event);
  if (batch === undefined) return noBatch(event);
  const counts = { active: 0, redeemed: 0, cancelled: 0 };
  for await (const { state } of vouchersOf(office, batch)) counts[state] += 1;
  return json(200, { ...batchAnswer(batch), vouchers: counts });
}

/** Makes what is not redeemed worth nothing, one voucher after the other. Cut off, the same request goes on with it. */
export async function cancelVoucherBatch(office: PaymentOffice, event: Event): Answer {
  const batch = await batchOf(office, event);
  if (batch === undefined) return noBatch(event);
  const { payments } = office;
  await payments.client.send(
    new UpdateItemCommand({
      TableName: payments.tables.records,
      Key: batchKey(batch.batchId),
      UpdateExpression: 'SET #state = :cancelled',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':cancelled': { S: 'cancelled' } },
    }),
  );
  const counts = { active: 0, redeemed: 0, cancelled: 0 };
  const active: string[] = [];
  for await (const { state, hash } of vouchersOf(office, batch)) {
    if (state === 'active') active.push(hash);
    else counts[state] += 1;
  }
  const after = await inParallel(active, LANES, async (hash) => cancelVoucher(office, hash));
  for (const state of after) counts[state] += 1;
  return json(200, { ...batchAnswer({ ...batch, state: 'cancelled' }), vouchers: counts });
}

async function cancelVoucher({ payments }: PaymentOffice, hash: string): Promise<'cancelled' | 'redeemed'> {
  try {
    await payments.client.send(
      new UpdateItemCommand({
        TableName: payments.tables.records,
        Key: voucherKey(hash),
        UpdateExpression: 'SET #state = :cancelled',
        ConditionExpression: '#state <> :redeemed',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':cancelled': { S: 'cancelled' }, ':redeemed': { S: 'redeemed' } },
      }),
    );
    return 'cancelled';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'redeemed';
    throw error;
  }
}

/** Those whose codes were shown. */
async function* vouchersOf({ payments }: PaymentOffice, { batchId, attempt }: Batch) {
  let after: Record<string, never> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await payments.client.send(
      new QueryCommand({
        TableName: payments.tables.records,
        IndexName: INDEX,
        KeyConditionExpression: 'gsi1pk = :batch',
        ExpressionAttributeValues: { ':batch': { S: `VOUCHERBATCH#${batchId}` } },
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    for (const item of items) {
      const { gsi1sk, ...voucher } = fromItem(item) as unknown as Voucher & { gsi1sk: string };
      if (voucher.attempt === attempt) yield { ...voucher, hash: gsi1sk };
    }
    after = last as typeof after;
  } while (after !== undefined);
}

/** Wrong codes that a subscriber may try in an hour. */
const TRIES_AN_HOUR = 10;
const HOUR_MS = 3_600_000;

/** What a redemption needs. */
export type RedeemOffice = Pick<PaymentOffice, 'payments' | 'desk' | 'now' | 'announce'>;

/** `POST /subscribers/{subscriberId}/vouchers`. */
export async function redeemVoucher(office: RedeemOffice, subscriber: Subscriber, typed: string): Answer {
  const code = readVoucherCode(typed);
  // A slip of the finger costs no try: no code that exists looks like this.
  if (code === undefined)
    return refusal({
      code: 'code-malformed',
      detail: 'the code is mistyped: 20 characters, the last one checks the others',
    });
  const nowMs = await office.now();
  const { accountKey, subscriberId } = subscriber;
  // Before anything is looked up, so that tries at once count like tries one after the other.
  if (!(await takeTry(office, subscriberId, nowMs)))
    return problem(
      429,
      'too-many-codes',
      { detail: `${TRIES_AN_HOUR} wrong codes in an hour; allowed: again in the next hour` },
      { 'retry-after': String(Math.ceil((HOUR_MS - (nowMs % HOUR_MS)) / 1000)) },
    );
  const hash = hashOf(code);
  const redeemed = await untilFirst(async () => attempt(office, subscriber, hash));
  if ('refusal' in redeemed) return refusal(...redeemed.refusal);
  await giveTryBack(office, subscriberId, nowMs);
  const { batch, redeemedISO, isRepeated } = redeemed;
  // Again after a crash, with the same id: readers know it by that.
  await office.announce([event(batch, accountKey, subscriberId, hash, redeemedISO)]);
  const item = await (await office.desk()).store.get(accountKey);
  return json(
    200,
    {
      subscriberId,
      batchId: batch.batchId,
      amount: fromMicros(batch.amountMicros),
      currency: batch.currency,
      redeemedAt: redeemedISO,
      repeated: isRepeated,
      ...(item === undefined ? {} : { account: await accountAnswer(item, nowMs) }),
    },
    isRepeated ? { repeated: 'true' } : {},
  );
}

function event(
  { batchId, amountMicros, currency }: Batch,
  account: string,
  subscriberId: string,
  hash: string,
  redeemedISO: string,
): PaymentEvent {
  return {
    type: 'voucher.redeemed',
    id: `voucher_${hash.slice(0, 32)}`,
    time: redeemedISO,
    data: { batchId, account, subscriberId, amountMicros, currency },
  };
}

type Redemption =
  | { readonly batch: Batch; readonly redeemedISO: string; readonly isRepeated: boolean }
  | { readonly refusal: readonly Refusal[] };

/** One transaction {voucher, account, record of it}. @returns undefined = somebody else was first: again */
async function attempt(
  office: RedeemOffice,
  { accountKey, subscriberId }: Subscriber,
  hash: string,
): Promise<Redemption | undefined> {
  const desk = await office.desk();
  const { nowMs } = desk;
  const { client, tables } = office.payments;
  const voucher = await read<Voucher>(office, voucherKey(hash));
  const batch = voucher === undefined ? undefined : await read<Batch>(office, batchKey(voucher.batchId));
  const wrong = unusable(voucher, batch, subscriberId, nowMs);
  if (wrong !== undefined) return { refusal: [wrong] };
  if (voucher === undefined || batch === undefined) return undefined;
  if (voucher.state === 'redeemed')
    return { batch, redeemedISO: voucher.redeemedISO ?? '', isRepeated: true };
  const account = await presentAccount(desk, accountKey);
  if (account === undefined)
    return { refusal: [{ code: 'account-not-open', detail: `${subscriberId} has no account yet` }] };
  const id = commandId('voucher', hash);
  const decision = decidePaymentStep(account.item, account.index, nowMs, {
    ...NOTHING,
    id,
    atMs: nowMs,
    currency: batch.currency,
    creditMicros: batch.amountMicros,
  });
  if (decision.outcome === 'refused') return { refusal: decision.problems.map(named) };
  // The account knows it and the voucher does not: they change together, so it was redeemed between two reads.
  if (decision.outcome === 'already-done') return undefined;
  const redeemedISO = new Date(nowMs).toISOString();
  const written = await writeTogether(client, [
    redeemedUpdate(tables.records, hash, { subscriberId, redeemedISO, attempt: batch.attempt }),
    accountPut(tables, decision),
    newRecord(tables, {
      ...movementKey(accountKey, id),
      command: 'voucher',
      id: hash.slice(0, 32),
      atISO: redeemedISO,
      subscriberId,
      request: requestDigest({ voucher: hash, subscriberId }),
      batchId: batch.batchId,
      amount: fromMicros(batch.amountMicros),
    }),
  ]);
  return written ? { batch, redeemedISO, isRepeated: false } : undefined;
}

const NOTHING: Omit<PaymentStep, 'currency' | 'creditMicros'> = {
  takeMicros: 0,
  returnMicros: 0,
  holdMicros: 0,
  releaseMicros: 0,
};

const named = ({ code, detail }: CommandProblem): Refusal =>
  code === 'bucket-unknown' ? { code: 'no-wallet', detail } : { code, detail };

function redeemedUpdate(
  records: string,
  hash: string,
  { subscriberId, redeemedISO, attempt }: { subscriberId: string; redeemedISO: string; attempt: string },
): TransactWriteItem {
  return {
    Update: {
      TableName: records,
      Key: voucherKey(hash),
      UpdateExpression: 'SET #state = :redeemed, subscriberId = :subscriber, redeemedISO = :at',
      ConditionExpression: '#state = :active AND attempt = :attempt',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':redeemed': { S: 'redeemed' },
        ':active': { S: 'active' },
        ':attempt': { S: attempt },
        ':subscriber': { S: subscriberId },
        ':at': { S: redeemedISO },
      },
    },
  };
}

function unusable(
  voucher: Voucher | undefined,
  batch: Batch | undefined,
  subscriberId: string,
  nowMs: number,
): Refusal | undefined {
  if (voucher === undefined || batch === undefined || voucher.attempt !== batch.attempt)
    return { code: 'voucher-unknown', detail: 'no voucher has this code' };
  // Redeemed by whoever asks, it is as good as done, whatever became of its batch.
  if (voucher.state === 'redeemed')
    return voucher.subscriberId === subscriberId
      ? undefined
      : { code: 'voucher-redeemed', detail: 'the voucher was redeemed already' };
  if (voucher.state === 'cancelled' || batch.state === 'cancelled')
    return { code: 'voucher-cancelled', detail: 'the voucher was cancelled' };
  if (batch.state !== 'active') return { code: 'voucher-unknown', detail: 'no voucher has this code' };
  return batch.expiresISO !== undefined && Date.parse(batch.expiresISO) <= nowMs
    ? { code: 'voucher-expired', detail: `the voucher was good until ${batch.expiresISO}` }
    : undefined;
}

const triesKey = (subscriberId: string, nowMs: number) => ({
  pk: { S: `VOUCHERTRIES#${subscriberId}` },
  sk: { S: new Date(nowMs).toISOString().slice(0, 13) },
});

async function takeTry({ payments }: RedeemOffice, subscriberId: string, nowMs: number): Promise<boolean> {
  try {
    await payments.client.send(
      new UpdateItemCommand({
        TableName: payments.tables.records,
        Key: triesKey(subscriberId, nowMs),
        UpdateExpression: 'SET #ttl = :ttl ADD tries :one',
        ConditionExpression: 'attribute_not_exists(tries) OR tries < :most',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          // Real time expires it, whatever a test clock shows.
          ':ttl': { N: String(Math.floor(Math.max(nowMs, Date.now()) / 1000) + 2 * 3600) },
          ':one': { N: '1' },
          ':most': { N: String(TRIES_AN_HOUR) },
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** It was right. */
async function giveTryBack({ payments }: RedeemOffice, subscriberId: string, nowMs: number): Promise<void> {
  await payments.client.send(
    new UpdateItemCommand({
      TableName: payments.tables.records,
      Key: triesKey(subscriberId, nowMs),
      UpdateExpression: 'ADD tries :less',
      ExpressionAttributeValues: { ':less': { N: '-1' } },
    }),
  );
}
