/**
 * Books what was spent in sponsors' ledgers: of a campaign what its budget committed, of an agreement what its pool's
 * bytes cost. Each booking is the difference of two totals, so that any number of them adds up to the last one.
 */
import type { PartnerEvent } from '../../domain/events/event.js';
import { costOfBytes } from '../../domain/sponsors/agreement.js';
import { AD_EVENTS } from '../../domain/sponsors/ad-event.js';
import { pricesOf } from '../../domain/sponsors/campaign.js';
import { isFunded } from '../../domain/sponsors/campaign-states.js';
import { untilFirst } from '../accounts/run-command.js';
import { writeTogether } from '../accounts/ledger.js';
import { eventWrite } from '../events/outbox.js';
import { type Agreement, agreementView, bareAgreement, settleAgreement } from './agreements.js';
import type { PoolState } from './agreement-pools.js';
import { type At, bare, giveBack, take, upToDate } from './campaign-steps.js';
import type { Campaign } from './campaign-view.js';
import { post } from './ledger-book.js';
import { CLOCK, sponsorEvent, type SponsorOffice } from './office.js';
import { openAgreements, openCampaigns } from './open-list.js';
import { conflict } from './refusals.js';

const BY = CLOCK.id;
/** A sponsor is told when less than this part of what it bought is left. */
const LOW_PART = 10;

export interface Look extends At {
  /** Spending younger than this is not booked yet. 0 = all is. */
  readonly bookAfterMs: number;
}

/** Does all that time and money make of a campaign: starts, ends, exhausts, books, returns. */
export async function lookAtCampaign(office: SponsorOffice, campaignId: string, look: Look): Promise<void> {
  await untilFirst(async () => {
    const found = await office.campaigns.get(campaignId);
    if (found === undefined) return true;
    const campaign = await upToDate(office, found, look, CLOCK);
    if (campaign === undefined) return undefined;
    if (!isFunded(campaign.state)) return campaign.isSettled || settleCampaign(office, campaign, look);
    const budget = await office.budgets.read(campaign.id, look.nowMs);
    if (budget === undefined)
      throw new Error(`campaign ${campaign.id} is ${campaign.state} and has no budget`);
    const isOut = budget.heldMicros === 0 && budget.availableMicros < dearest(campaign);
    if (isOut && campaign.state !== 'scheduled')
      return take(office, campaign, { by: 'exhaust', actor: CLOCK }, look);
    return isDue(campaign, look) ? bookCampaign(office, campaign, budget.spentMicros, look) : true;
  });
}

/** What a decision reserves: all that may come of it. With less than that nothing is decided any more. */
const dearest = ({ asked }: Campaign): number => {
  const prices = pricesOf(asked);
  return AD_EVENTS.reduce((sum, event) => sum + (prices[event] ?? 0), 0);
};

const isDue = (
  { bookedAt, updatedAt }: { readonly bookedAt?: string; readonly updatedAt: string },
  { nowMs, bookAfterMs }: Look,
): boolean => nowMs - Date.parse(bookedAt ?? updatedAt) >= bookAfterMs;

async function bookCampaign(
  office: SponsorOffice,
  before: Campaign,
  spentMicros: number,
  { nowMs }: Look,
): Promise<true | undefined> {
  const micros = spentMicros - before.bookedMicros;
  if (micros === 0) return true;
  const { id: campaignId, sponsorId, moves } = before;
  const posting = {
    kind: 'spent',
    micros,
    of: { campaignId },
    id: `${campaignId}:${moves + 1}`,
    by: BY,
  } as const;
  const posted = await post(office, sponsorId, [posting], nowMs);
  if (posted.outcome === 'refused') throw conflict(posted.problems);
  if (posted.outcome === 'raced') return undefined;
  const value = {
    ...bare(before),
    bookedMicros: spentMicros,
    bookedAt: new Date(nowMs).toISOString(),
    moves: moves + 1,
  };
  const { write } = office.campaigns.change(before, value, nowMs);
  return (await writeTogether(office.client, [write, ...posted.writes])) ? true : undefined;
}

/** What advertisements held when it ended is spent or released by now. */
async function settleCampaign(
  office: SponsorOffice,
  before: Campaign,
  { nowMs }: Look,
): Promise<true | undefined> {
  const money = await giveBack(office, before, CLOCK, nowMs);
  if (money === undefined) return undefined;
  const isNews = money.changes.isSettled === true || money.writes.length > 0;
  if (!isNews) return true;
  const { write } = office.campaigns.change(before, { ...bare(before), ...money.changes }, nowMs);
  return (await writeTogether(office.client, [write, ...money.writes])) ? true : undefined;
}

/** Does all that time and usage make of an agreement: tells that little is left, books, ends, returns. */
export async function lookAtAgreement(office: SponsorOffice, agreementId: string, look: Look): Promise<void> {
  await untilFirst(async () => {
    const agreement = await office.agreements.get(agreementId);
    if (agreement === undefined || agreement.isSettled === true) return true;
    const isOver = agreement.state === 'ended' || Date.parse(agreement.to) <= look.nowMs;
    if (isOver) return settleAgreement(office, agreement, CLOCK, look);
    const pool = await office.pools.read(agreement.poolId);
    if (pool === undefined) throw new Error(`agreement ${agreement.id} has no pool`);
    return bookAgreement(office, agreement, pool, look);
  });
}

async function bookAgreement(
  office: SponsorOffice,
  before: Agreement,
  { usedBytes, availableBytes }: PoolState,
  look: Look,
): Promise<true | undefined> {
  const { nowMs, baseUrl } = look;
  const { id: agreementId, sponsorId, boughtBytes, bookedBytes, bookedMicros, microsPerGb, moves } = before;
  const isLow = availableBytes * LOW_PART < boughtBytes && before.lowTold !== boughtBytes;
  const micros = costOfBytes(usedBytes, microsPerGb) - bookedMicros;
  const books = isDue(before, look) && usedBytes > bookedBytes;
  const isOut = availableBytes === 0 && before.endTold !== boughtBytes;
  if (!isLow && !isOut && !books) return true;
  const posting = {
    kind: 'spent',
    micros,
    bytes: usedBytes - bookedBytes,
    of: { agreementId },
    id: `${agreementId}:${moves + 1}`,
    by: BY,
  } as const;
  const posted = books ? await post(office, sponsorId, [posting], nowMs) : undefined;
  if (posted?.outcome === 'refused') throw conflict(posted.problems);
  if (posted?.outcome === 'raced') return undefined;
  const { record, write } = office.agreements.change(
    before,
    {
      ...bareAgreement(before),
      ...(isLow ? { lowTold: boughtBytes } : {}),
      ...(isOut ? { endTold: boughtBytes } : {}),
      ...(books
        ? {
            bookedMicros: bookedMicros + micros,
            bookedBytes: usedBytes,
            bookedAt: new Date(nowMs).toISOString(),
            moves: moves + 1,
          }
        : {}),
    },
    nowMs,
  );
  const told = [
    ...(isLow ? ['sponsor.pool_low'] : []),
    // Sessions go on at the expense of their subscribers' plans.
    ...(isOut ? ['sponsor.pool_ended'] : []),
  ];
  const events = told.map((type): PartnerEvent =>
    sponsorEvent({
      type,
      step: `${agreementId}:${boughtBytes}`,
      subject: { resource: 'sponsor', id: sponsorId },
      owner: before.owner,
      by: CLOCK,
      nowMs,
      data: {
        sponsorId,
        sponsorAgreement: agreementView(record, baseUrl),
        available: `${availableBytes} B`,
      },
    }),
  );
  const written = await writeTogether(office.client, [
    write,
    ...(posted?.writes ?? []),
    ...events.map((event) => eventWrite(office.tables.records, event)),
  ]);
  if (!written) return undefined;
  await office.wake(events.map(({ id }) => id));
  return true;
}

/**
 * Looks at all that is open. One that fails hides no other.
 *
 * @param sponsorId  absent: of all sponsors
 * @returns how many it looked at, and what failed
 */
export async function lookAtAll(
  office: SponsorOffice,
  look: Look,
  sponsorId?: string,
): Promise<{ readonly looked: number; readonly failures: readonly Error[] }> {
  const failures: Error[] = [];
  let looked = 0;
  const each = async (id: string, at: typeof lookAtCampaign): Promise<void> => {
    looked += 1;
    try {
      await at(office, id, look);
    } catch (error) {
      failures.push(
        new Error(`${id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error }),
      );
    }
  };
  for await (const id of openCampaigns(office, sponsorId)) await each(id, lookAtCampaign);
  for await (const id of openAgreements(office, sponsorId)) await each(id, lookAtAgreement);
  return { looked, failures };
}
