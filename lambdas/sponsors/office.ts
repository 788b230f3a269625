/** What sponsors' handlers work with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { Actor, PartnerEvent } from '../../domain/events/event.js';
import type { MarketPolicy } from '../../domain/operator/market.js';
import type { AgreementRecord } from '../../domain/sponsors/agreement.js';
import type { CampaignRecord } from '../../domain/sponsors/campaign.js';
import type { SponsorRecord } from '../../domain/sponsors/sponsor.js';
import type { Desk } from '../accounts/desk.js';
import type { Tables } from '../accounts/ledger.js';
import { eventId } from '../partners/kernel/announce.js';
import type { RecordBook } from '../partners/kernel/records.js';
import type { AgreementPools } from './agreement-pools.js';
import type { CampaignBudgets } from './campaign-budgets.js';

/** The market that sponsors pay in. */
export interface Market {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly timeZone: string;
  /** What a loyalty point is worth as credit, micros; absent: the operator has none. */
  readonly pointMicros?: number;
  readonly policy: Pick<MarketPolicy, 'contentBasedZeroRating'> &
    Partial<Pick<MarketPolicy, 'dataReward' | 'advertising' | 'insight'>>;
}

export interface SponsorOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  /** At a time of the operator's. */
  readonly desk: (nowMs: number) => Desk;
  /** As the operator file has it. @throws RefusedError 503 before one was published */
  readonly market: () => Promise<Market>;
  /** Stores a plan version; again changes nothing. */
  readonly publishPlan: (plan: PlanVersion) => Promise<unknown>;
  readonly sponsors: RecordBook<SponsorRecord>;
  readonly agreements: RecordBook<AgreementRecord>;
  readonly campaigns: RecordBook<CampaignRecord>;
  readonly pools: AgreementPools;
  readonly budgets: CampaignBudgets;
  /** What becomes of a campaign that brings less than it costs. */
  readonly lossMaking: 'warn' | 'refuse';
  readonly wake: (eventIds: readonly string[]) => Promise<void>;
}

/** Who did it, for histories and entries. */
export const named = ({ type, id }: Actor): string => (type === id ? id : `${type} ${id}`);

export const CLOCK: Actor = { type: 'system', id: 'sponsors-sweep' };

interface Told {
  readonly type: string;
  /** What makes it one of its own. */
  readonly step: number | string;
  readonly subject: { readonly resource: 'sponsor' | 'campaign' | 'sponsor_agreement'; readonly id: string };
  readonly owner: string;
  readonly by: Actor;
  readonly nowMs: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly previous?: Readonly<Record<string, unknown>> | undefined;
}

/** An event of sponsors; the same one again has the same id. */
export function sponsorEvent({ type, step, subject, owner, by, nowMs, data, previous }: Told): PartnerEvent {
  const about = `${subject.resource}/${subject.id}`;
  return {
    id: eventId(about, type, String(step)),
    type,
    time: new Date(nowMs).toISOString(),
    owner,
    subject: about,
    actor: by,
    data,
    ...(previous === undefined ? {} : { previousData: previous }),
  };
}
