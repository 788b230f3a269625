/**
 * What moves a campaign from state to state: what is asked, time, and money. Each step is one transaction of the campaign,
 * the money that moves with it, what the hot path is to know, and the event.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Actor, PartnerEvent } from '../../domain/events/event.js';
import { toMicros } from '../../domain/operator/decimal.js';
import { activeCampaign, type CampaignRecord, MOST_STEPS } from '../../domain/sponsors/campaign.js';
import {
  after,
  type CampaignState,
  isFunded,
  occasionAt,
  type Transition,
} from '../../domain/sponsors/campaign-states.js';
import type { Posting } from '../../domain/sponsors/ledger.js';
import { writeTogether } from '../accounts/ledger.js';
import { eventWrite } from '../events/outbox.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { changeWrites, nextChange } from './campaign-list.js';
import { type Campaign, campaignView, timed } from './campaign-view.js';
import { type Posted, post } from './ledger-book.js';
import { openCampaign } from './open-list.js';
import { named, sponsorEvent, type SponsorOffice } from './office.js';
import { conflict } from './refusals.js';
import { balanceLow } from './sponsor-notices.js';

export interface Step {
  readonly by: Transition['by'];
  readonly actor: Actor;
  readonly reason?: string | undefined;
  /** What else of the record it changes. */
  readonly changes?: Partial<CampaignRecord>;
  /** Events beside that of the state. */
  readonly tells?: readonly PartnerEvent[];
}

export interface At {
  readonly nowMs: number;
  readonly baseUrl: string;
}

/** States that show advertisements as soon as their time has come. */
const SHOWN: readonly CampaignState[] = ['scheduled', 'running'];

/**
 * @returns the campaign afterwards; undefined when somebody else was first: look again
 * @throws RefusedError 409 when the account holds too little
 */
export async function take(
  office: SponsorOffice,
  before: Campaign,
  step: Step,
  { nowMs, baseUrl }: At,
): Promise<Campaign | undefined> {
  const to = after(before.state, step.by);
  if (to === undefined) throw new Error(`campaign ${before.id} is ${before.state}: no ${step.by}`);
  const money = await moneyOf(office, before, to, step.actor, nowMs);
  if (money === undefined) return undefined;
  const isShown = SHOWN.includes(to);
  const wasShown = SHOWN.includes(before.state);
  // Running or scheduled is the same to who decides: it goes by the time.
  const change = isShown === wasShown ? undefined : await nextChange(office);
  const at = new Date(nowMs).toISOString();
  const history = [
    ...before.history,
    { state: to, at, by: named(step.actor), ...(step.reason === undefined ? {} : { reason: step.reason }) },
  ].slice(-MOST_STEPS);
  const value: CampaignRecord = {
    ...bare(before),
    ...step.changes,
    ...money.changes,
    state: to,
    history,
    ...(change === undefined ? {} : { change }),
  };
  const { record, write } = office.campaigns.change(before, value, nowMs);
  const events = [
    stateEvent(record, before.state, step.actor, { nowMs, baseUrl }),
    ...(to === 'exhausted' ? [exhaustedEvent(record, step.actor, { nowMs, baseUrl })] : []),
    ...(step.tells ?? []),
    ...money.tells,
  ];
  const written = await writeTogether(office.client, [
    write,
    ...money.writes,
    ...(change === undefined
      ? []
      : changeWrites(office.tables, {
          number: change,
          before: before.change,
          campaignId: before.id,
          campaign: isShown ? activeCampaign(record) : undefined,
        })),
    ...events.map((event) => eventWrite(office.tables.records, event)),
  ]);
  if (!written) return undefined;
  await office.wake(events.map(({ id }) => id));
  return record;
}

/** The record without what the book keeps. */
export function bare({
  id: _id,
  owner: _owner,
  revision: _revision,
  createdAt: _createdAt,
  updatedAt: _updatedAt,
  place: _place,
  ...value
}: Campaign): CampaignRecord {
  // What a table's item has beside it, its key.
  const {
    pk: _pk,
    sk: _sk,
    ...rest
  } = value as CampaignRecord & { readonly pk?: string; readonly sk?: string };
  return rest;
}

interface Money {
  readonly changes: Partial<CampaignRecord>;
  readonly writes: readonly TransactWriteItem[];
  readonly tells: readonly PartnerEvent[];
}

const NO_MONEY: Money = { changes: {}, writes: [], tells: [] };

/** The money that moves with a step. @returns undefined when somebody else was first */
async function moneyOf(
  office: SponsorOffice,
  before: Campaign,
  to: CampaignState,
  actor: Actor,
  nowMs: number,
): Promise<Money | undefined> {
  if (!isFunded(before.state) && to === 'scheduled') return fund(office, before, actor, nowMs);
  if (isFunded(before.state) && !isFunded(to)) return giveBack(office, before, actor, nowMs);
  return NO_MONEY;
}

async function fund(
  office: SponsorOffice,
  before: Campaign,
  actor: Actor,
  nowMs: number,
): Promise<Money | undefined> {
  const { id: campaignId, sponsorId, asked, moves } = before;
  const micros = toMicros(asked.budget.amount);
  const posting: Posting = {
    kind: 'set-aside',
    micros,
    of: { campaignId },
    id: `${campaignId}:${moves + 1}`,
    by: named(actor),
  };
  const posted = await post(office, sponsorId, [posting], nowMs);
  if (posted.outcome === 'refused') throw conflict(posted.problems);
  if (posted.outcome === 'raced') return undefined;
  return {
    changes: {
      setAsideMicros: micros,
      moves: moves + 1,
      isSettled: false,
      ...openCampaign(sponsorId, campaignId),
    },
    writes: [
      ...posted.writes,
      ...office.budgets.open({
        campaignId,
        micros,
        pacing: asked.budget.pacing ?? 'even',
        startsAtMs: Date.parse(asked.startsAt),
        endsAtMs: Date.parse(asked.endsAt),
      }),
    ],
    tells: await balanceLow(office, sponsorId, posted, nowMs),
  };
}

/**
 * Closes the budget, books what was spent of it and returns what nobody holds. What advertisements hold that were shown
 * just now is spent or released within their time; the sweep then returns the rest the same way.
 */
export async function giveBack(
  office: SponsorOffice,
  before: Campaign,
  actor: Actor,
  nowMs: number,
): Promise<Money | undefined> {
  const { id: campaignId, sponsorId, setAsideMicros, bookedMicros, returnedMicros, moves } = before;
  const taken = await office.budgets.takeBack(campaignId, nowMs);
  if (taken === undefined) throw new Error(`campaign ${campaignId} is ${before.state} and has no budget`);
  const spent = taken.before.spentMicros - bookedMicros;
  const booked = bookedMicros + spent;
  const returned = returnedMicros + taken.micros;
  const of = { campaignId };
  const id = `${campaignId}:${moves + 1}`;
  const by = named(actor);
  const postings: Posting[] = [
    ...(spent === 0 ? [] : [{ kind: 'spent' as const, micros: spent, of, id, by }]),
    ...(taken.micros === 0 ? [] : [{ kind: 'returned' as const, micros: taken.micros, of, id, by }]),
  ];
  const posted: Posted | undefined =
    postings.length === 0 ? undefined : await post(office, sponsorId, postings, nowMs);
  if (posted?.outcome === 'refused') throw conflict(posted.problems);
  if (posted?.outcome === 'raced') return undefined;
  const isSettled = booked + returned === setAsideMicros;
  return {
    changes: {
      bookedMicros: booked,
      returnedMicros: returned,
      moves: moves + 1,
      isSettled,
      ...(isSettled ? { gsi1pk: undefined, gsi1sk: undefined } : {}),
    },
    writes: [...taken.writes, ...(posted?.writes ?? [])],
    tells: [],
  };
}

/** What time made of a campaign is written down before anything else is done with it. */
export async function upToDate(
  office: SponsorOffice,
  campaign: Campaign,
  at: At,
  actor: Actor,
): Promise<Campaign | undefined> {
  const occasion = occasionAt(timed(campaign), at.nowMs);
  return occasion === undefined ? campaign : take(office, campaign, { by: occasion, actor }, at);
}

function stateEvent(
  campaign: Campaign,
  previous: CampaignState,
  by: Actor,
  { nowMs, baseUrl }: At,
): PartnerEvent {
  return sponsorEvent({
    type: 'campaign.state_changed',
    step: campaign.revision,
    subject: { resource: 'campaign', id: campaign.id },
    owner: campaign.owner,
    by,
    nowMs,
    data: { campaign: campaignView(campaign, baseUrl, nowMs) },
    previous: { state: previous },
  });
}

const exhaustedEvent = (campaign: Campaign, by: Actor, { nowMs, baseUrl }: At): PartnerEvent =>
  sponsorEvent({
    type: 'campaign.exhausted',
    step: campaign.revision,
    subject: { resource: 'campaign', id: campaign.id },
    owner: campaign.owner,
    by,
    nowMs,
    data: { campaign: campaignView(campaign, baseUrl, nowMs) },
  });

/** @throws RefusedError 409 */
export function notNow(campaign: Campaign, verb: string, allowed: readonly string[]): RefusedError {
  return new RefusedError(
    409,
    'campaign-state',
    `campaign ${campaign.id} is ${campaign.state}; got ${verb}; allowed: ${allowed.join(', ') || 'nothing, it is over'}`,
  );
}
