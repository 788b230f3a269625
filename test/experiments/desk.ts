/** Trials beside a desk: subscribers in bulk, usage as the recorder tells it, the hourly sweep. */
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import type { Swept } from '../../lambdas/experiments/sweep-experiments.js';
import { openPartnerDesk, type PartnerDesk, type Told } from '../partners/partner-desk.js';

export const DAY_MS = 86_400_000;

export interface TrialDesk {
  readonly desk: PartnerDesk;
  now(): number;
  pass(ms: number): Promise<void>;
  /** `sub_x1`, `sub_x2` …: ids of new subscribers. */
  people(count: number, more?: object): Promise<string[]>;
  /** Drafts and starts a trial; its id. */
  trial(more?: object): Promise<string>;
  assign(experimentId: string, subscriberId: string): Promise<Told>;
  /** Usage records come, as often as told. */
  observe(records: readonly UsageRecord[]): Promise<void>;
  sweep(): Promise<Swept>;
}

/** A plan that lily.gb could sell. */
export const CHEAPER = {
  id: 'cheaper',
  name: 'Cheaper',
  paymentMode: 'prepaid',
  services: [{ id: 'internet', kind: 'data', ratingGroups: [1000], price: '0.018', per: 'MB' }],
};

export const draft = (more: object = {}) => ({
  id: 'cheaper-gigabytes',
  name: 'Cheaper gigabytes',
  hypothesis: 'A lower price brings more revenue',
  variants: [
    { id: 'as-is', name: 'As it is', parts: 4_500, role: 'control' },
    {
      id: 'cheaper',
      name: 'Cheaper',
      parts: 4_500,
      role: 'treatment',
      treatment: { kind: 'offering', offering: CHEAPER },
    },
    { id: 'left-alone', name: 'Left alone', parts: 1_000, role: 'holdout' },
  ],
  primary: { name: 'revenue', better: 'higher', smallestEffect: 1_000_000 },
  guardrails: [{ name: 'churn', better: 'lower', tolerated: 0.05 }],
  stopRule: { alpha: 0.05, subscribersEach: 20, longestDays: 10 },
  ...more,
});

let numbers = 0;
let versions = 0;

export async function openTrialDesk(
  country = 'GB',
  environment: Readonly<Record<string, string>> = {},
): Promise<TrialDesk> {
  const desk = await openPartnerDesk(country, {
    RECIPE_SANDBOX_KEY: `a key of ${country} for tests alone`,
    ...environment,
  });
  const { observeRecords } = await import('../../lambdas/experiments/observe-records.js');
  const { toAttributes } = await import('../../lambdas/shared/attributes.js');
  let offsetMs = 0;
  const now = () => Date.now() + offsetMs;
  return {
    desk,
    now,
    async pass(ms) {
      offsetMs += ms;
      await desk.moveClock(ms);
    },
    async people(count, more = {}) {
      const ids = Array.from({ length: count }, () => `sub_x${++numbers}`);
      for (let at = 0; at < count; at += 25)
        await desk.client.send(
          new BatchWriteItemCommand({
            RequestItems: {
              records: ids.slice(at, at + 25).map((subscriberId) => ({
                PutRequest: {
                  Item: toAttributes({
                    pk: `SUBSCRIBER#${subscriberId}`,
                    sk: 'META',
                    subscriberId,
                    offeringId: 'starter',
                    state: 'active',
                    partnerId: 'acme',
                    activatedAt: '2026-01-01T00:00:00.000Z',
                    ...more,
                  }),
                },
              })),
            },
          }),
        );
      return ids;
    },
    async trial(more = {}) {
      const body = draft({ id: `trial-${++numbers}`, ...more });
      // The salt follows from the key: groups are the same in every run.
      const headers = { 'idempotency-key': `draft-of-${body.id}` };
      const made = await desk.call('createExperiment', { body, headers });
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      const started = await desk.call('startExperiment', { path: { experimentId: body.id } });
      if (started.status !== 200) throw new Error(JSON.stringify(started.body));
      return body.id;
    },
    assign: async (experimentId, subscriberId) =>
      desk.call('assignExperiment', { path: { experimentId }, body: { subscriberId } }),
    observe: async (records) =>
      observeRecords({ client: desk.client, table: 'records', now: Date.now }, records),
    async sweep() {
      const { handler } = await import('../../lambdas/experiments/sweep.handler.js');
      return handler();
    },
  };
}

/** A charge of so many micros, told at an instant. */
export function charged(
  subscriberId: string,
  micros: number,
  atMs: number,
  more: Partial<UsageRecord> = {},
): UsageRecord {
  const at = `${new Date(Math.floor(atMs / 1000) * 1000).toISOString().slice(0, 19)}.000Z`;
  return {
    account: `acc_${subscriberId}`,
    version: ++versions,
    kind: 'update',
    at,
    sessionId: 1,
    sequence: 1,
    planId: 'starter',
    currency: 'GBP',
    marketTime: at,
    taxInclusive: true,
    supi: 'imsi-1',
    subscriberId,
    lines: [
      {
        ratingGroup: 100,
        service: 'data',
        destination: 'national',
        unit: 'bytes',
        units: 1_000,
        bucket: 'wallet',
        amount: micros,
        priceMicros: micros,
        uncollected: false,
      },
    ],
    ...more,
  };
}
