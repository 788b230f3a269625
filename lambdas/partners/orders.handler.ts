/** TMF622 product orders, TMF637 products and TMF639 resources of the partner API. */
import { addOnsOf } from '../../domain/partners/catalog/sold.js';
import { orderOfficeOf } from '../orders/wiring.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { soldPlans } from './catalog/sold-plans.js';
import { checkInventoryBody, inventoryHandlers } from './inventory/handlers.js';
import { serve } from './kernel/serve.js';
import { checkOrderingBody, orderingHandlers } from './ordering/handlers.js';
import { checkResourceBody, resourcesHandlers } from './resources/handlers.js';

const environment = requiredEnvironment('RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL');
const { PARTNER_DOOR_KEY, PAYMENT_PROVIDERS = '' } = process.env;
const office = orderOfficeOf();

const CHECKS = {
  ordering: checkOrderingBody,
  inventory: checkInventoryBody,
  resources: checkResourceBody,
};

export const handler = serve({
  name: 'orders',
  client: dynamodb,
  environment: { ...environment, PARTNER_DOOR_KEY },
  handlers: {
    ...orderingHandlers({
      ...office,
      providers: PAYMENT_PROVIDERS.split(',').filter((provider) => provider !== ''),
      addOnIds: async () =>
        addOnsOf(await soldPlans(office.tables.records, await office.now())).flatMap(({ id, addOn }) => [
          id,
          addOn.id,
        ]),
    }),
    ...inventoryHandlers(office),
    ...resourcesHandlers(office),
  },
  checkBody: ({ api, body }, given) =>
    body === undefined ? [] : CHECKS[api as keyof typeof CHECKS](body, given),
});
