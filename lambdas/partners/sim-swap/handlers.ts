/** Handlers of CAMARA SIM Swap 2.1.0 and its subscriptions 0.3.0, by `operationId`. */
import {
  DEFAULT_MAX_AGE_H,
  largestMaxAgeH,
  simSwapInfo,
  wasSwapped,
} from '../../../domain/partners/sim-swap/last-change.js';
import { json } from '../../shared/problem.js';
import { withCorrelator } from '../camara/correlator.js';
import { RefusedError } from '../kernel/refused.js';
import type { PartnerHandler } from '../kernel/serve.js';
import { lineOf, mustName } from './line.js';
import type { SimSwapOffice } from './office.js';
import { subscriptionHandlers } from './subscriptions.js';

export const simSwapHandlers = (office: SimSwapOffice): Readonly<Record<string, PartnerHandler>> =>
  Object.fromEntries(
    Object.entries({ ...queryHandlers(office), ...subscriptionHandlers(office) }).map(
      ([operationId, handle]) => [operationId, withCorrelator(handle)],
    ),
  );

function queryHandlers(office: SimSwapOffice): Record<string, PartnerHandler> {
  return {
    retrieveSimSwapDate: async ({ body, nowMs }) => {
      const { phoneNumber } = body as { phoneNumber?: string };
      return json(200, simSwapInfo(await mustFind(office, mustName(phoneNumber)), office.terms, nowMs));
    },
    checkSimSwap: async ({ body, nowMs }) => {
      const { phoneNumber, maxAge } = body as { phoneNumber?: string; maxAge?: number };
      const most = largestMaxAgeH(office.terms);
      if (maxAge !== undefined && (maxAge < 1 || maxAge > most))
        throw new RefusedError(
          400,
          'OUT_OF_RANGE',
          `Client specified an invalid range: maxAge: got ${maxAge}; allowed: 1 to ${most} hours.`,
        );
      const line = await mustFind(office, mustName(phoneNumber));
      return json(200, { swapped: wasSwapped(line, maxAge ?? Math.min(DEFAULT_MAX_AGE_H, most), nowMs) });
    },
  };
}

async function mustFind(office: SimSwapOffice, phoneNumber: string) {
  const line = await lineOf(office, phoneNumber);
  if (line === undefined)
    throw new RefusedError(
      404,
      'IDENTIFIER_NOT_FOUND',
      `Device identifier not found: phoneNumber ${phoneNumber} is none of this operator.`,
    );
  return line;
}
