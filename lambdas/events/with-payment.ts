/** What the operator's bus says of payments, with the payment as TMF676 answers it: a hub's listener knows no other. */
import type { PartnerEvent } from '../../domain/events/event.js';
import { viewStored } from '../payments/partner-books.js';
import type { PaymentStore } from '../payments/payment-store.js';

/** @param partnerUrl  base of the partner API's addresses */
export async function withPayment(
  event: PartnerEvent,
  payments: Pick<PaymentStore, 'get'>,
  partnerUrl: string,
): Promise<PartnerEvent> {
  const { paymentId } = event.data;
  if (!event.type.startsWith('payment.') || typeof paymentId !== 'string') return event;
  const stored = await payments.get(paymentId);
  if (stored === undefined) return event;
  return {
    ...event,
    // What a payer's page pays with is nobody else's.
    data: { ...event.data, payment: viewStored({ ...stored, checkout: undefined }, partnerUrl) },
    tmf: { api: 'payments', eventType: 'PaymentStateChangeEvent' },
  };
}
