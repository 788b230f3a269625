/** Payments of orders, where the operator takes any. */
import type { PaymentOffice } from '../payments/office.js';

/** @returns undefined when the function was not given what payments need */
export async function paymentOfficeOf(): Promise<PaymentOffice | undefined> {
  if (!process.env['PAYMENT_QUEUE_URL']) return undefined;
  // Why late: what it needs of the environment is checked as it loads.
  return (await import('../payments/taking.js')).office;
}
