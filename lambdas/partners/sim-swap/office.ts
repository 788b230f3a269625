/** What SIM swap works with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MonitoringTerms } from '../../../domain/partners/sim-swap/last-change.js';
import type { SimSwapSubscription } from '../../../domain/partners/sim-swap/subscription.js';
import { RecordBook } from '../kernel/records.js';

export interface SimSwapOffice {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly subscriptions: RecordBook<SimSwapSubscription>;
  readonly terms: MonitoringTerms;
  /** Where notifications come from. */
  readonly source: string;
  readonly eventsQueueUrl: string | undefined;
  /** Whether sinks may be of this machine, without TLS: local sandboxes only. */
  readonly localHttp: boolean;
}

export interface SimSwapEnvironment {
  readonly RECORDS_TABLE: string;
  readonly PARTNER_URL: string;
  readonly EVENTS_QUEUE_URL?: string | undefined;
  /** How many days back the market's law lets an operator tell of SIM swaps; absent = no bound. */
  readonly SIM_SWAP_MONITORED_DAYS?: string | undefined;
  readonly NOTIFY_LOCAL_HTTP?: string | undefined;
}

export const subscriptionBook = (client: DynamoDBClient, table: string) =>
  new RecordBook<SimSwapSubscription>(client, table, 'SIMSUB', 'subscription');

/** @throws Error when the days are malformed */
export function simSwapOffice(client: DynamoDBClient, environment: SimSwapEnvironment): SimSwapOffice {
  const { RECORDS_TABLE: table, PARTNER_URL: source, SIM_SWAP_MONITORED_DAYS: days = '' } = environment;
  if (days !== '' && !/^[1-9]\d{0,3}$/.test(days))
    throw new Error(`SIM_SWAP_MONITORED_DAYS: got "${days}"; allowed: whole days, 1 to 9999`);
  return {
    client,
    table,
    subscriptions: subscriptionBook(client, table),
    terms: days === '' ? {} : { monitoredDays: Number(days) },
    source,
    eventsQueueUrl: environment.EVENTS_QUEUE_URL,
    localHttp: environment.NOTIFY_LOCAL_HTTP === '1',
  };
}
