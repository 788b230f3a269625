/** TMF620 of the partner API. */
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { catalogHandlers, checkCatalogBody } from './catalog/handlers.js';
import { serve } from './kernel/serve.js';

const environment = {
  ...requiredEnvironment('OPERATOR_ID', 'RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL'),
  PARTNER_DOOR_KEY: process.env['PARTNER_DOOR_KEY'],
};

export const handler = serve({
  name: 'catalog',
  client: dynamodb,
  environment,
  handlers: catalogHandlers({
    client: dynamodb,
    table: environment.RECORDS_TABLE,
    operatorId: environment.OPERATOR_ID,
  }),
  checkBody: ({ body }, given) => checkCatalogBody(body!, given),
});
