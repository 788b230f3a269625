/** A campaign as its API answers it. */
import { fromMicros } from '../../domain/operator/decimal.js';
import type { CampaignRecord } from '../../domain/sponsors/campaign.js';
import type { Verdict } from '../../domain/sponsors/campaign-policy.js';
import { stateAt, verbsOf } from '../../domain/sponsors/campaign-states.js';
import type { Recorded } from '../partners/kernel/records.js';
import type { BudgetState } from './campaign-budgets.js';

export const CAMPAIGN_ATTRIBUTES = [
  'id',
  'sponsorId',
  'name',
  'brand',
  'state',
  'startsAt',
  'endsAt',
  'currency',
  'createdAt',
  'updatedAt',
];

export type Campaign = Recorded<CampaignRecord>;

export const timed = ({ state, asked }: Pick<CampaignRecord, 'state' | 'asked'>) => ({
  state,
  startsAtMs: Date.parse(asked.startsAt),
  endsAtMs: Date.parse(asked.endsAt),
});

/** @param nowMs  its state is what time made of it, whether somebody came by or not */
export function campaignView(campaign: Campaign, baseUrl: string, nowMs: number, budget?: BudgetState) {
  const { id, asked, currency, history, verdict, isDowngraded, createdAt, updatedAt } = campaign;
  const { budget: wanted, ...rest } = asked;
  const state = stateAt(timed(campaign), nowMs);
  return {
    id,
    href: `${baseUrl}/campaigns/${id}`,
    ...rest,
    state,
    next: verbsOf(state),
    currency,
    budget: {
      pacing: 'even' as const,
      ...wanted,
      setAside: fromMicros(campaign.setAsideMicros),
      returned: fromMicros(campaign.returnedMicros),
      ...(budget === undefined
        ? {}
        : {
            spent: fromMicros(budget.spentMicros),
            held: fromMicros(budget.heldMicros),
            available: fromMicros(budget.availableMicros),
          }),
    },
    ...(verdict === undefined ? {} : { policy: { ...verdictView(verdict), downgraded: isDowngraded } }),
    history,
    createdAt,
    updatedAt,
  };
}

export function verdictView({ offer, ...verdict }: Verdict) {
  return {
    ...verdict,
    ...(offer === undefined
      ? {}
      : { offer: { on: offer.on, data: `${offer.bytes} B`, asked: offer.asked, source: offer.source } }),
  };
}
