/**
 * What the hot path of ad decisions knows of a campaign, and how it learns of changes.
 *
 * Snapshots are records `CAMPAIGNS` / `AT#<16 digits>`: one a campaign, at the number of its last change. Numbers are
 * gapless and rise in the order in which changes were committed. So one query, `sk > AT#<the last number I know>`, reads
 * every campaign for who knows none (number 0), and what changed since for everybody else; an empty answer costs half
 * a read. A campaign that ended or was paused is a snapshot without `campaign`.
 */
import type { AdEventKind, CampaignReward } from './ad-event.js';

export const ACTIVE_CAMPAIGNS_PK = 'CAMPAIGNS';

const DIGITS = 16;

/** The sort key of a change. */
export const changeKey = (number: number): string => `AT#${String(number).padStart(DIGITS, '0')}`;

/** What sorts behind every change: the end of a query's range. */
export const AFTER_CHANGES = 'AT$';

/** A record of the list, less its key. */
export interface CampaignChange {
  /** Of this change, from 1. */
  readonly number: number;
  readonly campaignId: string;
  /** Absent: it shows nothing (any more). */
  readonly campaign?: ActiveCampaign;
}

/** Pictures, films or words that a campaign shows. */
export interface ActiveCreative {
  readonly id: string;
  /** Placements that it fits, such as `app-home`; none = every placement that its format fits. */
  readonly placements: readonly string[];
  readonly format: 'banner' | 'video' | 'text' | 'survey' | 'audio';
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Seconds of a film or sound. */
  readonly durationS?: number | undefined;
  /** Where it lies. */
  readonly url?: string | undefined;
  /** The text itself. */
  readonly text?: string | undefined;
  /** Where a click leads. */
  readonly clickUrl?: string | undefined;
}

/** Most impressions that one subscriber is shown in a day of the market's time. Absent = the market's policy alone. */
export interface FrequencyCaps {
  readonly perDay?: number | undefined;
  /** Of all campaigns of the same brand together. */
  readonly perDayOfBrand?: number | undefined;
  /** In the whole life of the campaign. */
  readonly perCampaign?: number | undefined;
}

/** A campaign that shows advertisements from `startsAtMs` on until `endsAtMs`, while its budget has money. */
export interface ActiveCampaign {
  readonly id: string;
  /** Changes whenever anything here does. */
  readonly revision: number;
  /** Slug of the sponsor. */
  readonly sponsorId: string;
  /** What is advertised; caps count by it. */
  readonly brand: string;
  /** Epoch milliseconds; decisions hold it against the operator's time themselves, nobody has to start it. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly audience: {
    /** Offerings (plan ids of the operator file); none = all. */
    readonly plans: readonly string[];
    /** Any of these; none = everybody. */
    readonly segments: readonly string[];
    /** Years; beside what the market's policy demands of all. */
    readonly minAge: number;
    /** Whether profiling is a purpose that must be consented to as well: it is when segments decide. */
    readonly profiling: boolean;
  };
  readonly creatives: readonly ActiveCreative[];
  /** Micros that the sponsor pays for an event; absent = nothing. */
  readonly prices: Readonly<Partial<Record<AdEventKind, number>>>;
  /** What the subscriber is given for an event. */
  readonly rewards: Readonly<Partial<Record<AdEventKind, CampaignReward>>>;
  readonly caps: FrequencyCaps;
  readonly budget: {
    /** All of it, as it was taken from the sponsor's account. The money is in `BUDGET#<id>`. */
    readonly micros: number;
    readonly pacing: 'even' | 'front-loaded';
  };
  /** Of the audience, 0 to 50: these see nothing, so that what the rest does can be compared. */
  readonly holdoutPercent: number;
}
