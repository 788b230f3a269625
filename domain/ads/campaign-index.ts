/**
 * The campaigns that an instance knows, ready to be chosen from: by placement, format, plan, segment and age, so that a
 * decision looks at those that fit alone and its work does not grow with how many there are. What is paced, out of money
 * or not there yet is set aside until its time.
 */
import type { ActiveCampaign, ActiveCreative, CampaignChange } from '../sponsors/active-campaign.js';
import { Heap } from './heap.js';
import { type Entry, entryOf, isBefore, Ranked } from './ranked.js';

/** Whom an advertisement is looked for, and where it is to be shown. */
export interface Sought {
  readonly placement: string;
  readonly formats: readonly ActiveCreative['format'][];
  /** Offering of the subscriber. */
  readonly plan: string;
  /** undefined = profiling is not agreed to. */
  readonly segments: readonly string[] | undefined;
  /** Whole years at least; undefined = nobody knows. */
  readonly age: number | undefined;
}

interface Known {
  readonly entry: Entry;
  isListed: boolean;
  /** Whether it is woken at its end. */
  ends: boolean;
  asideUntilMs: number;
}

interface Wake {
  readonly atMs: number;
  readonly known: Known;
}

/** Of one kind of audience. */
interface Bucket {
  readonly minAge: number;
  readonly profiling: boolean;
  readonly ranked: Ranked;
}

/** Every placement, plan or segment. */
const EVERY = '*';
const keyOf = (placement: string, format: string, plan: string, segment: string) =>
  `${placement}\n${format}\n${plan}\n${segment}`;

export class CampaignIndex {
  /** Of the last change that it knows. */
  number = 0;
  private readonly known = new Map<string, Known>();
  private readonly buckets = new Map<string, Bucket[]>();
  private readonly wakes = new Heap<Wake>((a, b) => a.atMs < b.atMs);

  get size(): number {
    return this.known.size;
  }

  get(campaignId: string): ActiveCampaign | undefined {
    return this.known.get(campaignId)?.entry.campaign;
  }

  /** Changes in their order; one that is known already changes nothing. */
  apply(changes: readonly CampaignChange[]): void {
    for (const { number, campaignId, campaign } of changes) {
      if (number <= this.number) continue;
      this.number = number;
      const before = this.known.get(campaignId);
      if (before !== undefined) this.unlist(before);
      this.known.delete(campaignId);
      if (campaign === undefined) continue;
      const known: Known = { entry: entryOf(campaign), isListed: false, ends: false, asideUntilMs: 0 };
      this.known.set(campaignId, known);
      this.wakes.push({ atMs: campaign.startsAtMs, known });
    }
  }

  /** Nothing of it is shown until then. */
  setAside(campaignId: string, untilMs: number): void {
    const known = this.known.get(campaignId);
    if (known === undefined) return;
    this.unlist(known);
    known.asideUntilMs = untilMs;
    this.wakes.push({ atMs: untilMs, known });
  }

  /** Those that fit, the dearest first. */
  walk(sought: Sought, nowMs: number): Walk {
    this.wake(nowMs);
    const found: Ranked[] = [];
    const { segments } = sought;
    for (const placement of [EVERY, sought.placement])
      for (const format of sought.formats)
        for (const plan of [EVERY, sought.plan])
          for (const segment of [EVERY, ...(segments ?? [])])
            for (const { minAge, profiling, ranked } of this.buckets.get(
              keyOf(placement, format, plan, segment),
            ) ?? [])
              if (
                !ranked.isEmpty &&
                (minAge === 0 || (sought.age ?? -1) >= minAge) &&
                (!profiling || segments !== undefined)
              )
                found.push(ranked);
    return new Walk(found);
  }

  private wake(nowMs: number): void {
    for (let next = this.wakes.peek(); next !== undefined && next.atMs <= nowMs; next = this.wakes.peek()) {
      this.wakes.pop();
      const { known } = next;
      const { campaign } = known.entry;
      if (this.known.get(campaign.id) !== known) continue;
      if (nowMs >= campaign.endsAtMs) {
        this.unlist(known);
        this.known.delete(campaign.id);
      } else if (!known.isListed && Math.max(known.asideUntilMs, campaign.startsAtMs) <= nowMs) {
        this.list(known);
        if (!known.ends) this.wakes.push({ atMs: campaign.endsAtMs, known });
        known.ends = true;
      }
    }
  }

  private list(known: Known): void {
    known.isListed = true;
    for (const bucket of this.bucketsOf(known.entry.campaign)) bucket.ranked.add(known.entry);
  }

  private unlist(known: Known): void {
    if (!known.isListed) return;
    known.isListed = false;
    for (const bucket of this.bucketsOf(known.entry.campaign)) bucket.ranked.remove(known.entry);
  }

  private bucketsOf({ audience, creatives }: ActiveCampaign): Set<Bucket> {
    const { plans, segments, minAge, profiling } = audience;
    const found = new Set<Bucket>();
    for (const { placements, format } of creatives)
      for (const placement of orEvery(placements))
        for (const plan of orEvery(plans))
          for (const segment of orEvery(segments))
            found.add(this.bucket(keyOf(placement, format, plan, segment), minAge, profiling));
    return found;
  }

  private bucket(key: string, minAge: number, profiling: boolean): Bucket {
    const row = this.buckets.get(key) ?? [];
    this.buckets.set(key, row);
    let bucket = row.find((each) => each.minAge === minAge && each.profiling === profiling);
    if (bucket === undefined) {
      bucket = { minAge, profiling, ranked: new Ranked() };
      row.push(bucket);
    }
    return bucket;
  }
}

const orEvery = (names: readonly string[]): readonly string[] => (names.length === 0 ? [EVERY] : names);

interface Cursor {
  readonly ranked: Ranked;
  readonly row: number;
  readonly at: number;
  readonly entry: Entry;
}

/** The candidates of one decision, merged from rows that are in order. */
export class Walk {
  private readonly cursors = new Heap<Cursor>((a, b) => isBefore(a.entry, b.entry));
  private readonly tried = new Set<string>();

  constructor(found: readonly Ranked[]) {
    for (const ranked of found) this.open(ranked, 0, 0);
  }

  /**
   * @param isOut  whether a campaign's whole brand was seen enough: goes by its brand and its cap of that alone
   * @returns undefined when there are no more
   */
  next(isOut: (campaign: ActiveCampaign) => boolean): ActiveCampaign | undefined {
    for (let cursor = this.cursors.pop(); cursor !== undefined; cursor = this.cursors.pop()) {
      const { ranked, row, at, entry } = cursor;
      const { id } = entry.campaign;
      if (at === 0) this.open(ranked, row + 1, 0);
      if (isOut(entry.campaign)) continue;
      this.open(ranked, row, at + 1);
      // Somebody is in several of its segments.
      if (this.tried.has(id)) continue;
      this.tried.add(id);
      return entry.campaign;
    }
    return undefined;
  }

  private open(ranked: Ranked, row: number, at: number): void {
    const entry = ranked.entry(row, at);
    if (entry !== undefined) this.cursors.push({ ranked, row, at, entry });
  }
}

/** What of a campaign is shown there. */
export function creativeFor(
  { creatives }: ActiveCampaign,
  { placement, formats }: Pick<Sought, 'placement' | 'formats'>,
): ActiveCreative | undefined {
  const fitting = creatives.filter(({ format }) => formats.includes(format));
  return (
    fitting.find(({ placements }) => placements.includes(placement)) ??
    fitting.find(({ placements }) => placements.length === 0)
  );
}
