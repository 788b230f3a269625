/** The partner API's people: TMF632 Party, TMF629 Customer, TMF669 Party Role. */
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { secretKey } from '../shared/secret-key.js';
import { checkCustomerBody, customersHandlers } from './customers/handlers.js';
import { serve } from './kernel/serve.js';
import { checkPartyBody, partiesHandlers } from './parties/handlers.js';
import { checkPartyRoleBody, partyRolesHandlers } from './party-roles/handlers.js';

const environment = requiredEnvironment('RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL');
const { RECORDS_TABLE: table } = environment;
const { IDENTITY_CHECKERS: checkers = '', PARTNER_DOOR_KEY } = process.env;
const office = { client: dynamodb, table };

const CHECKS = {
  parties: checkPartyBody,
  customers: checkCustomerBody,
  'party-roles': checkPartyRoleBody,
};

export const handler = serve({
  name: 'parties',
  client: dynamodb,
  environment: { ...environment, PARTNER_DOOR_KEY },
  handlers: {
    ...partiesHandlers({
      ...office,
      identificationKey: secretKey('IDENTIFICATION'),
      identityCheckers: checkers.split(',').filter((id) => id !== ''),
    }),
    ...customersHandlers(office),
    ...partyRolesHandlers(office),
  },
  checkBody: ({ api, body }, given) =>
    body === undefined ? [] : CHECKS[api as keyof typeof CHECKS](body, given),
});
