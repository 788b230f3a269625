/** What the functions of ads work with, from their environment. */
import type { LoyaltyTerms } from '../../domain/operator/loyalty.js';
import { readOperator } from '../catalogue/operator-record.js';
import { wake } from '../events/outbox.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { rewardDesks } from '../rewards/reward-desk.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { AdMarket, RecordOffice } from './office.js';
import { loyaltyPoints } from './points.js';

export const environment = {
  ...requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'PARTNER_URL', 'PARTNER_CLIENTS'),
  PARTNER_DOOR_KEY: process.env['PARTNER_DOOR_KEY'],
};
const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
const { EVENTS_QUEUE_URL, LOYALTY_TERMS } = process.env;

let known: Promise<AdMarket> | undefined;

/** A catalogue that is published while an instance lives is read by the next one. */
async function market(): Promise<AdMarket> {
  const reading = (known ??= readMarket());
  // A failure is nobody's answer but the one's who asked.
  reading.catch(() => {
    if (known === reading) known = undefined;
  });
  return reading;
}

async function readMarket(): Promise<AdMarket> {
  const operator = await readOperator(tables.records);
  if (operator === undefined)
    throw new RefusedError(
      503,
      'no-operator',
      'no operator file was published yet; send it again after that',
    );
  const { country, currency, timeZone, policy } = operator.market;
  return { country, currency, timeZone, advertising: policy.advertising };
}

const house = {
  client: dynamodb,
  tables,
  market,
  wake: async (eventIds: readonly string[]) => wake(EVENTS_QUEUE_URL, eventIds),
};

export const recordOffice: RecordOffice = {
  ...house,
  rewards: rewardDesks(tables),
  ...(LOYALTY_TERMS === undefined
    ? {}
    : { points: loyaltyPoints(JSON.parse(LOYALTY_TERMS) as LoyaltyTerms, house) }),
};
