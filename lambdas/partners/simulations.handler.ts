/** Simulations of a sandbox. */
import { simulationBodies } from '../../domain/partners/simulations/schemas.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { serve } from './kernel/serve.js';
import { simulationsHandlers } from './simulations/handlers.js';

const environment = {
  ...requiredEnvironment('RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL'),
  PARTNER_DOOR_KEY: process.env['PARTNER_DOOR_KEY'],
};

export const handler = serve({
  name: 'simulations',
  client: dynamodb,
  environment,
  handlers: simulationsHandlers(dynamodb, environment.RECORDS_TABLE),
  checkBody: (route, body) =>
    checkStructure(simulationBodies[route.body as keyof typeof simulationBodies], body).map(
      ({ path, message }) => ({ param: path, reason: message }),
    ),
});
