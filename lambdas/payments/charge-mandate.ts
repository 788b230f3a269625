/** Charges by mandate: what an automatic top-up and a charge that is tried again have in common. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { capturedMicros, type PaymentPurpose } from '../../domain/payments/payment.js';
import { isUnderWay } from '../../domain/payments/automatic-top-up.js';
import type { AttemptState } from '../../domain/payments/dunning.js';
import { requestDigest } from '../pools/write-once.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import { activeMandate, type Mandate } from './mandates.js';
import { isUnsent, keepOrder, newOrder, type OrderOptions, placeOrder } from './order-payment.js';
import { ProviderError } from './payment-client.js';
import type { StoredPayment } from './payment-store.js';

export interface Charge {
  readonly paymentId: string;
  readonly purpose: Extract<PaymentPurpose, 'automatic-top-up' | 'dunning'>;
  readonly account: string;
  readonly subscriberId: string;
  readonly mandate: Pick<Mandate, 'mandateId' | 'provider'>;
  readonly amountMicros: number;
  readonly currency: string;
}

/**
 * Keeps a charge together with what it is claimed by, in one transaction: before it nobody has asked a provider, and
 * after it nobody else starts one.
 *
 * @param claim  its conditions are what makes it the only one
 * @returns undefined = somebody else was first
 */
export async function claimCharge(
  charge: Charge,
  claim: readonly TransactWriteItem[],
  nowMs: number,
  options: OrderOptions,
): Promise<StoredPayment | undefined> {
  const { paymentId, purpose, account, subscriberId, mandate, amountMicros, currency } = charge;
  const { merchant } = await options.clientOf(mandate.provider);
  const order = newOrder(
    {
      paymentId,
      provider: mandate.provider,
      purpose,
      subscriberId,
      account,
      amountMicros,
      currency,
      createdISO: new Date(nowMs).toISOString(),
      ...(merchant === undefined ? {} : { merchant }),
    },
    requestDigest(charge),
    { mandateId: mandate.mandateId },
  );
  const kept = await keepOrder(order, options, claim);
  return kept?.isNew === true ? kept.stored : undefined;
}

/**
 * Asks the provider for a charge that was claimed. Again, it is the same charge.
 *
 * @throws ProviderError when it could not be asked and may be asked again
 */
export async function sendCharge(stored: StoredPayment, options: OrderOptions): Promise<void> {
  const { payment, about } = stored;
  const { paymentId, account, subscriberId, amountMicros, currency, provider } = payment;
  const [mandate, subscriber, brand] = await Promise.all([
    activeMandate(account, String(about?.['mandateId']), options.payments),
    findSubscriber(options.payments.tables.records, subscriberId),
    options.brand(),
  ]);
  try {
    await placeOrder(
      stored,
      'charge',
      async (client) => {
        if (mandate === undefined || subscriber === undefined || client.charge === undefined)
          throw new ProviderError(`${provider}: there is nothing left to charge ${paymentId} by`, false);
        return client.charge({
          paymentId,
          amountMicros,
          currency,
          description: brand.name,
          notifyUrl: `${options.webhooksUrl}/${provider}`,
          msisdn: subscriber.msisdn.replace('msisdn-', ''),
          subscriberId,
          locale: brand.locales[0] ?? 'en',
          mandate: mandate.token,
        });
      },
      options,
    );
  } catch (error) {
    // What is refused for good is the payment's failure, and told as that.
    if (!(error instanceof ProviderError) || error.retryable) throw error;
    console.warn(JSON.stringify({ message: 'a charge was refused', paymentId, error: error.message }));
  }
}

/** What became of a charge. @param stored  undefined = there is none of that id */
export function chargeState(stored: StoredPayment | undefined, nowMs: number): AttemptState {
  if (stored === undefined) return 'none';
  if (isUnsent(stored, nowMs)) return 'unsent';
  const { payment, dueISO } = stored;
  if (isUnderWay(payment, dueISO !== undefined)) return 'open';
  return capturedMicros(payment) > 0 ? 'paid' : 'closed';
}
