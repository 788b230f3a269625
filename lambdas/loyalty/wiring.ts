/** What the functions of loyalty work with, from their environment. */
import { randomInt } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Membership } from '../../domain/loyalty/membership.js';
import type { LoyaltyTerms } from '../../domain/operator/loyalty.js';
import { readOperator } from '../catalogue/operator-record.js';
import { wake } from '../events/outbox.js';
import { RecordBook } from '../partners/kernel/records.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { rewardDesks } from '../rewards/reward-desk.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { LoyaltyOffice } from './office.js';

export const environment = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'RECORDS_TABLE',
  'PARTNER_URL',
  'LOYALTY_TERMS',
);
const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
const { EVENTS_QUEUE_URL, LINK_SECRET_ID, LINK_SANDBOX_KEY } = process.env;

const secrets = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});
const SHORTEST = 32;

let market: ReturnType<LoyaltyOffice['market']> | undefined;
let key: Promise<Uint8Array> | undefined;

/** A failure is nobody's answer but the one's who asked. */
async function kept<T>(reading: Promise<T>, forget: () => void): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    forget();
    throw error;
  }
}

async function readMarket() {
  const operator = await readOperator(tables.records);
  if (operator === undefined)
    throw new RefusedError(
      503,
      'no-operator',
      'no operator file was published yet; send it again after that',
    );
  const { currency, timeZone } = operator.market;
  return { currency, timeZone };
}

async function readKey(): Promise<Uint8Array> {
  if (LINK_SANDBOX_KEY) return Buffer.from(LINK_SANDBOX_KEY);
  if (LINK_SECRET_ID === undefined) throw new Error('neither LINK_SECRET_ID nor LINK_SANDBOX_KEY is set');
  const { SecretString: text = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: LINK_SECRET_ID }),
  );
  if (text.length < SHORTEST)
    throw new Error(
      `the secret ${LINK_SECRET_ID} has ${text.length} characters; allowed: ${SHORTEST} random ones or more`,
    );
  return Buffer.from(text);
}

export const office: LoyaltyOffice = {
  client: dynamodb,
  tables,
  baseUrl: environment.PARTNER_URL,
  terms: JSON.parse(environment.LOYALTY_TERMS) as LoyaltyTerms,
  market: async () => kept((market ??= readMarket()), () => (market = undefined)),
  memberships: new RecordBook<Membership>(dynamodb, tables.records, 'MEMBER', 'membership'),
  desk: rewardDesks(tables),
  linkKey: async () => kept((key ??= readKey()), () => (key = undefined)),
  drawCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
  wake: async (eventIds) => wake(EVENTS_QUEUE_URL, eventIds),
};
