/** The partner API's sponsors: accounts and deposits, agreements, campaigns. */
import { checkStructure } from '../../domain/operator/structure.js';
import { sponsorBodies } from '../../domain/sponsors/schemas.js';
import { serve } from '../partners/kernel/serve.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { agreementHandlers } from './agreements.js';
import { campaignHandlers } from './campaigns.js';
import { forecastCampaign } from './forecasts.js';
import { retrieveReport, retrieveSettlement } from './reports.js';
import { sponsorHandlers } from './sponsors.js';
import { retrieveStatement } from './statements.js';
import { office } from './wiring.js';

const environment = {
  ...requiredEnvironment('RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL'),
  PARTNER_DOOR_KEY: process.env['PARTNER_DOOR_KEY'],
};

export const handler = serve({
  name: 'sponsors',
  client: dynamodb,
  environment,
  handlers: {
    ...sponsorHandlers(office),
    ...agreementHandlers(office),
    ...campaignHandlers(office),
    forecastCampaign: async (request) => forecastCampaign(office, request),
    retrieveCampaignReport: async (request) => retrieveReport(office, request),
    retrieveCampaignSettlement: async (request) => retrieveSettlement(office, request),
    retrieveSponsorStatement: async (request) => retrieveStatement(office, request),
  },
  checkBody: (route, body) =>
    checkStructure(sponsorBodies[route.body as keyof typeof sponsorBodies], body).map(
      ({ path, message }) => ({
        param: path,
        reason: message,
      }),
    ),
});
