/** Starts top-ups without the subscriber, when a balance that was used is below what was agreed to. */
import {
  type AutomaticTopUp,
  decideAutomaticTopUp,
  marketDay,
} from '../../domain/payments/automatic-top-up.js';
import type { Payment } from '../../domain/payments/payment.js';
import { type Balance, balanceOf } from './balance.js';
import { type ChargePage, chargesPut, readCharges } from './charge-book.js';
import { chargeState, claimCharge, sendCharge } from './charge-mandate.js';
import { closeCharge, holdsTopUps, readDunning } from './dunning.js';
import { activeMandate } from './mandates.js';
import { type OrderOptions, paymentIdOf } from './order-payment.js';

/** What became of a look at an account. */
export type AutomaticTopUpOutcome =
  | 'started'
  /** One that was cut off before its provider was reached. */
  | 'sent-again'
  | 'enough'
  | 'open'
  | 'cap'
  /** Nothing was agreed to, or its mandate is no more. */
  | 'none'
  /** The account is suspended or has ended. */
  | 'stopped'
  /** A charge that failed is tried again by its own schedule. */
  | 'dunning'
  /** Somebody else was first. */
  | 'taken';

/**
 * Looks at one account, and starts a top-up where one is due. However often and by however many at once it is looked
 * at, at most one is under way, and no day's is above its cap: the claim is one conditional write with the payment.
 *
 * @throws ProviderError when the provider could not be asked: the same look may come again
 */
export async function lookAtBalance(account: string, options: OrderOptions): Promise<AutomaticTopUpOutcome> {
  const before = await readCharges(options.payments, account);
  if (before.agreement === undefined) return 'none';
  const { agreement, charges } = before;
  const { open } = charges;
  const desk = await options.desk();
  const last = open === undefined ? undefined : await options.payments.get(open);
  const state = chargeState(last, desk.nowMs);
  if (state === 'open') return 'open';
  // Read after the payment: what it brought is in the balance.
  const balance = await balanceOf(account, desk);
  if (last !== undefined && state === 'unsent') {
    if (!isWanted(last.payment, agreement, balance)) return 'open';
    await sendCharge(last, options);
    return 'sent-again';
  }
  if (last !== undefined) await closeCharge(last, options);
  const page = await readCharges(options.payments, account);
  if (holdsTopUps(await readDunning(account, options.payments))) return 'dunning';
  if (balance?.micros === undefined) return 'none';
  if (isStopped(balance)) return 'stopped';
  return start(page, { ...balance, micros: balance.micros }, desk.nowMs, options);
}

const isStopped = ({ state }: Balance): boolean => state === 'suspended' || state === 'terminated';

/** Whether one that was cut off would be started now. What dunning began it sends itself, as long as it is needed. */
const isWanted = (
  { purpose, amountMicros }: Payment,
  agreement: AutomaticTopUp,
  balance: Balance | undefined,
): boolean =>
  purpose === 'automatic-top-up' &&
  amountMicros <= agreement.amountMicros &&
  balance?.micros !== undefined &&
  balance.micros < agreement.thresholdMicros &&
  !isStopped(balance);

async function start(
  page: ChargePage,
  { micros, timeZone, currency }: Balance & { readonly micros: number },
  nowMs: number,
  options: OrderOptions,
): Promise<AutomaticTopUpOutcome> {
  const { account, agreement } = page;
  if (agreement === undefined) return 'none';
  const { charges } = page;
  const paymentId = paymentIdOf('automatic-top-up', account, String(charges.count + 1));
  const decision = decideAutomaticTopUp(agreement, charges, micros, paymentId, marketDay(timeZone, nowMs));
  if (!decision.start) return decision.because;
  const mandate = await activeMandate(account, agreement.mandateId, options.payments);
  if (mandate === undefined) return 'none';
  const claimed = await claimCharge(
    {
      paymentId,
      purpose: 'automatic-top-up',
      account,
      subscriberId: agreement.subscriberId,
      mandate,
      amountMicros: agreement.amountMicros,
      currency,
    },
    [chargesPut(options.payments, page, { agreement, charges: decision.charges })],
    nowMs,
    options,
  );
  if (claimed === undefined) return 'taken';
  await sendCharge(claimed, options);
  return 'started';
}
