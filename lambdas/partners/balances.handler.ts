/** The partner API's balances: TMF654 Prepay Balance, TMF635 Usage, TMF677 Usage Consumption. */
import { requiredEnvironment } from '../shared/required-environment.js';
import { balancesHandlers, checkBalancesBody } from './balances/handlers.js';
import { environment, office } from './balances/wiring.js';
import { checkConsumptionBody, consumptionHandlers } from './consumption/handlers.js';
import { serve } from './kernel/serve.js';
import { checkUsageBody, usageHandlers } from './usage/handlers.js';

const { PARTNER_CLIENTS } = requiredEnvironment('PARTNER_CLIENTS');
const { PARTNER_DOOR_KEY } = process.env;

const CHECKS = {
  balances: checkBalancesBody,
  usage: checkUsageBody,
  consumption: checkConsumptionBody,
};

export const handler = serve({
  name: 'balances',
  client: office.client,
  environment: { ...environment, PARTNER_CLIENTS, PARTNER_DOOR_KEY },
  handlers: {
    ...balancesHandlers(office),
    ...usageHandlers(office),
    ...consumptionHandlers(office),
  },
  checkBody: ({ api, body }, given) =>
    body === undefined ? [] : CHECKS[api as keyof typeof CHECKS](body, given),
});
