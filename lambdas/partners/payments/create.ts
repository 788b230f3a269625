/**
 * A payment that a partner asks for. By a provider of the operator it is a top-up of one of the partner's subscribers,
 * created and not authorized until it is paid. Any other is recorded as it was told: no value moves by it.
 */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  type AskedPayment,
  methodOf,
  type RecordedPayment,
  type Resource,
  viewRecorded,
} from '../../../domain/partners/payments/payment.js';
import { newId } from '../../../domain/partners/ids.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { topUpBody } from '../../payments/bodies.js';
import type { PaymentOffice } from '../../payments/office.js';
import { paymentIdOf } from '../../payments/order-payment.js';
import { viewStored } from '../../payments/partner-books.js';
import { SecretError } from '../../payments/secret-cache.js';
import { postTopUp } from '../../payments/topups.js';
import { isSubscriberName, type Subscriber } from '../../subscribers/find-subscriber.js';
import { subscriberOf } from '../balances/office.js';
import { resourceEvent } from '../kernel/announce.js';
import { ownerOf } from '../kernel/partner.js';
import type { Recorded } from '../kernel/records.js';
import { invalid, RefusedError } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';
import type { PaymentsOffice } from './office.js';

export interface MadePayment {
  readonly id: string;
  readonly view: Resource;
}

/** @throws RefusedError with all that is wrong */
export async function makePayment(
  office: PaymentsOffice,
  request: PartnerRequest,
  asked: AskedPayment,
): Promise<MadePayment> {
  const taking = await office.taking();
  const providers = taking?.providers ?? [];
  const method = methodOf(asked.paymentMethod, providers);
  const { id: accountId } = asked.account;
  const subscriber = await subscriberOf(office, request.partner, accountId);
  const isOurs = isSubscriberName(accountId);
  const problems = [
    ...('got' in method
      ? [
          {
            param: 'paymentMethod',
            reason: `got "${method.got}"; allowed: ${providers.join(', ') || 'none, the operator names no provider'}, or what is no provider: then the payment is recorded${method.hint}`,
          },
        ]
      : []),
    ...(subscriber === undefined && (isOurs || ('provider' in method && method.provider !== undefined))
      ? [{ param: 'account.id', reason: `got "${accountId}"; you have no such account` }]
      : []),
  ];
  if (problems.length > 0) throw invalid('invalid-payment', problems);
  const provider = 'provider' in method ? method.provider : undefined;
  return provider === undefined || subscriber === undefined || taking === undefined
    ? record(office, request, asked)
    : topUp(office, taking, request, { asked, provider, subscriber });
}

/** Attributes that are the payment's own, so they are not kept as they came. */
const OWN = ['totalAmount', 'returnUrl', 'saveMandate', '@schemaLocation'];

async function topUp(
  office: PaymentsOffice,
  taking: PaymentOffice,
  request: PartnerRequest,
  {
    asked,
    provider,
    subscriber,
  }: { readonly asked: AskedPayment; readonly provider: string; readonly subscriber: Subscriber },
): Promise<MadePayment> {
  const { value, unit } = asked.totalAmount;
  const currency = await taking.currency();
  if (value === undefined || (unit !== undefined && unit !== currency))
    throw invalid('invalid-payment', [
      {
        param: value === undefined ? 'totalAmount.value' : 'totalAmount.unit',
        reason: value === undefined ? 'is missing; it is mandatory' : `got "${unit}"; allowed: ${currency}`,
      },
    ]);
  const id = `tmf-${request.seed.slice(0, 32)}`;
  const parsed = topUpBody.safeParse({
    id,
    subscriber: subscriber.subscriberId,
    amount: String(value),
    provider,
    ...(asked['returnUrl'] === undefined ? {} : { returnUrl: asked['returnUrl'] }),
    ...(asked['saveMandate'] === undefined ? {} : { saveMandate: asked['saveMandate'] }),
  });
  if (!parsed.success)
    throw invalid(
      'invalid-payment',
      parsed.error.issues.map(({ path, message }) => ({
        param: String(path[0]),
        reason: `got ${JSON.stringify(asked[String(path[0])])}; allowed: ${message}`,
      })),
    );
  const kept = Object.fromEntries(Object.entries(asked).filter(([name]) => !OWN.includes(name)));
  await asRefusal(async () => postTopUp(taking, parsed.data, { tmf: JSON.stringify(kept) }));
  const paymentId = paymentIdOf(subscriber.subscriberId, id);
  const stored = await office.payments.get(paymentId);
  if (stored === undefined) throw new Error(`payment ${paymentId} is not there`);
  return { id: paymentId, view: viewStored(stored, request.baseUrl) };
}

interface Problem {
  readonly type: string;
  readonly detail?: string;
  readonly invalidParams?: readonly { readonly param: string; readonly reason: string }[];
}

/** Answers of the operator's payments API, as this API refuses. */
export async function asRefusal(
  ask: () => Promise<APIGatewayProxyStructuredResultV2>,
): Promise<Readonly<Record<string, unknown>>> {
  const {
    statusCode = 200,
    body = '{}',
    headers = {},
  } = await ask().catch((error: unknown) => {
    if (error instanceof SecretError) throw new RefusedError(503, 'provider-not-set-up', error.message);
    throw error;
  });
  const answer = JSON.parse(body) as Problem & Readonly<Record<string, unknown>>;
  if (statusCode < 400) return answer;
  const retryAfter = headers['retry-after'];
  throw new RefusedError(
    statusCode,
    answer.type.replace('urn:wildlily:problem:', ''),
    answer.detail ?? answer.type,
    {
      ...(answer.invalidParams === undefined ? {} : { invalidParams: answer.invalidParams }),
      ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
    },
  );
}

async function record(
  { recorded, tables }: PaymentsOffice,
  { seed, partner, nowMs, baseUrl }: PartnerRequest,
  asked: AskedPayment,
): Promise<MadePayment> {
  const id = newId('pyr', seed);
  const owner = ownerOf(partner);
  const value: RecordedPayment = { asked };
  const view = viewRecorded({ id, asked, createdAt: new Date(nowMs).toISOString() }, baseUrl);
  const event = resourceEvent({
    by: partner,
    nowMs,
    owner,
    resource: 'payment',
    id,
    revision: 1,
    change: 'created',
    view,
    api: 'payments',
  });
  const kept = (await recorded.create({ id, owner, nowMs, value }, [
    eventWrite(tables.records, event),
  ])) as Recorded<RecordedPayment>;
  await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
  return { id, view: viewRecorded(kept, baseUrl) };
}
