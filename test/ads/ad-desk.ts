/** Advertisements beside a shop with subscribers; it is noon of some day, when nobody is to be left alone. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { ActiveCampaign } from '../../domain/sponsors/active-campaign.js';
import type { Told } from '../partners/partner-desk.js';
import { openShop, type Shop } from '../partners/balances/shop.js';

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

export interface AdDesk extends Shop {
  now(): number;
  moveClock(ms: number): Promise<void>;
  /** To the next time that clocks in London show so. */
  moveTo(hour: number): Promise<void>;
  /** Changes the list of campaigns; with a budget, when it is a new one. */
  campaign(more?: Partial<ActiveCampaign>, budgetMicros?: number): Promise<ActiveCampaign>;
  pause(campaignId: string): Promise<void>;
  /** A grown-up who agreed to advertising. */
  viewer(sold?: Parameters<Shop['sell']>[0]): Promise<string>;
  consent(subscriberId: string, body: object): Promise<Told>;
  decide(subscriberId: string, more?: object): Promise<Told>;
  event(decision: Told, event: string, more?: object): Promise<Told>;
  sweep(): Promise<{ closed: number; told: number }>;
  /** All of a budget's money: where it is. */
  money(campaignId: string): Promise<Readonly<Record<string, number | boolean>>>;
}

export const AGREED = {
  consents: [{ purpose: 'advertising', channel: 'any', state: 'granted' }],
  evidence: { kind: 'app', reference: 'form-1' },
  age: { over: 30, on: '2020-01-01', checkedBy: 'document' },
};

let ids = 0;
/** Of the last campaign. */
let place = '';
let viewers = new WeakMap<Told, string>();

export async function openAdDesk(environment: Readonly<Record<string, string>> = {}): Promise<AdDesk> {
  const shop = await openShop({
    AD_TOKEN_SANDBOX_KEY: 'a key for tests alone, of no operator: 0123456789',
    CAMPAIGNS_REFRESH_MS: '0',
    ...environment,
  });
  const { desk } = shop;
  const { changeWrites, nextChange } = await import('../../lambdas/sponsors/campaign-list.js');
  const { campaignBudgets } = await import('../../lambdas/budgets/campaign-budgets.js');
  const { writeTogether } = await import('../../lambdas/accounts/ledger.js');
  const { zoneSpan } = await import('../../domain/rating/zone-offset.js');
  const tables = { accounts: 'accounts', records: 'records' };
  const budgets = campaignBudgets(desk.client, 'records');
  const changes = new Map<string, number>();
  let offsetMs = 0;
  viewers = new WeakMap();

  const now = () => Date.now() + offsetMs;
  const moveClock = async (ms: number) => {
    offsetMs += ms;
    await desk.moveClock(ms);
  };
  const moveTo = async (hour: number) => {
    const local = now() + zoneSpan('Europe/London', now()).offsetMs;
    await moveClock((DAY_MS + hour * 3_600_000 - (local % DAY_MS)) % DAY_MS || DAY_MS);
  };
  const change = async (
    campaignId: string,
    campaign: ActiveCampaign | undefined,
    also: readonly TransactWriteItem[] = [],
  ) => {
    const number = await nextChange({ client: desk.client, tables });
    const before = changes.get(campaignId) ?? 0;
    const writes = changeWrites(tables, { number, before, campaignId, campaign });
    if (!(await writeTogether(desk.client, [...writes, ...also]))) throw new Error('somebody else was first');
    changes.set(campaignId, number);
  };
  const consent: AdDesk['consent'] = async (subscriberId, body) =>
    desk.call('putConsents', { path: { subscriberId }, body });
  await moveTo(12);

  return {
    ...shop,
    consent,
    now,
    moveClock,
    moveTo,
    async campaign(more = {}, budgetMicros = 10_000_000) {
      place = `place-${++ids}`;
      const campaign: ActiveCampaign = {
        id: `cmp_${ids}`,
        revision: 1,
        sponsorId: 'tea-house',
        brand: `Brand ${ids}`,
        startsAtMs: now() - 2 * DAY_MS,
        endsAtMs: now() + 2 * DAY_MS,
        audience: { plans: [], segments: [], minAge: 0, profiling: false },
        creatives: [{ id: 'film', placements: [place], format: 'video', url: 'https://cdn.example/f' }],
        prices: { impression: 2_000, complete: 50_000 },
        rewards: {},
        caps: {},
        budget: { micros: budgetMicros, pacing: 'front-loaded' },
        holdoutPercent: 0,
        ...more,
      };
      const isNew = !changes.has(campaign.id);
      const { id: campaignId, startsAtMs, endsAtMs, budget } = campaign;
      await change(
        campaignId,
        campaign,
        isNew
          ? budgets.open({ campaignId, micros: budgetMicros, pacing: budget.pacing, startsAtMs, endsAtMs })
          : [],
      );
      return campaign;
    },
    pause: async (campaignId) => change(campaignId, undefined),
    async viewer(sold) {
      const id = await shop.sell(sold);
      const told = await consent(id, AGREED);
      if (told.status !== 200) throw new Error(JSON.stringify(told.body));
      return id;
    },
    async decide(subscriberId, more = {}) {
      const told = await desk.call('createAdDecision', {
        body: { subscriberId, placement: place, ...more },
      });
      viewers.set(told, subscriberId);
      return told;
    },
    event: async (decision, event, more = {}) =>
      desk.call('createAdEvent', {
        body: {
          id: `event-${++ids}`,
          token: decision.body.token,
          event,
          subscriberId: viewers.get(decision),
          ...more,
        },
      }),
    async sweep() {
      const { handler } = await import('../../lambdas/ads/sweep.handler.js');
      return handler();
    },
    async money(campaignId) {
      const state = (await budgets.read(campaignId, now()))!;
      const { totalMicros, spentMicros, heldMicros, availableMicros, returnedMicros } = state;
      const sum = spentMicros + heldMicros + availableMicros + returnedMicros;
      if (sum !== totalMicros) throw new Error(`${sum} of ${totalMicros}: ${JSON.stringify(state)}`);
      return { ...state };
    },
  };
}
