/** The partner API's experiments, recipes and insight. */
import { experimentBodies } from '../../domain/experiments/schemas.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { serve } from '../partners/kernel/serve.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { experimentHandlers } from './experiments.js';
import { insightHandlers } from './insights.js';
import { liftHandlers } from './lifts.js';
import { recipeHandlers } from './recipes.js';
import { environment, office } from './wiring.js';

export const handler = serve({
  name: 'experiments',
  client: dynamodb,
  environment: {
    ...environment,
    ...requiredEnvironment('PARTNER_CLIENTS'),
    PARTNER_DOOR_KEY: process.env['PARTNER_DOOR_KEY'],
  },
  handlers: {
    ...experimentHandlers(office),
    ...recipeHandlers(office),
    ...insightHandlers(office),
    ...liftHandlers(office),
  },
  checkBody: (route, body) =>
    checkStructure(experimentBodies[route.body as keyof typeof experimentBodies], body).map(
      ({ path, message }) => ({
        param: path,
        reason: message,
      }),
    ),
});
