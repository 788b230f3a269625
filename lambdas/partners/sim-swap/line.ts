/** The subscriber behind a phone number. */
import { findSubscriber, type Subscriber } from '../../subscribers/find-subscriber.js';
import { RefusedError } from '../kernel/refused.js';
import type { SimSwapOffice } from './office.js';

/**
 * Tokens here are those of clients (2-legged), which name nobody: the number must be in the request.
 *
 * @throws RefusedError 422
 */
export function mustName(phoneNumber: string | undefined): string {
  if (phoneNumber === undefined)
    throw new RefusedError(
      422,
      'MISSING_IDENTIFIER',
      'The device cannot be identified: the token names none, so phoneNumber must be given.',
    );
  return phoneNumber;
}

/**
 * Any number of the operator, whoever sold it: who asks is a bank rather than a shop, and its scope was granted for that.
 *
 * @returns undefined for a number that is none of ours, or no longer
 */
export async function lineOf({ table }: SimSwapOffice, phoneNumber: string): Promise<Subscriber | undefined> {
  const found = await findSubscriber(table, `msisdn-${phoneNumber.slice(1)}`);
  return found?.state === 'terminated' ? undefined : found;
}
