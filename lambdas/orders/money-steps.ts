/** Steps with money: the first payment, and what goes back. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { decodeAccount } from '../../domain/charging/item.js';
import { viewAccount } from '../../domain/charging/view.js';
import { currencyDigits } from '../../domain/operator/currency.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { subscriberOf } from '../../domain/orders/order.js';
import type { Json } from '../../domain/orders/parse-item.js';
import { statusOf } from '../../domain/payments/payment.js';
import { refundableMicros } from '../../domain/payments/refund.js';
import { presentAccount } from '../accounts/desk.js';
import { paymentIdOf } from '../payments/order-payment.js';
import type { PaymentOffice } from '../payments/office.js';
import type { StoredPayment } from '../payments/payment-store.js';
import { postRefund } from '../payments/refunds.js';
import { postTopUp } from '../payments/topups.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { isGuest } from './end-subscription.js';
import { again, type Attempt, type Attempted, done, failed, type OrderOffice } from './office.js';

/** A message of the provider comes before; it is looked at in case it was lost. */
const LOOK_AGAIN_S = 300;
const PAGE = 50;
const ACTOR = 'orders';

/** Of the payment, and of its refund: the same however often it is asked for. */
export const paymentNameOf = (orderId: string, itemId: string): string => `${orderId}.${itemId}`;

export async function payFirst(attempt: Attempt): Promise<Attempted> {
  const { office, order, item } = attempt;
  const { payments } = office;
  const { intent, facts } = item;
  if (intent.kind !== 'activate' || intent.firstTopUp === undefined) return done();
  if (payments === undefined) return failed('payments-not-offered', 'the operator takes no payments');
  const subscriber = facts.subscriberId ?? '';
  const known = facts.paymentId === undefined ? undefined : await payments.payments.get(facts.paymentId);
  if (known !== undefined) return paid(known);
  const answer = await postTopUp(payments, {
    id: paymentNameOf(order.id, item.id),
    subscriber,
    ...intent.firstTopUp,
  });
  const body = bodyOf(answer);
  const status = answer.statusCode ?? 500;
  if (status === 502 && body.code === 'provider-refused') return failed('payment-refused', body.detail ?? '');
  if (status >= 500) return again(body.detail ?? 'the payment provider does not answer');
  if (status >= 400) return failed(body.code ?? 'payment-refused', body.detail ?? '');
  const { paymentId = '', checkout } = body;
  if (body.status === 'captured') return done({ paymentId });
  return {
    result: {
      outcome: 'waiting',
      askAgainS: LOOK_AGAIN_S,
      facts: { paymentId, ...(checkout === undefined ? {} : { checkout }) },
    },
  };
}

function paid({ payment }: StoredPayment): Attempted {
  const status = statusOf(payment);
  if (status === 'captured') return done();
  if (status === 'failed') return failed('payment-failed', payment.failed ?? 'the provider gave no reason');
  if (status === 'canceled' || status === 'refunded' || status === 'partially_refunded')
    return failed(`payment-${status.replaceAll('_', '-')}`, `payment ${payment.paymentId} is ${status}`);
  return { result: { outcome: 'waiting', askAgainS: LOOK_AGAIN_S } };
}

/** What came in goes back; what comes in later goes back when it comes. */
export async function payBack(attempt: Attempt): Promise<Attempted> {
  const { office, order, item } = attempt;
  return office.payments === undefined
    ? done()
    : refundOf(
        office.payments,
        paymentOf(item.facts.subscriberId ?? '', order.id, item.id),
        order.id,
        item.id,
      );
}

/** The payment has the same id whether its order learned of it or not. */
const paymentOf = (subscriberId: string, orderId: string, itemId: string): string =>
  paymentIdOf(subscriberId, paymentNameOf(orderId, itemId));

async function refundOf(
  payments: PaymentOffice,
  paymentId: string,
  orderId: string,
  itemId: string,
): Promise<Attempted> {
  const stored = await payments.payments.get(paymentId);
  if (stored === undefined) return done();
  if (refundableMicros(stored.payment, stored.refunds) === 0 && stored.refunds === undefined) return done();
  const answer = await postRefund(payments, stored, {
    id: paymentNameOf(orderId, itemId),
    reason: `order ${orderId} failed`,
    actor: ACTOR,
  });
  return refundAnswer(answer);
}

/** A failed order's payment that comes in after all: nobody gets anything for it, so it goes back. */
export async function refundLate(
  office: OrderOffice,
  { orderId, itemId, subscriberId }: { orderId: string; itemId: string; subscriberId: string },
): Promise<void> {
  if (office.payments === undefined) return;
  const { result } = await refundOf(
    office.payments,
    paymentOf(subscriberId, orderId, itemId),
    orderId,
    itemId,
  );
  if (result.outcome !== 'done')
    throw new Error(`payment of ${orderId} item ${itemId} is not refunded: ${JSON.stringify(result)}`);
}

function refundAnswer(answer: APIGatewayProxyStructuredResultV2): Attempted {
  const body = bodyOf(answer);
  const status = answer.statusCode ?? 500;
  const { code = '', detail = '' } = body;
  if (status < 400 || code === 'nothing-to-refund' || code === 'not-captured') return done();
  if (status >= 500 && code !== 'provider-refused') return again(detail);
  return failed(code === '' ? 'refund-refused' : code, detail);
}

interface AnswerBody {
  readonly code?: string;
  readonly detail?: string;
  readonly paymentId?: string;
  readonly status?: string;
  readonly checkout?: Json;
}

const bodyOf = ({ body }: APIGatewayProxyStructuredResultV2): AnswerBody =>
  JSON.parse(body ?? '{}') as AnswerBody;

/**
 * Credit that was paid for goes back to where it came from, of the newest payment first; what is left is recorded.
 * What goes back is decided once, while nothing is charged any more, and written down before it is asked for.
 */
export async function refundCredit(attempt: Attempt): Promise<Attempted> {
  const { office, order, item } = attempt;
  const subscriber = await findSubscriber(office.tables.records, subscriberOf(order, item) ?? '');
  if (subscriber === undefined) return done({ refundedMicros: 0, keptMicros: 0 });
  const { payments } = office;
  const { refunds, keptMicros = 0 } = item.facts;
  if (refunds === undefined) {
    const decided = await decideRefunds(office, subscriber);
    return { result: { outcome: 'waiting', askAgainS: 0, facts: decided } };
  }
  let refundedMicros = 0;
  let refusedMicros = 0;
  for (const { paymentId, micros } of refunds) {
    const stored = await payments?.payments.get(paymentId);
    if (payments === undefined || stored === undefined) continue;
    const { result } = refundAnswer(
      await postRefund(payments, stored, {
        id: paymentNameOf(order.id, item.id),
        amount: fromMicros(micros),
        reason: `order ${order.id} ended ${subscriber.subscriberId}`,
        actor: ACTOR,
      }),
    );
    if (result.outcome === 'again') return { result };
    // The provider will not do it: somebody pays it out by other means.
    if (result.outcome === 'done') refundedMicros += micros;
    else refusedMicros += micros;
  }
  return done({ refundedMicros, keptMicros: keptMicros + refusedMicros });
}

async function decideRefunds(office: OrderOffice, subscriber: Subscriber) {
  const desk = await office.desk();
  const { accountKey } = subscriber;
  const account = await presentAccount(desk, accountKey);
  const nothing = { refunds: [], keptMicros: 0 };
  // Who uses another one's account has no credit of its own.
  if (account === undefined || (await isGuest(desk, subscriber))) return nothing;
  const { plan, wallet } = account.index;
  const money = plan.buckets[wallet];
  if (money === undefined) return nothing;
  const { buckets, advanceMicros = 0, owed } = viewAccount(account.item, plan, desk.nowMs);
  const open = decodeAccount(account.item, account.index).buckets.filter(
    ({ template }) => template === wallet,
  );
  const ids = new Set(open.map(({ id }) => id));
  const has = buckets
    .filter(({ id, expired }) => ids.has(id) && !expired)
    .reduce((sum, { available, reserved }) => sum + available + reserved, 0);
  const credit = Math.max(0, has - advanceMicros - (owed?.micros ?? 0));
  const smallest = 10 ** (6 - currencyDigits(plan.currency));
  const refunds: { paymentId: string; micros: number }[] = [];
  let left = credit;
  for await (const { payment, refunds: requested } of paymentsOf(office, accountKey)) {
    const most = Math.min(left, refundableMicros(payment, requested));
    const micros = most - (most % smallest);
    if (micros <= 0) continue;
    refunds.push({ paymentId: payment.paymentId, micros });
    left -= micros;
  }
  return { refunds, keptMicros: left };
}

async function* paymentsOf({ payments }: OrderOffice, account: string): AsyncIterable<StoredPayment> {
  if (payments === undefined) return;
  let after: string | undefined;
  do {
    const page = await payments.payments.ofAccount(account, { limit: PAGE, after });
    yield* page.payments;
    ({ after } = page);
  } while (after !== undefined);
}
