/** The routes of the payments API. */
import type { z } from 'zod';
import { invalidBody, readBody } from '../accounts/body.js';
import { answering, subscriberOf } from '../accounts/route.js';
import { problem } from '../shared/problem.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import {
  getAgreement,
  getMandate,
  listMandates,
  putAgreement,
  removeAgreement,
  removeMandate,
} from './agreements.js';
import * as bodies from './bodies.js';
import type { Answer, Event, PaymentOffice } from './office.js';
import { postQuery, postDismissal, postReplay, putState } from './payment-state.js';
import type { StoredPayment } from './payment-store.js';
import { getPayment, listInbox, listPayments, listPaymentsOf, paymentOf } from './payments.js';
import { postRefund } from './refunds.js';
import { SecretError } from './secret-cache.js';
import { postTopUp } from './topups.js';
import { cancelVoucherBatch, getVoucherBatch, postVoucherBatch, redeemVoucher } from './vouchers.js';

type Route = (office: PaymentOffice, event: Event) => Answer;

/** A route with a body. */
function posted<T>(
  schema: z.ZodType<T>,
  serve: (office: PaymentOffice, body: T, event: Event) => Answer,
): Route {
  return async (office, event) => {
    const body = readBody(schema, event);
    return body.ok ? serve(office, body.value, event) : invalidBody(body.invalidParams);
  };
}

/** A route of one payment. */
function ofPayment(serve: (office: PaymentOffice, payment: StoredPayment, event: Event) => Answer): Route {
  return async (office, event) => {
    const stored = await paymentOf(office, event);
    return 'answer' in stored ? stored.answer : serve(office, stored, event);
  };
}

/** A route of one subscriber. */
function ofSubscriber(serve: (office: PaymentOffice, subscriber: Subscriber, event: Event) => Answer): Route {
  return async (office, event) => {
    const subscriber = await subscriberOf(office.payments.tables.records, event);
    return 'answer' in subscriber ? subscriber.answer : serve(office, subscriber, event);
  };
}

const OF = '/subscribers/{subscriberId}';

const ROUTES: Readonly<Record<string, Route>> = {
  'POST /topups': posted(bodies.topUpBody, async (office, body) => postTopUp(office, body)),
  'GET /payments': listPayments,
  'GET /payments/{paymentId}': getPayment,
  'POST /payments/{paymentId}/refunds': posted(bodies.refundBody, async (office, body, event) =>
    ofPayment(async (_, payment) => postRefund(office, payment, body))(office, event),
  ),
  'POST /payments/{paymentId}/query': ofPayment(postQuery),
  'PUT /payments/{paymentId}/state': posted(bodies.stateBody, async (office, body, event) =>
    ofPayment(async (_, payment) => putState(office, payment, body))(office, event),
  ),
  'GET /inbox': listInbox,
  'POST /inbox/replay': posted(bodies.replayBody, postReplay),
  'POST /inbox/dismiss': posted(bodies.dismissBody, postDismissal),
  [`GET ${OF}/payments`]: ofSubscriber(listPaymentsOf),
  [`GET ${OF}/mandates`]: ofSubscriber(listMandates),
  [`GET ${OF}/mandates/{mandateId}`]: ofSubscriber(getMandate),
  [`DELETE ${OF}/mandates/{mandateId}`]: ofSubscriber(removeMandate),
  [`GET ${OF}/automatic-top-up`]: ofSubscriber(getAgreement),
  [`PUT ${OF}/automatic-top-up`]: posted(bodies.agreementBody, async (office, body, event) =>
    ofSubscriber(async (_, subscriber) => putAgreement(office, subscriber, body))(office, event),
  ),
  [`DELETE ${OF}/automatic-top-up`]: ofSubscriber(removeAgreement),
  'POST /voucher-batches': posted(bodies.voucherBatchBody, postVoucherBatch),
  'GET /voucher-batches/{batchId}': getVoucherBatch,
  'DELETE /voucher-batches/{batchId}': cancelVoucherBatch,
  [`POST ${OF}/vouchers`]: posted(bodies.voucherBody, async (office, { code }, event) =>
    ofSubscriber(async (_, subscriber) => redeemVoucher(office, subscriber, code))(office, event),
  ),
};

/** The answer to a request; 503 for what may be sent again as it is, and while a provider's secret is missing. */
export async function serve(office: PaymentOffice, event: Event): Answer {
  const route = ROUTES[event.routeKey];
  if (route === undefined)
    return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  try {
    return await answering(async () => route(office, event));
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    return problem(503, 'provider-not-set-up', { detail: error.message });
  }
}
