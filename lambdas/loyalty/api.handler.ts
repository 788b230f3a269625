/** The partner API's memberships and points. */
import { loyaltyBodies } from '../../domain/loyalty/schemas.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { serve } from '../partners/kernel/serve.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { membershipHandlers } from './memberships.js';
import { pointsHandlers } from './points.js';
import { environment, office } from './wiring.js';

export const handler = serve({
  name: 'loyalty',
  client: dynamodb,
  environment: {
    ...environment,
    ...requiredEnvironment('PARTNER_CLIENTS'),
    PARTNER_DOOR_KEY: process.env['PARTNER_DOOR_KEY'],
  },
  handlers: { ...membershipHandlers(office), ...pointsHandlers(office) },
  checkBody: (route, body) =>
    checkStructure(loyaltyBodies[route.body as keyof typeof loyaltyBodies], body).map(
      ({ path, message }) => ({
        param: path,
        reason: message,
      }),
    ),
});
