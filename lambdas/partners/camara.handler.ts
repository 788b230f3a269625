/** CAMARA's APIs of the partner API: SIM swap with its subscriptions, carrier billing with its refunds. */
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { camaraError } from './camara/errors.js';
import { checkCarrierBilling } from './carrier-billing/check.js';
import { carrierBillingHandlers } from './carrier-billing/handlers.js';
import { carrierBillingOffice } from './carrier-billing/office.js';
import { serve } from './kernel/serve.js';
import { checkSimSwapBody } from './sim-swap/check.js';
import { simSwapHandlers } from './sim-swap/handlers.js';
import { simSwapOffice } from './sim-swap/office.js';

const environment = {
  ...process.env,
  ...requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL'),
};

export const handler = serve({
  name: 'camara',
  client: dynamodb,
  environment,
  handlers: {
    ...simSwapHandlers(simSwapOffice(dynamodb, environment)),
    ...carrierBillingHandlers(carrierBillingOffice(dynamodb, environment)),
  },
  checkBody: (route, body) =>
    route.api === 'sim-swap' ? checkSimSwapBody(route, body) : checkCarrierBilling(route, body),
  toError: camaraError,
});
