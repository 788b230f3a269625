/** The settlement API's joint venture. */
import { checkStructure } from '../../domain/operator/structure.js';
import { ventureBodies } from '../../domain/venture/schemas.js';
import { serve } from '../partners/kernel/serve.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { ventureHandlers } from './handlers.js';
import { environment, office } from './wiring.js';

export const handler = serve({
  name: 'venture',
  client: dynamodb,
  environment: { ...environment, ...requiredEnvironment('PARTNER_CLIENTS', 'PARTNER_URL') },
  handlers: ventureHandlers(office),
  checkBody: (route, body) =>
    checkStructure(ventureBodies[route.body as keyof typeof ventureBodies], body).map(
      ({ path, message }) => ({
        param: path,
        reason: message,
      }),
    ),
});
