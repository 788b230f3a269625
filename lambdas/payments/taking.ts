/** What takes payments, from the environment of a function. */
import { randomInt } from 'node:crypto';
import type { ProviderId } from '../../domain/payments/provider.js';
import { readOperator } from '../catalogue/operator-record.js';
import { sendMessages } from './message-queue.js';
import type { PaymentOffice, TopUpLimits } from './office.js';
import { applying, queueUrl } from './wiring.js';

const { PAYMENT_PROVIDERS = '', PAYMENT_TOP_UPS: topUps } = process.env;

export const office: PaymentOffice = {
  ...applying,
  send: async (names, again) => sendMessages(queueUrl, names, again),
  providers: PAYMENT_PROVIDERS.split(',').filter((provider) => provider !== '') as ProviderId[],
  ...(topUps === undefined ? {} : { topUps: JSON.parse(topUps) as TopUpLimits }),
  currency: async () => {
    const operator = await readOperator(applying.payments.tables.records);
    if (operator === undefined) throw new Error('no operator file is published');
    return operator.market.currency;
  },
  draw: (below) => randomInt(below),
};
