/** What the functions of ads work with, from their environment. */
import { readOperator } from '../catalogue/operator-record.js';
import { wake } from '../events/outbox.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { rewardDesks } from '../rewards/reward-desk.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { AdMarket, RecordOffice } from './office.js';

export const environment = {
  ...requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'PARTNER_URL', 'PARTNER_CLIENTS'),
  PARTNER_DOOR_KEY: process.env['PARTNER_DOOR_KEY'],
};
const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
const { EVENTS_QUEUE_URL } = process.env;

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
  const { country, timeZone, policy } = operator.market;
  return { country, timeZone, advertising: policy.advertising };
}

export const recordOffice: RecordOffice = {
  client: dynamodb,
  tables,
  market,
  rewards: rewardDesks(tables),
  wake: async (eventIds) => wake(EVENTS_QUEUE_URL, eventIds),
};
