/** Reports and settlements of campaigns. */
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { reportOf } from '../../domain/sponsors/report.js';
import { DISPUTE_DAYS, settlementOf } from '../../domain/sponsors/settlement.js';
import { of } from '../../domain/sponsors/tally.js';
import { stateAt } from '../../domain/sponsors/campaign-states.js';
import { answerOne } from '../partners/kernel/list.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import { timed } from './campaign-view.js';
import { campaignOf } from './campaigns.js';
import type { SponsorOffice } from './office.js';
import { readTallies } from './tallies.js';

/** A market that says nothing of it. */
const DEFAULT_GROUP = 20;

export async function retrieveReport(office: SponsorOffice, request: PartnerRequest) {
  const campaign = await campaignOf(office, request);
  const { timeZone, policy } = await office.market();
  const smallestGroup = policy.insight?.smallestGroup ?? DEFAULT_GROUP;
  const today = dayAt(timeZone, request.nowMs);
  const cells = await readTallies(office, campaign.id);
  const { groups, sum, people, isIncomplete } = reportOf(cells, smallestGroup, isoDate(today));
  return answerOne(
    {
      campaignId: campaign.id,
      smallestGroup,
      through: isoDate(today - 1),
      people,
      ...figures(sum),
      groups: groups.map(({ numbers, ...group }) => ({ ...group, ...figures(numbers) })),
      isIncomplete,
      ...(isIncomplete
        ? {
            note: `what fewer than ${smallestGroup} people did, and what is of today, is in none of the numbers`,
          }
        : {}),
    },
    request.query,
  );
}

function figures(numbers: Readonly<Record<string, number>>) {
  const events = of(numbers, 'paid');
  const { impression = 0, click = 0 } = events;
  return {
    events,
    // Clicks a hundred impressions, two decimals.
    ...(impression === 0 ? {} : { clickRatePercent: Math.round((click * 10_000) / impression) / 100 }),
    grants: of(numbers, 'grants'),
    granted: of(numbers, 'granted'),
    invalid: of(numbers, 'invalid'),
  };
}

export async function retrieveSettlement(office: SponsorOffice, request: PartnerRequest) {
  const campaign = await campaignOf(office, request);
  const { nowMs } = request;
  const [budget, cells] = await Promise.all([
    office.budgets.read(campaign.id, nowMs),
    readTallies(office, campaign.id),
  ]);
  const { events, rewards, invalid, spent } = settlementOf(cells);
  const state = stateAt(timed(campaign), nowMs);
  const over = campaign.history.findLast((step) => step.state === 'ended' || step.state === 'exhausted');
  const { setAsideMicros, returnedMicros, isSettled } = campaign;
  const budgetSpent = budget?.spentMicros ?? 0;
  return answerOne(
    {
      campaignId: campaign.id,
      sponsorId: campaign.sponsorId,
      currency: campaign.currency,
      state,
      // set aside = spent + held + available + returned, to the micro.
      budget: {
        setAside: fromMicros(setAsideMicros),
        spent: fromMicros(budgetSpent),
        held: fromMicros(budget?.heldMicros ?? 0),
        available: fromMicros(budget?.availableMicros ?? 0),
        returned: fromMicros(returnedMicros),
      },
      events: events.map(({ event, count, spent: micros }) => ({ event, count, spent: fromMicros(micros) })),
      spentByEvents: fromMicros(spent),
      // Anything but nothing means that the budget and the events disagree, and somebody must look.
      difference: fromMicros(budgetSpent - spent),
      rewards,
      invalidTraffic: invalid,
      dispute: {
        days: DISPUTE_DAYS,
        ...(over === undefined
          ? {}
          : { until: new Date(Date.parse(over.at) + DISPUTE_DAYS * 86_400_000).toISOString() }),
      },
      isFinal: isSettled && over !== undefined,
    },
    request.query,
  );
}
