/** The settlement API's ledger. */
import { ledgerBodies } from '../../domain/ledger/schemas.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { serve } from '../partners/kernel/serve.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { readingHandlers } from './reading.js';
import { environment, office } from './wiring.js';
import { writingHandlers } from './writing.js';

export const handler = serve({
  name: 'ledger',
  client: dynamodb,
  environment: { ...environment, ...requiredEnvironment('PARTNER_CLIENTS', 'PARTNER_URL') },
  handlers: { ...readingHandlers(office), ...writingHandlers(office) },
  checkBody: (route, body) =>
    checkStructure(ledgerBodies[route.body as keyof typeof ledgerBodies], body).map(({ path, message }) => ({
      param: path,
      reason: message,
    })),
});
