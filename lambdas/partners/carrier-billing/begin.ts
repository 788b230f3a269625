/** A new payment: in one step it is taken, in two it is reserved. The same request again is the same payment. */
import { createHash } from 'node:crypto';
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type ChargingInformation,
  isPrice,
  priceOf,
  type Wrong,
  wrongCurrency,
} from '../../../domain/partners/carrier-billing/amounts.js';
import {
  type CarrierPayment,
  NOTHING_REFUNDED,
  type Price,
  totalMicros,
} from '../../../domain/partners/carrier-billing/payment.js';
import { fromMicros } from '../../../domain/operator/decimal.js';
import { newId } from '../../../domain/partners/ids.js';
import { newRecord, writeTogether } from '../../accounts/ledger.js';
import { untilFirst } from '../../accounts/run-command.js';
import { wake } from '../../events/outbox.js';
import { requestDigest } from '../../pools/write-once.js';
import { toAttributes } from '../../shared/attributes.js';
import { findSubscriber, type Subscriber } from '../../subscribers/find-subscriber.js';
import { actorOf, maySee, ownerOf, type Partner } from '../kernel/partner.js';
import type { Place } from '../kernel/places.js';
import type { Recorded } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';
import { chargeWrites, countWrite, holdWrites, monthKey } from './account.js';
import type { CarrierBillingOffice } from './office.js';
import { alreadyExists, invalidArgument, missingPhoneNumber, phoneNumberNotFound } from './refusals.js';
import { type AskedSink, sinkOf } from './sinks.js';
import { tellCode, tellPayment } from './tell.js';

type Payment = Recorded<CarrierPayment>;

/** `CreatePayment`, `BodyAmountReservationTransactionForReserveInput`, as their schemas let them through. */
interface AskedPayment extends AskedSink {
  readonly amountTransaction: {
    readonly phoneNumber?: string;
    readonly clientCorrelator?: string;
    readonly referenceCode: string;
    readonly paymentAmount: {
      readonly chargingInformation: ChargingInformation & { readonly description: string };
      readonly chargingMetaData?: { readonly merchantName?: string; readonly merchantIdentifier?: string };
      readonly paymentDetails?: readonly { readonly id: string; readonly currency: string }[];
    };
  };
}

export type Steps = 'one' | 'two';

/** Of one payment, in bytes of JSON: what is kept with it must fit into an item. */
const MOST_BYTES = 100_000;
const ATTEMPTS = 3;
/** In the index of what is reserved. */
export const HELD = 'CBPAYMENTS#HELD';

/** The number's subscriber, if a partner may charge it. @throws RefusedError 404 */
export async function payerOf(
  { tables }: CarrierBillingOffice,
  partner: Partner,
  phoneNumber: string,
): Promise<Subscriber> {
  const found = await findSubscriber(tables.records, `msisdn-${phoneNumber.slice(1)}`);
  const owner = (found as { readonly partnerId?: string } | undefined)?.partnerId;
  if (found === undefined || !maySee(partner, owner)) throw phoneNumberNotFound(phoneNumber);
  return found;
}

/** @throws RefusedError with a code of the standard's file */
export async function beginPayment(
  office: CarrierBillingOffice,
  request: PartnerRequest,
  steps: Steps,
): Promise<Payment> {
  const body = request.body as AskedPayment;
  const { amountTransaction } = body;
  const { phoneNumber, clientCorrelator } = amountTransaction;
  if (phoneNumber === undefined) throw missingPhoneNumber();
  const sink = sinkOf(body);
  const market = await office.market();
  const price = checkedPrice(amountTransaction, market.currency);
  const owner = ownerOf(request.partner);
  const id = newId(
    'cbp',
    clientCorrelator === undefined ? request.seed : hash(owner, 'payment', clientCorrelator),
  );
  const digest = requestDigest({ steps, amountTransaction });
  const known = await office.payments.get(id);
  if (known !== undefined) return repeated(known, digest, clientCorrelator);
  const subscriber = await payerOf(office, request.partner, phoneNumber);
  const { largestMicros } = office.limits;
  if (largestMicros !== undefined && totalMicros(price) > largestMicros)
    throw new RefusedError(
      422,
      'CARRIER_BILLING.UNAUTHORIZED_AMOUNT',
      `Unauthorized amount requested: got ${fromMicros(totalMicros(price))} ${market.currency}; ` +
        `allowed: at most ${fromMicros(largestMicros)} ${market.currency} a payment.`,
    );
  const draft = draftOf(office, request, { steps, id, digest, price, subscriber, sink });
  return write(office, request, { draft, subscriber, timeZone: market.timeZone });
}

/** All that is wrong with its amounts. */
function checkedPrice({ paymentAmount }: AskedPayment['amountTransaction'], currency: string): Price {
  const at = 'amountTransaction.paymentAmount';
  const price = priceOf(paymentAmount.chargingInformation, currency, `${at}.chargingInformation`);
  const details = paymentAmount.paymentDetails ?? [];
  const ids = details.map(({ id }) => id);
  const wrong: Wrong[] = [
    ...(isPrice(price) ? [] : price),
    ...details.flatMap((item, i) => wrongCurrency(item.currency, currency, `${at}.paymentDetails[${i}]`)),
    ...ids.flatMap((id, i) =>
      ids.indexOf(id) === i
        ? []
        : [
            {
              param: `${at}.paymentDetails[${i}].id`,
              reason: `got "${id}" twice; allowed: an id of its own`,
            },
          ],
    ),
    ...(JSON.stringify(paymentAmount).length > MOST_BYTES
      ? [{ param: at, reason: `is too long; allowed: at most ${MOST_BYTES} characters` }]
      : []),
  ];
  if (!isPrice(price) || wrong.length > 0) throw invalidArgument(...wrong);
  return price;
}

function repeated(known: Payment, digest: string, clientCorrelator = ''): Payment {
  if (known.request === digest) return known;
  throw invalidArgument({
    param: 'amountTransaction.clientCorrelator',
    reason: `got "${clientCorrelator}"; clientCorrelator already exist on server, with another payment`,
  });
}

interface Draft {
  readonly payment: Payment;
  /** That the payer is sent; undefined = none is needed. */
  readonly code: string | undefined;
}

function draftOf(
  office: CarrierBillingOffice,
  request: PartnerRequest,
  {
    steps,
    id,
    digest,
    price,
    subscriber,
    sink,
  }: {
    readonly steps: Steps;
    readonly id: string;
    readonly digest: string;
    readonly price: Price;
    readonly subscriber: Subscriber;
    readonly sink: CarrierPayment['sink'];
  },
): Draft {
  const { amountTransaction } = request.body as AskedPayment;
  const { merchantIdentifier } = amountTransaction.paymentAmount.chargingMetaData ?? {};
  const { heldMs, codeFromMicros = Infinity } = office.limits;
  const nowISO = new Date(request.nowMs).toISOString();
  const heldUntil = new Date(request.nowMs + heldMs).toISOString();
  const code = steps === 'two' && totalMicros(price) >= codeFromMicros ? office.drawCode() : undefined;
  const authorizationId = newId('cba', hash(id, 'authorization'));
  const payment: Payment = {
    id,
    owner: ownerOf(request.partner),
    revision: 1,
    createdAt: nowISO,
    updatedAt: nowISO,
    place: -1,
    status: steps === 'one' ? 'succeeded' : code === undefined ? 'reserved' : 'pending_validation',
    phoneNumber: amountTransaction.phoneNumber ?? '',
    subscriberId: subscriber.subscriberId,
    account: subscriber.accountKey,
    price,
    amountTransaction,
    request: digest,
    refunded: NOTHING_REFUNDED,
    ...(merchantIdentifier === undefined ? {} : { merchantIdentifier }),
    ...(sink === undefined ? {} : { sink }),
    ...(steps === 'one' ? { paidAt: nowISO } : { heldUntil, gsi1pk: HELD, gsi1sk: `${heldUntil}#${id}` }),
    ...(code === undefined
      ? {}
      : {
          validation: {
            authorizationId,
            codeDigest: codeDigest(authorizationId, code),
            attemptsLeft: ATTEMPTS,
          },
        }),
  };
  return { payment, code };
}

/** What of a code is kept. */
export const codeDigest = (authorizationId: string, code: string): string => hash(authorizationId, code);

export const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

async function write(
  office: CarrierBillingOffice,
  request: PartnerRequest,
  {
    draft: { payment: draft, code },
    subscriber,
    timeZone,
  }: { readonly draft: Draft; readonly subscriber: Subscriber; readonly timeZone: string },
): Promise<Payment> {
  const { payments, tables, client, limits } = office;
  const { id, price, owner } = draft;
  const { paymentAmount, clientCorrelator } = (request.body as AskedPayment).amountTransaction;
  const month = monthKey(subscriber.accountKey, timeZone, request.nowMs);
  const micros = totalMicros(price);
  const told = [
    tellPayment(office, draft, actorOf(request.partner)),
    ...(code === undefined ? [] : [tellCode(office, draft, code)]),
  ];
  const take = draft.status === 'succeeded' ? chargeWrites : holdWrites;
  let place: Place | undefined;
  let isWritten = false;
  try {
    const written = await untilFirst(async () => {
      const known = await payments.get(id);
      if (known !== undefined) return repeated(known, draft.request, clientCorrelator);
      await referenceIsNew(office, referenceKey(draft));
      await monthHasRoom(office, month, micros);
      const taken = await take(office, {
        id,
        account: draft.account,
        subscriberId: draft.subscriberId,
        paymentId: id,
        micros,
        currency: price.currency,
        reason: reasonOf(paymentAmount),
        actor: owner,
        nowMs: request.nowMs,
      });
      if (taken === undefined) return undefined;
      // Not before nothing refuses it: a place that is not used stays a hole.
      place ??= await payments.places.take(owner);
      const payment = { ...draft, place: place.number };
      const writes: TransactWriteItem[] = [
        ...taken,
        {
          Put: {
            TableName: tables.records,
            Item: toAttributes({ ...payments.key(id), ...payment }),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        payments.places.put(place, payments.key(id).pk),
        newRecord(tables, { ...referenceKey(payment), paymentId: id }),
        countWrite(office, month, micros, request.nowMs, limits.monthlyMicros),
        ...told.flatMap(({ writes: each }) => each),
      ];
      isWritten = await writeTogether(client, writes);
      return isWritten ? payment : undefined;
    });
    if (isWritten)
      await wake(
        office.eventsQueueUrl,
        told.flatMap(({ eventIds }) => eventIds),
      );
    return written;
  } finally {
    if (place !== undefined && !isWritten) await payments.places.giveBack(place);
  }
}

/** What its payer reads on the bill. */
export function reasonOf({
  chargingInformation,
  chargingMetaData,
}: AskedPayment['amountTransaction']['paymentAmount']): string {
  const { merchantName } = chargingMetaData ?? {};
  const text = [chargingInformation.description, merchantName].filter((part) => part !== undefined);
  return text.join(' · ').slice(0, 200);
}

/** A merchant's reference names one payment. */
const referenceKey = ({ owner, merchantIdentifier = '', amountTransaction }: Payment) => ({
  pk: `CBREFERENCE#${hash(owner, 'payment', merchantIdentifier, String(amountTransaction['referenceCode']))}`,
  sk: 'META',
});

/** @throws RefusedError 409 */
export async function referenceIsNew(
  { client, tables }: CarrierBillingOffice,
  { pk, sk }: { readonly pk: string; readonly sk: string },
): Promise<void> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  if (item !== undefined)
    throw alreadyExists('The resource already exists: referenceCode is that of another request.');
}

/** @throws RefusedError 422 */
async function monthHasRoom(
  { client, tables, limits: { monthlyMicros } }: CarrierBillingOffice,
  { pk, sk }: { readonly pk: string; readonly sk: string },
  micros: number,
): Promise<void> {
  if (monthlyMicros === undefined) return;
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  if (Number(item?.['micros']?.N ?? 0) + micros > monthlyMicros)
    throw new RefusedError(
      422,
      'CARRIER_BILLING.USER_AMOUNT_THRESHOLD_OVERPASSED',
      'Unauthorized payment request. Accumulated user mobile payments overpass account amount threshold.',
    );
}
