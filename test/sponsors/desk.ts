/** The partner API with what tests of sponsors do over and over. */
import { openPartnerDesk, type PartnerDesk, type Told } from '../partners/partner-desk.js';

export interface SponsorDesk extends PartnerDesk {
  /** A sponsor with money. */
  sponsor(sponsorId: string, deposit?: string, more?: object): Promise<Told>;
  /** A campaign of a sponsor, drafted. */
  campaign(sponsorId: string, more?: object): Promise<string>;
  /** Leads a campaign through its states. */
  lead(campaignId: string, ...verbs: readonly string[]): Promise<Told>;
  sweep(): Promise<void>;
  now(): number;
}

export const DAY_MS = 86_400_000;

export const inDays = (days: number, nowMs = Date.now()) => new Date(nowMs + days * DAY_MS).toISOString();

export async function openSponsorDesk(
  country = 'GB',
  environment: Readonly<Record<string, string>> = {},
): Promise<SponsorDesk> {
  const desk = await openPartnerDesk(country, environment);
  let offsetMs = 0;
  return {
    ...desk,
    async moveClock(ms) {
      offsetMs += ms;
      await desk.moveClock(ms);
    },
    now: () => Date.now() + offsetMs,
    async sponsor(sponsorId, deposit = '100.00', more = {}) {
      const made = await desk.call('createSponsor', {
        body: { sponsorId, name: `Sponsor ${sponsorId}`, ...more },
      });
      if (deposit === '0') return made;
      const paid = await desk.call('createSponsorDeposit', {
        path: { sponsorId },
        body: { id: 'first', amount: deposit, reference: 'bank transfer 1' },
      });
      if (paid.status !== 201) throw new Error(JSON.stringify(paid));
      return made;
    },
    async campaign(sponsorId, more = {}) {
      const made = await desk.call('createCampaign', {
        body: { ...campaignBody(sponsorId, Date.now() + offsetMs), ...more },
      });
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      return made.body.id as string;
    },
    async lead(campaignId, ...verbs) {
      let told: Told | undefined;
      for (const verb of verbs) told = await desk.call(`${verb}Campaign`, { path: { campaignId }, body: {} });
      return told!;
    },
    async sweep() {
      const { handler } = await import('../../lambdas/sponsors/sweep.handler.js');
      await handler();
    },
  };
}

export const campaignBody = (sponsorId: string, nowMs: number) => ({
  sponsorId,
  name: 'Autumn',
  brand: 'Lily Tea',
  startsAt: inDays(1, nowMs),
  endsAt: inDays(8, nowMs),
  creatives: [
    { id: 'banner-1', format: 'banner', url: 'https://cdn.example/tea.png', width: 320, height: 50 },
  ],
  prices: { impression: '0.002', complete: '0.05' },
  rewards: { complete: { kind: 'credit', amount: '0.02', validDays: 7 } },
  budget: { amount: '40.00' },
});
