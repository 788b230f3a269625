/** What the functions of sponsors work with, from their environment. */
import type { AgreementRecord } from '../../domain/sponsors/agreement.js';
import type { CampaignRecord } from '../../domain/sponsors/campaign.js';
import type { SponsorRecord } from '../../domain/sponsors/sponsor.js';
import { toMicros } from '../../domain/operator/decimal.js';
import { deskOf } from '../accounts/open-desk.js';
import { campaignBudgets } from '../budgets/campaign-budgets.js';
import { readOperator } from '../catalogue/operator-record.js';
import { publishPlan } from '../catalogue/publish.js';
import { wake } from '../events/outbox.js';
import { RecordBook } from '../partners/kernel/records.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { sponsorPools } from '../pools/sponsor-pool.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { Market, SponsorOffice } from './office.js';

export const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'PARTNER_URL');
const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
const { LOSS_MAKING_CAMPAIGNS, POINT_VALUE, EVENTS_QUEUE_URL } = process.env;

let known: Promise<Market> | undefined;

/** A catalogue that is published while an instance lives is read by the next one. */
async function market(): Promise<Market> {
  const reading = (known ??= readMarket());
  // A failure is nobody's answer but the one's who asked.
  reading.catch(() => {
    if (known === reading) known = undefined;
  });
  return reading;
}

async function readMarket(): Promise<Market> {
  const operator = await readOperator(tables.records);
  if (operator === undefined)
    throw new RefusedError(
      503,
      'no-operator',
      'no operator file was published yet; send it again after that',
    );
  const { country, currency, timeZone, policy } = operator.market;
  return {
    country,
    currency,
    timeZone,
    policy,
    ...(POINT_VALUE === undefined ? {} : { pointMicros: toMicros(POINT_VALUE) }),
  };
}

const book = <T extends object>(kind: string, resource: string) =>
  new RecordBook<T>(dynamodb, tables.records, kind, resource);

export const office: SponsorOffice = {
  client: dynamodb,
  tables,
  desk: deskOf(tables),
  market,
  publishPlan: async (plan) => publishPlan(tables.records, plan),
  sponsors: book<SponsorRecord>('SPONSOR', 'sponsor'),
  agreements: book<AgreementRecord>('AGREEMENT', 'sponsor-agreement'),
  campaigns: book<CampaignRecord>('CAMPAIGN', 'campaign'),
  pools: sponsorPools(dynamodb, tables.accounts, operatorTime),
  budgets: campaignBudgets(dynamodb, tables.records),
  lossMaking: LOSS_MAKING_CAMPAIGNS === 'refuse' ? 'refuse' : 'warn',
  wake: async (eventIds) => wake(EVENTS_QUEUE_URL, eventIds),
};
