/** Ends reservations and prepared payments whose time has passed; on a schedule, each minute. */
import { operatorTime } from '../shared/clock.js';
import { ActionBooks } from './balances/actions.js';
import { expireReservations } from './balances/reserve.js';
import { environment, office } from './balances/wiring.js';
import { endHeld } from './carrier-billing/go-on.js';
import { carrierBillingOffice } from './carrier-billing/office.js';

const books = new ActionBooks(office);
const payments = carrierBillingOffice(office.client, { ...process.env, ...environment });
/** Of one run; what is left over is the next one's. */
const ROUNDS = 20;

/** @returns how many it looked at */
export async function handler(): Promise<{ readonly ended: number }> {
  const at = { nowMs: await operatorTime(), baseUrl: environment.PARTNER_URL };
  let ended = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const found = await expireReservations(office, books, at);
    ended += found;
    if (found === 0) break;
  }
  for (let round = 0; round < ROUNDS; round++) {
    const found = await endHeld(payments, at.nowMs);
    ended += found;
    if (found === 0) break;
  }
  return { ended };
}
