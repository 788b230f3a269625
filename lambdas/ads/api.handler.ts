/** The partner API's rewards, consents and conversions. */
import { bodies as adBodies } from '../../domain/ads/schemas.js';
import { bodies as consentBodies } from '../../domain/consents/schemas.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { consentHandlers } from '../consents/handlers.js';
import { serve } from '../partners/kernel/serve.js';
import { createConversion } from './conversions.js';
import { rewardHandlers } from './rewards.js';
import { environment, recordOffice } from './wiring.js';

const bodies = { ...adBodies, ...consentBodies };

export const handler = serve({
  name: 'ads',
  client: recordOffice.client,
  environment,
  handlers: {
    ...consentHandlers(recordOffice),
    ...rewardHandlers(recordOffice),
    createConversion: createConversion(recordOffice),
  },
  checkBody: ({ body: name }, body) =>
    name === undefined
      ? []
      : checkStructure(bodies[name as keyof typeof bodies], body).map(({ path, message }) => ({
          param: path,
          reason: message,
        })),
});
