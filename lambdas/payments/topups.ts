/** `POST /topups`: a payment that a subscriber makes, once for its id. */
import type { z } from 'zod';
import { fromMicros } from '../../domain/operator/decimal.js';
import { statusOf } from '../../domain/payments/payment.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { viewAccount } from '../../domain/charging/view.js';
import { presentAccount } from '../accounts/desk.js';
import type { Refusal } from '../accounts/run-command.js';
import { requestDigest } from '../pools/write-once.js';
import { json } from '../shared/problem.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { amountIn, providerProblem, refusal } from './answers.js';
import type { topUpBody } from './bodies.js';
import type { Answer, PaymentOffice } from './office.js';
import { isTooOld, keepOrder, newOrder, paymentIdOf, placeOrder } from './order-payment.js';
import type { PaymentClient } from './payment-client.js';
import type { StoredPayment } from './payment-store.js';

type Body = z.output<typeof topUpBody>;

/**
 * The payment is kept before its provider is asked for it: a message of a payment that nobody knows can't come, and
 * the same request again, after whatever cut it off, is the same payment there and here.
 *
 * @param about  kept with it
 */
export async function postTopUp(
  office: PaymentOffice,
  body: Body,
  about: NonNullable<StoredPayment['about']> = {},
): Answer {
  const { providers, payments } = office;
  const provider = providers.find((each) => each === body.provider);
  const subscriber = await findSubscriber(payments.tables.records, body.subscriber);
  if (provider === undefined || subscriber === undefined)
    return refusal(...(await misnamed(office, body, provider, subscriber)));
  const paymentId = paymentIdOf(subscriber.subscriberId, body.id);
  const known = await payments.get(paymentId);
  if (known !== undefined) return repeated(office, known, subscriber, body);
  const client = await office.clientOf(provider);
  const order = await orderOf(office, { paymentId, subscriber, provider, body, client, about });
  if (!('payment' in order)) return refusal(...order.problems);
  const kept = await keepOrder(order, office);
  // The account's list has no condition, so one of its id is there.
  if (kept === undefined) throw new Error(`payment ${paymentId} was neither kept nor there`);
  return kept.isNew
    ? place(office, kept.stored, subscriber, body, 201)
    : repeated(office, kept.stored, subscriber, body);
}

/** What is named and is not there, with all that is wrong of what is. */
async function misnamed(
  office: PaymentOffice,
  body: Body,
  provider: ProviderId | undefined,
  subscriber: Subscriber | undefined,
): Promise<Refusal[]> {
  const { providers } = office;
  return [
    ...(provider === undefined
      ? [
          {
            code: 'provider-unknown',
            detail: `provider: got "${body.provider}"; allowed: ${providers.join(', ') || 'none, the operator names none'}`,
          },
        ]
      : []),
    ...(subscriber === undefined
      ? [{ code: 'subscriber-not-found', detail: `there is no subscriber ${body.subscriber}` }]
      : (await accountOf(office, subscriber, body)).problems),
  ];
}

const ID_USED = (id: string, { createdISO }: StoredPayment['payment']): Refusal => ({
  code: 'id-used',
  detail: `top-up "${id}" was asked for at ${createdISO} with other content; allowed: an id of its own`,
});

async function repeated(
  office: PaymentOffice,
  stored: StoredPayment,
  subscriber: Subscriber,
  body: Body,
): Answer {
  if (stored.request !== digestOf(subscriber, body)) return refusal(ID_USED(body.id, stored.payment));
  if (stored.checkout !== undefined || statusOf(stored.payment) !== 'created') return answer(stored, true);
  if (isTooOld(stored, await office.now()))
    return refusal({
      code: 'too-old',
      detail: `it was asked for at ${stored.payment.createdISO} and did not reach ${body.provider}; allowed: an id of its own`,
    });
  // It was cut off: whether the provider heard of it or not, it is one payment there.
  return place(office, stored, subscriber, body, 200);
}

/** What is asked for, however its amount and subscriber are written. */
const digestOf = ({ subscriberId }: Subscriber, { amount, provider, returnUrl, saveMandate = false }: Body) =>
  requestDigest({
    topUp: subscriberId,
    amount: amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount,
    provider,
    returnUrl: returnUrl ?? null,
    saveMandate,
  });

interface Asked {
  readonly paymentId: string;
  readonly subscriber: Subscriber;
  readonly provider: ProviderId;
  readonly body: Body;
  readonly client: PaymentClient;
  readonly about: NonNullable<StoredPayment['about']>;
}

async function orderOf(
  office: PaymentOffice,
  { paymentId, subscriber, provider, body, client, about }: Asked,
): Promise<StoredPayment | { readonly problems: readonly Refusal[] }> {
  const { nowMs, currency, amountMicros, problems: ofAccount } = await accountOf(office, subscriber, body);
  const problems: Refusal[] = [
    ...ofAccount,
    ...(body.saveMandate === true && client.charge === undefined
      ? [
          {
            code: 'mandate-not-offered',
            detail: `saveMandate: got true; ${provider} charges nobody by mandate`,
          },
        ]
      : []),
  ];
  if (problems.length > 0 || currency === undefined || amountMicros === undefined) return { problems };
  return newOrder(
    {
      paymentId,
      provider,
      purpose: 'top-up',
      subscriberId: subscriber.subscriberId,
      account: subscriber.accountKey,
      amountMicros,
      currency,
      createdISO: new Date(nowMs).toISOString(),
      ...(client.merchant === undefined ? {} : { merchant: client.merchant }),
    },
    digestOf(subscriber, body),
    { ...about, topUp: body.id, ...(body.saveMandate === true ? { savesMandate: true } : {}) },
  );
}

interface ToCredit {
  readonly nowMs: number;
  /** Undefined when there is a problem, or no account. */
  readonly amountMicros?: number;
  readonly currency?: string;
  readonly problems: readonly Refusal[];
}

/** The account that is credited, and all that is wrong with crediting it by the amount. */
async function accountOf(office: PaymentOffice, subscriber: Subscriber, body: Body): Promise<ToCredit> {
  const desk = await office.desk();
  const { nowMs } = desk;
  const account = await presentAccount(desk, subscriber.accountKey);
  if (account === undefined)
    return {
      nowMs,
      problems: [{ code: 'account-not-open', detail: `${subscriber.subscriberId} has no account yet` }],
    };
  const { plan, wallet } = account.index;
  const { currency } = plan;
  const { state } = viewAccount(account.item, plan, nowMs);
  const amountMicros = amountIn(currency, body.amount, 'amount', office.topUps);
  const problems: Refusal[] = [
    ...(typeof amountMicros === 'number' ? [] : [amountMicros]),
    ...(wallet < 0
      ? [{ code: 'no-wallet', detail: `plan ${plan.id} has no bucket of money to top up` }]
      : []),
    ...(state === 'terminated'
      ? [{ code: 'account-terminated', detail: `account ${subscriber.accountKey} has ended` }]
      : []),
  ];
  return { nowMs, currency, problems, ...(typeof amountMicros === 'number' ? { amountMicros } : {}) };
}

async function place(
  office: PaymentOffice,
  stored: StoredPayment,
  { msisdn, subscriberId }: Subscriber,
  { returnUrl, saveMandate = false }: Body,
  status: number,
): Answer {
  const { paymentId, amountMicros, currency, provider } = stored.payment;
  const brand = await office.brand();
  try {
    const placed = await placeOrder(
      stored,
      'create',
      async (client) =>
        client.create({
          paymentId,
          amountMicros,
          currency,
          description: brand.name,
          returnUrl: returnUrl ?? brand.topUpUrl,
          notifyUrl: `${office.webhooksUrl}/${provider}`,
          msisdn: msisdn.replace('msisdn-', ''),
          subscriberId,
          saveMandate,
          locale: brand.locales[0] ?? 'en',
        }),
      office,
    );
    return answer(placed, false, status);
  } catch (error) {
    return providerProblem(error);
  }
}

function answer({ payment, checkout }: StoredPayment, isRepeated: boolean, status = 200) {
  return json(
    status,
    {
      paymentId: payment.paymentId,
      status: statusOf(payment),
      amount: fromMicros(payment.amountMicros),
      currency: payment.currency,
      provider: payment.provider,
      ...(checkout === undefined ? {} : { checkout }),
      repeated: isRepeated,
    },
    isRepeated ? { repeated: 'true' } : {},
  );
}
