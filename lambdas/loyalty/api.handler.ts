/** The partner API's memberships, points and baskets. */
import { basketBodies } from '../../domain/baskets/schemas.js';
import { loyaltyBodies } from '../../domain/loyalty/schemas.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { serve } from '../partners/kernel/serve.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { basketHandlers } from './baskets.js';
import { membershipHandlers } from './memberships.js';
import { pointsHandlers } from './points.js';
import { environment, office } from './wiring.js';

const bodies = { ...loyaltyBodies, ...basketBodies };

export const handler = serve({
  name: 'loyalty',
  client: dynamodb,
  environment: {
    ...environment,
    ...requiredEnvironment('PARTNER_CLIENTS'),
    PARTNER_DOOR_KEY: process.env['PARTNER_DOOR_KEY'],
  },
  handlers: { ...membershipHandlers(office), ...pointsHandlers(office), ...basketHandlers(office) },
  checkBody: (route, body) =>
    checkStructure(bodies[route.body as keyof typeof bodies], body).map(({ path, message }) => ({
      param: path,
      reason: message,
    })),
});
