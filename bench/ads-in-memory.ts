/**
 * Processor time of decisions with as many campaigns as the argument says, all of which may be shown somewhere, a tenth
 * where they are looked for; prints one JSON object. Bundled by bench/ads.ts.
 */
import { BatchGetItemCommand, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CampaignIndex } from '../domain/ads/campaign-index.js';
import { openBudget } from '../domain/budgets/budget.js';
import type { ActiveCampaign } from '../domain/sponsors/active-campaign.js';
import { createAdDecision } from '../lambdas/ads/decisions.js';
import type { CampaignFeed } from '../lambdas/ads/campaign-feed.js';
import type { AdOffice } from '../lambdas/ads/office.js';
import { TokenKeys } from '../lambdas/ads/token-keys.js';
import { BudgetBook } from '../lambdas/budgets/budget-book.js';
import { Purse } from '../lambdas/budgets/purse.js';
import type { PartnerRequest } from '../lambdas/partners/kernel/serve.js';
import { toAttributes } from '../lambdas/shared/attributes.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 86_400_000;
const PLACEMENTS = 10;
const ROUNDS = 15;
const DECISIONS = 1_000;
const WARM_UP = 2_000;

/** The first fits everybody in `place-0`; the others are as different as they come. */
function campaignOf(i: number): ActiveCampaign {
  const placement = `place-${i % PLACEMENTS}`;
  return {
    id: `cmp_${i}`,
    revision: 1,
    sponsorId: `sponsor-${i % 300}`,
    brand: `Brand ${i % 700}`,
    startsAtMs: NOW - 2 * DAY_MS,
    endsAtMs: NOW + DAY_MS,
    audience: {
      plans: i % 3 === 0 ? [] : [`plan-${i % 4}`],
      segments: i % 5 < 3 ? [] : [`segment-${i % 7}`],
      minAge: [0, 18, 21][i % 3]!,
      profiling: i % 5 >= 3,
    },
    creatives: [{ id: 'c', placements: [placement], format: 'text', text: 'Tea' }],
    prices: { impression: 1_000 + (i % 97) },
    rewards: {},
    caps: { perDay: 2, perDayOfBrand: 3 },
    budget: { micros: 10 ** 12, pacing: 'front-loaded' },
    holdoutPercent: 0,
  };
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

/** A store in memory that takes every write; a viewer has seen four advertisements before, each time anew. */
function storeOf(campaigns: number): DynamoDBClient {
  const seen = Object.fromEntries(
    Array.from({ length: 4 }, (_, i) => [
      `cmp_${(i + 1) * PLACEMENTS}`,
      { brand: `Brand ${i}`, total: 3, day: 0, today: 3, atMs: NOW - DAY_MS, decisionId: 'adn_0' },
    ]),
  );
  const records = [
    {
      pk: 'SUBSCRIBER#sub_1',
      sk: 'META',
      subscriberId: 'sub_1',
      accountKey: 'imsi-1',
      offeringId: 'plan-1',
      state: 'active',
    },
    {
      pk: 'CONSENTS#sub_1',
      sk: 'META',
      subscriberId: 'sub_1',
      version: 1,
      revision: 1,
      current: {
        'advertising.any': { state: 'granted', version: 1, at: '2026-01-01T00:00:00.000Z' },
        'profiling.any': { state: 'granted', version: 1, at: '2026-01-01T00:00:00.000Z' },
      },
      age: { over: 30, on: '2020-01-01', checkedBy: 'document' },
      segments: ['segment-3', 'segment-4'],
    },
    {
      pk: 'ADSTATE#sub_1',
      sk: 'META',
      subscriberId: 'sub_1',
      version: 9,
      open: {},
      seen,
      heldOut: {},
      recent: [],
    },
  ].map((record) => toAttributes(record));
  const budgets = Array.from({ length: campaigns }, (_, i) => {
    const { id: campaignId, startsAtMs, endsAtMs, budget } = campaignOf(i);
    return toAttributes({
      ...openBudget({ campaignId, total: budget.micros, pacing: budget.pacing, startsAtMs, endsAtMs }),
    });
  });
  const send = async (command: unknown) => {
    await Promise.resolve();
    if (command instanceof BatchGetItemCommand) return { Responses: { records } };
    if (!(command instanceof GetItemCommand)) return {};
    const { S: pk = '' } = command.input.Key!['pk'] as { readonly S?: string };
    return { Item: budgets[Number(pk.slice('BUDGET#cmp_'.length))] };
  };
  return { send } as unknown as DynamoDBClient;
}

async function main(): Promise<void> {
  const campaigns = Number(process.argv[2]);
  const index = new CampaignIndex();
  index.apply(
    Array.from({ length: campaigns }, (_, i) => ({
      number: i + 1,
      campaignId: `cmp_${i}`,
      campaign: campaignOf(i),
    })),
  );
  const client = storeOf(campaigns);
  const budgets = new BudgetBook(client, 'records');
  const secret = JSON.stringify({ current: 'a', a: 'a key of benches alone, of no operator 0123456789' });
  const office: AdOffice = {
    client,
    tables: { accounts: 'accounts', records: 'records' },
    market: () =>
      Promise.resolve({
        country: 'GB',
        currency: 'GBP',
        timeZone: 'Europe/London',
        advertising: {
          consent: 'opt-in',
          minAge: 18,
          maxAdsPerDay: 6,
          quietHours: { from: '21:00', to: '08:00' },
          badge: true,
          source: 'bench',
        },
      }),
    rewards: () => {
      throw new Error('nothing is rewarded here');
    },
    wake: () => Promise.resolve(),
    campaigns: { current: () => Promise.resolve(index) } as unknown as CampaignFeed,
    purse: new Purse(budgets),
    budgets,
    keys: new TokenKeys(
      () => Promise.resolve(secret),
      () => NOW,
    ),
  };
  const decide = createAdDecision(office);
  let requests = 0;
  const one = async () => {
    const answer = await decide({
      partner: { id: 'operator', isOperator: true, requestsPerMinute: 1 },
      body: { subscriberId: 'sub_1', placement: 'place-0' },
      nowMs: NOW,
      seed: String(++requests).padStart(32, '0'),
    } as unknown as PartnerRequest);
    if (!answer.body!.startsWith('{"filled":true')) throw new Error(answer.body);
  };
  for (let i = 0; i < WARM_UP; i++) await one();
  const decisions: number[] = [];
  const choices: number[] = [];
  const sought = {
    placement: 'place-0',
    formats: ['banner', 'video', 'text', 'survey', 'audio'] as const,
    plan: 'plan-1',
    segments: ['segment-3', 'segment-4'],
    age: 30,
  };
  for (let round = 0; round < ROUNDS; round++) {
    const beforeUs = cpuUs();
    for (let i = 0; i < DECISIONS; i++) await one();
    const betweenUs = cpuUs();
    for (let i = 0; i < DECISIONS; i++)
      if (index.walk(sought, NOW).next(() => false) === undefined) throw new Error('there is none');
    choices.push((cpuUs() - betweenUs) / DECISIONS);
    decisions.push((betweenUs - beforeUs) / DECISIONS);
  }
  process.stdout.write(JSON.stringify({ decisionUs: median(decisions), choiceUs: median(choices) }));
}

void main();
