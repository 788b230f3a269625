/** Payments of orders, where the operator takes any. */
import { randomInt } from 'node:crypto';
import type { ProviderId } from '../../domain/payments/provider.js';
import { readOperator } from '../catalogue/operator-record.js';
import { sendMessages } from '../payments/message-queue.js';
import type { PaymentOffice, TopUpLimits } from '../payments/office.js';

/** @returns undefined when the function was not given what payments need */
export async function paymentOfficeOf(): Promise<PaymentOffice | undefined> {
  const { PAYMENT_QUEUE_URL: isGiven, PAYMENT_PROVIDERS = '', PAYMENT_TOP_UPS: topUps } = process.env;
  if (isGiven === undefined || isGiven === '') return undefined;
  // Why late: what it needs of the environment is checked as it loads.
  const { applying, metrics, queueUrl } = await import('../payments/wiring.js');
  return {
    ...applying,
    send: async (names, again) => sendMessages(queueUrl, names, again),
    providers: PAYMENT_PROVIDERS.split(',').filter((provider) => provider !== '') as ProviderId[],
    ...(topUps === undefined ? {} : { topUps: JSON.parse(topUps) as TopUpLimits }),
    currency: async () => {
      const operator = await readOperator(applying.payments.tables.records);
      if (operator === undefined) throw new Error('no operator file is published');
      return operator.market.currency;
    },
    count: (metric, provider, by) => metrics.count(metric, provider, by),
    draw: (below) => randomInt(below),
  };
}
