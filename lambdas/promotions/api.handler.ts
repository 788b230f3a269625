/** The partner API's promotions: TMF671, codes and redemptions. */
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { serve } from '../partners/kernel/serve.js';
import { checkPromotionsBody } from './check-body.js';
import { codeKeyOf } from './code-key.js';
import { promotionsHandlers } from './handlers.js';
import { promotionsOffice } from './office.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL');
const { PARTNER_DOOR_KEY, CODES_QUEUE_URL } = process.env;
const office = promotionsOffice(dynamodb, environment, codeKeyOf());

export const handler = serve({
  name: 'promotions',
  client: dynamodb,
  environment: { ...environment, PARTNER_DOOR_KEY },
  handlers: promotionsHandlers(office, CODES_QUEUE_URL),
  checkBody: checkPromotionsBody,
});
