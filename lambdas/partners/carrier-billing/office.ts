/** What carrier billing works with. */
import { randomInt } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CarrierPayment } from '../../../domain/partners/carrier-billing/payment.js';
import { isDecimal, toMicros } from '../../../domain/operator/decimal.js';
import type { Desk } from '../../accounts/desk.js';
import type { Tables } from '../../accounts/ledger.js';
import { readOperator } from '../../catalogue/operator-record.js';
import { successorOf } from '../../catalogue/offering-versions.js';
import { DynamoDbAccountStore } from '../../charging/dynamodb-account-store.js';
import { loadPlan } from '../../shared/plan-store.js';
import { RecordBook } from '../kernel/records.js';

export interface CarrierBillingOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  readonly payments: RecordBook<CarrierPayment>;
  readonly limits: CarrierLimits;
  /** Where waiting events are told of. */
  readonly eventsQueueUrl: string | undefined;
  /** Base of the addresses of payments, without a slash at its end. */
  readonly baseUrl: string;
  market(): Promise<{ readonly currency: string; readonly timeZone: string }>;
  /** @param nowMs  the operator's time */
  desk(nowMs: number): Omit<Desk, 'ledger' | 'planOnSale'>;
  /** Six digits that nobody can foretell. */
  drawCode(): string;
}

/** Micros of the market's currency. */
export interface CarrierLimits {
  /** Of one payment; absent = no limit. */
  readonly largestMicros?: number;
  /** Of an account's payments in a month of the market's calendar; absent = no limit. */
  readonly monthlyMicros?: number;
  /** Prepared payments from this amount on need the payer's code; absent = none does. */
  readonly codeFromMicros?: number;
  /** How long a prepared payment waits to be confirmed. */
  readonly heldMs: number;
}

/** A quarter of an hour. */
const HELD_S = 900;

export interface CarrierBillingEnvironment {
  readonly ACCOUNTS_TABLE: string;
  readonly RECORDS_TABLE: string;
  readonly PARTNER_URL: string;
  readonly EVENTS_QUEUE_URL?: string | undefined;
  /** Decimals of the market's currency: "40.00". */
  readonly CARRIER_BILLING_MAX?: string | undefined;
  readonly CARRIER_BILLING_MONTHLY_MAX?: string | undefined;
  readonly CARRIER_BILLING_CODE_FROM?: string | undefined;
  /** Seconds. */
  readonly CARRIER_BILLING_HELD_S?: string | undefined;
}

/** @throws Error when a limit is malformed */
export function carrierBillingOffice(
  client: DynamoDBClient,
  environment: CarrierBillingEnvironment,
): CarrierBillingOffice {
  const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
  const store = new DynamoDbAccountStore(client, tables.accounts);
  return {
    client,
    tables,
    payments: new RecordBook(client, tables.records, 'CBPAYMENT', 'payment'),
    limits: limitsOf(environment),
    eventsQueueUrl: environment.EVENTS_QUEUE_URL,
    baseUrl: environment.PARTNER_URL,
    market: async () => {
      const operator = await readOperator(tables.records);
      if (operator === undefined) throw new Error('no operator file is published');
      return operator.market;
    },
    desk: (nowMs) => ({
      store,
      nowMs,
      loadPlan,
      successorOf: (plan, atMs) => successorOf(tables.records, plan, atMs),
    }),
    drawCode: () => String(randomInt(1_000_000)).padStart(6, '0'),
  };
}

function limitsOf(environment: CarrierBillingEnvironment): CarrierLimits {
  const micros = (name: keyof CarrierBillingEnvironment) => {
    const text = environment[name];
    if (text === undefined || text === '') return undefined;
    if (!isDecimal(text)) throw new Error(`${name}: got "${text}"; allowed: a decimal such as "40.00"`);
    return toMicros(text);
  };
  const largestMicros = micros('CARRIER_BILLING_MAX');
  const monthlyMicros = micros('CARRIER_BILLING_MONTHLY_MAX');
  const codeFromMicros = micros('CARRIER_BILLING_CODE_FROM');
  const held = environment.CARRIER_BILLING_HELD_S ?? String(HELD_S);
  if (!/^[1-9]\d{0,5}$/.test(held))
    throw new Error(`CARRIER_BILLING_HELD_S: got "${held}"; allowed: whole seconds, 1 to 999999`);
  return {
    ...(largestMicros === undefined ? {} : { largestMicros }),
    ...(monthlyMicros === undefined ? {} : { monthlyMicros }),
    ...(codeFromMicros === undefined ? {} : { codeFromMicros }),
    heldMs: Number(held) * 1000,
  };
}
