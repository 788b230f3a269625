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
import { checkTmf658Body, tmf658Handlers } from './tmf658.js';
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
  handlers: {
    ...membershipHandlers(office),
    ...pointsHandlers(office),
    ...basketHandlers(office),
    ...tmf658Handlers(office),
  },
  checkBody: ({ body: name = '' }, body) =>
    Object.hasOwn(bodies, name)
      ? checkStructure(bodies[name as keyof typeof bodies], body).map(({ path, message }) => ({
          param: path,
          reason: message,
        }))
      : checkTmf658Body(name, body),
});
