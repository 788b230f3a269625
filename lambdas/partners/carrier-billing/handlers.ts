/** Handlers of CAMARA's carrier billing and its refunds, by `operationId`. */
import type { PartnerHandler } from '../kernel/serve.js';
import type { CarrierBillingOffice } from './office.js';
import { paymentHandlers } from './payments.js';
import { invalidArgument } from './refusals.js';
import { refundHandlers } from './refunds.js';

/** `XCorrelator` of the standard's files. */
const CORRELATOR = /^[a-zA-Z0-9\-_:;./<>{}]{0,256}$/;

export const carrierBillingHandlers = (
  office: CarrierBillingOffice,
): Readonly<Record<string, PartnerHandler>> =>
  Object.fromEntries(
    Object.entries({ ...paymentHandlers(office), ...refundHandlers(office) }).map(([operationId, handle]) => [
      operationId,
      withCorrelator(handle),
    ]),
  );

const withCorrelator =
  (handle: PartnerHandler): PartnerHandler =>
  async (request) => {
    const correlator = request.headers['x-correlator'];
    if (correlator !== undefined && !CORRELATOR.test(correlator))
      throw invalidArgument({
        param: 'x-correlator',
        reason: `got "${correlator.slice(0, 100)}"; allowed: at most 256 letters, digits and -_:;./<>{}`,
      });
    return handle(request);
  };
