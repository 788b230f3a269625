/** The settlement API's statements and disputes. */
import { checkStructure } from '../../domain/operator/structure.js';
import { statementBodies } from '../../domain/statements/schemas.js';
import { serve } from '../partners/kernel/serve.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { disputeHandlers } from './disputes.js';
import { mappingHandlers } from './mappings.js';
import { statementHandlers } from './statements.js';
import { environment, office } from './wiring.js';

export const handler = serve({
  name: 'statements',
  client: dynamodb,
  environment: { ...environment, ...requiredEnvironment('PARTNER_CLIENTS') },
  handlers: { ...statementHandlers(office), ...disputeHandlers(office), ...mappingHandlers(office) },
  checkBody: (route, body) =>
    checkStructure(statementBodies[route.body as keyof typeof statementBodies], body).map(
      ({ path, message }) => ({ param: path, reason: message }),
    ),
});
