/** Payments and messages of providers, read. */
import { fromMicros } from '../../domain/operator/decimal.js';
import { cursorAfter, pageRequest } from '../shared/paging.js';
import { json, problem } from '../shared/problem.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { paymentAnswer, paymentDetail, refusal } from './answers.js';
import type { KeptMessage } from './kept-messages.js';
import type { Answer, Event, PaymentOffice } from './office.js';
import type { StoredPayment } from './payment-store.js';

export const isPaymentId = (text: string): boolean => /^pay_[0-9a-f]{24}$/.test(text);

/** The payment that a path names, or the answer that there is none. */
export async function paymentOf(
  { payments }: Pick<PaymentOffice, 'payments'>,
  event: Event,
): Promise<StoredPayment | { readonly answer: Awaited<Answer> }> {
  const paymentId = event.pathParameters?.['paymentId'] ?? '';
  if (!isPaymentId(paymentId)) {
    const reason = `got "${paymentId}"; allowed: pay_ and 24 hex digits`;
    return {
      answer: problem(400, 'invalid-payment-id', { invalidParams: [{ param: 'paymentId', reason }] }),
    };
  }
  return (
    (await payments.get(paymentId)) ?? {
      answer: refusal({ code: 'payment-not-found', detail: `there is no payment ${paymentId}` }),
    }
  );
}

export async function getPayment(office: PaymentOffice, event: Event): Answer {
  const stored = await paymentOf(office, event);
  return 'answer' in stored ? stored.answer : json(200, paymentDetail(stored));
}

const ISO_PLACE = /^\d{4}-\d\d-\d\dT[\d:.]+Z#/;

/** `due`: what providers are still asked for, the next first; `quarantined`: whose messages nobody believes. */
export async function listPayments(office: PaymentOffice, event: Event): Answer {
  const { status, ...query } = event.queryStringParameters ?? {};
  if (status !== 'due' && status !== 'quarantined') {
    const reason = `${gotOf(status)}; allowed: due, quarantined`;
    return problem(400, 'invalid-query', { invalidParams: [{ param: 'status', reason }] });
  }
  const page = pageRequest(query, (key) => ISO_PLACE.test(key));
  if ('invalidParams' in page) return problem(400, 'invalid-query', { invalidParams: page.invalidParams });
  if (status === 'due') {
    const rows = await office.payments.due('9999', page.limit);
    const payments = await office.payments.many(rows.flatMap(({ paymentId }) => paymentId ?? []));
    return json(200, { items: payments.map(paymentAnswer) });
  }
  const { messages, after } = await office.messages.quarantined(page.limit, page.after);
  const ids = await Promise.all(messages.map(async (message) => paymentsNamedBy(message, office)));
  const payments = await office.payments.many([...new Set(ids.flat())]);
  return json(200, {
    items: payments.map(paymentAnswer),
    ...(after === undefined ? {} : { after: cursorAfter(after) }),
  });
}

const gotOf = (value: string | undefined): string => (value === undefined ? 'missing' : `got "${value}"`);

async function paymentsNamedBy(
  { provider, facts }: KeptMessage,
  { payments }: PaymentOffice,
): Promise<string[]> {
  const byReference = await Promise.all(
    facts
      .flatMap(({ references }) => references)
      .map(async (reference) => payments.byReference(provider, reference)),
  );
  const named = [...facts.map(({ paymentId }) => paymentId), ...byReference];
  return named.filter((paymentId) => paymentId !== undefined);
}

export async function listPaymentsOf(office: PaymentOffice, subscriber: Subscriber, event: Event): Answer {
  const page = pageRequest(event.queryStringParameters, (key) =>
    /^PAYMENT#[^#]+#pay_[0-9a-f]{24}$/.test(key),
  );
  if ('invalidParams' in page) return problem(400, 'invalid-query', { invalidParams: page.invalidParams });
  const { payments, after } = await office.payments.ofAccount(subscriber.accountKey, page);
  return json(200, {
    items: payments.map(paymentAnswer),
    ...(after === undefined ? {} : { after: cursorAfter(after) }),
  });
}

/** `GET /inbox?quarantined`: messages that granted nothing, the oldest first, each with why. */
export async function listInbox(office: PaymentOffice, event: Event): Answer {
  const { quarantined, ...query } = event.queryStringParameters ?? {};
  if (quarantined === undefined || !['', 'true'].includes(quarantined)) {
    const reason = `${gotOf(quarantined)}; allowed: "true": others expire by themselves once they are applied`;
    return problem(400, 'invalid-query', { invalidParams: [{ param: 'quarantined', reason }] });
  }
  const page = pageRequest(query, (key) => ISO_PLACE.test(key));
  if ('invalidParams' in page) return problem(400, 'invalid-query', { invalidParams: page.invalidParams });
  const { messages, after } = await office.messages.quarantined(page.limit, page.after);
  return json(200, {
    items: messages.map(messageAnswer),
    ...(after === undefined ? {} : { after: cursorAfter(after) }),
  });
}

function messageAnswer({ provider, key, type, facts, receivedISO, quarantine }: KeptMessage) {
  return {
    provider,
    key,
    type,
    receivedAt: receivedISO,
    ...(quarantine === undefined
      ? {}
      : { code: quarantine.code, detail: quarantine.detail, quarantinedAt: quarantine.atISO }),
    facts: facts.map((fact) => ({
      kind: fact.kind,
      ...(fact.paymentId === undefined ? {} : { paymentId: fact.paymentId }),
      references: fact.references,
      ...('amountMicros' in fact ? { amount: fromMicros(fact.amountMicros) } : {}),
      ...(fact.currency === undefined ? {} : { currency: fact.currency }),
      ...(fact.merchant === undefined ? {} : { merchant: fact.merchant }),
    })),
  };
}
