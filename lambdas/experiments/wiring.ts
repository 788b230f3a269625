/** What the functions of experiments work with, from their environment. */
import type { Promotion } from '../../domain/promotions/promotion.js';
import type { CampaignRecord } from '../../domain/sponsors/campaign.js';
import { readOperator } from '../catalogue/operator-record.js';
import { wake } from '../events/outbox.js';
import { RecordBook } from '../partners/kernel/records.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { ExperimentRecord, ExperimentsOffice, RecipeRecord } from './office.js';
import { signingKeyOf, trustedKeys } from './signing-key.js';

export const environment = requiredEnvironment('RECORDS_TABLE', 'PARTNER_URL', 'OPERATOR_ID');
const { RECORDS_TABLE: table, OPERATOR_ID: operatorId } = environment;
const { EVENTS_QUEUE_URL, TRUSTED_RECIPE_KEYS } = process.env;

export const office: ExperimentsOffice = {
  client: dynamodb,
  table,
  operatorId,
  experiments: new RecordBook<ExperimentRecord>(dynamodb, table, 'EXPERIMENT', 'experiment'),
  recipes: new RecordBook<RecipeRecord>(dynamodb, table, 'RECIPE', 'recipe'),
  promotions: new RecordBook<Promotion>(dynamodb, table, 'PROMOTION', 'promotion'),
  campaigns: new RecordBook<CampaignRecord>(dynamodb, table, 'CAMPAIGN', 'campaign'),
  operator: async () => readOperator(table),
  key: signingKeyOf(),
  trusted: trustedKeys(TRUSTED_RECIPE_KEYS),
  wake: async (eventIds) => wake(EVENTS_QUEUE_URL, eventIds),
};
