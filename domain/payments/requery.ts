/** When a provider is asked for a payment that it has not told the end of. */
import type { ProviderId } from './provider.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** After the payment was made, milliseconds: whoever pays waits for minutes, so one lost message costs that and no day. */
const SOON = [10 * MINUTE, HOUR];

/**
 * Ages of a payment at which its provider is asked, ascending. The last one is past the provider's own retries, so
 * what it has not told by then it will never tell: Stripe 3 days, Adyen 30 days (asked daily in its first week, when
 * nearly all is told), PayPal 3 days, WeChat Pay 24 h 4 min, Alipay 25 h, Razorpay 24 h; M-Pesa promises none.
 */
const ASKED_AT: Readonly<Record<ProviderId, readonly number[]>> = {
  stripe: [...SOON, 3 * DAY + HOUR],
  adyen: [...SOON, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 30 * DAY + HOUR],
  paypal: [...SOON, 3 * DAY + HOUR],
  wechatpay: [...SOON, DAY + 10 * MINUTE],
  alipay: [...SOON, DAY + 90 * MINUTE],
  razorpay: [...SOON, DAY + HOUR],
  mpesa: [2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, DAY],
};

/** Direct debits and refunds to bank accounts take up to two weeks: what is on its way is asked for daily, for so long. */
const ON_ITS_WAY = 30 * DAY;

/**
 * The next time to ask, epoch milliseconds; undefined = it was asked for the last time.
 *
 * @param createdMs  when the payment was made
 * @param nowMs  only what lies after it is a next time
 * @param isOnItsWay  whether the provider took it, and has not told its end. @default false
 */
export function nextAskMs(
  provider: ProviderId,
  createdMs: number,
  nowMs: number,
  isOnItsWay = false,
): number | undefined {
  const next = ASKED_AT[provider].map((age) => createdMs + age).find((at) => at > nowMs);
  if (next !== undefined || !isOnItsWay) return next;
  const age = (Math.floor((nowMs - createdMs) / DAY) + 1) * DAY;
  return age <= ON_ITS_WAY ? createdMs + age : undefined;
}
