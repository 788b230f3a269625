import { RefusedError } from '../kernel/refused.js';
import type { PartnerHandler } from '../kernel/serve.js';

/** `XCorrelator` of CAMARA's files. */
const CORRELATOR = /^[a-zA-Z0-9\-_:;./<>{}]{0,256}$/;

/** Refuses a correlator that the standard does not allow; what it does allow, the kernel gives back. */
export const withCorrelator =
  (handle: PartnerHandler): PartnerHandler =>
  async (request) => {
    const given = request.headers['x-correlator'];
    if (given !== undefined && !CORRELATOR.test(given))
      throw new RefusedError(
        400,
        'INVALID_ARGUMENT',
        `x-correlator: got "${given.slice(0, 100)}"; allowed: at most 256 letters, digits and -_:;./<>{}`,
      );
    return handle(request);
  };
