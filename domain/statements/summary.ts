/** What a comparison of two sides found, as sums: by cause, and by day, kind and zone. */
import { type Cause, CAUSES } from './cause.js';
import type { Difference } from './match.js';
import type { ReconRow } from './row.js';

/** One side's records of a day, kind and zone. */
export interface SideSum {
  readonly events: number;
  /** Bytes, seconds or messages. */
  readonly units: number;
  readonly micros: number;
}

/** Columns that wholesale reports have: date, type of usage, zone, each side's, and the variances. */
export interface Variance {
  /** `YYYY-MM-DD` in the market. */
  readonly day: string;
  readonly kind: ReconRow['kind'];
  readonly zone: string;
  readonly ours: SideSum;
  readonly theirs: SideSum;
  /** Theirs less ours. */
  readonly delta: SideSum;
}

export interface CauseSum {
  readonly cause: Cause;
  readonly differences: number;
  readonly oursMicros: number;
  readonly theirsMicros: number;
  /** Theirs less ours: > 0 = they charge more than we expect. */
  readonly deltaMicros: number;
}

const NOTHING: SideSum = { events: 0, units: 0, micros: 0 };

/** Adds up rows of both sides by day, kind and zone. Memory grows with the days, not with the rows. */
export class Variances {
  private readonly sums = new Map<string, { ours: SideSum; theirs: SideSum }>();

  add(side: 'ours' | 'theirs', day: string, { kind, zone, units, micros = 0 }: ReconRow): void {
    const key = `${day}/${kind}/${zone}`;
    const both = this.sums.get(key) ?? { ours: NOTHING, theirs: NOTHING };
    const { events, units: unitsBefore, micros: microsBefore } = both[side];
    both[side] = { events: events + 1, units: unitsBefore + units, micros: microsBefore + micros };
    this.sums.set(key, both);
  }

  /** By day, then kind, then zone. */
  rows(): Variance[] {
    return [...this.sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { ours, theirs }]) => {
        const [day = '', kind = '', zone = ''] = key.split('/');
        const delta = {
          events: theirs.events - ours.events,
          units: theirs.units - ours.units,
          micros: theirs.micros - ours.micros,
        };
        return { day, kind: kind as ReconRow['kind'], zone, ours, theirs, delta };
      });
  }
}

/** Adds up differences by their cause. */
export class CauseSums {
  private readonly sums = new Map<Cause, CauseSum>();

  add(cause: Cause, { ours, theirs }: Pick<Difference, 'ours' | 'theirs'>): void {
    const before = this.sums.get(cause) ?? {
      cause,
      differences: 0,
      oursMicros: 0,
      theirsMicros: 0,
      deltaMicros: 0,
    };
    const oursMicros = ours?.micros ?? 0;
    const theirsMicros = theirs?.micros ?? 0;
    this.sums.set(cause, {
      cause,
      differences: before.differences + 1,
      oursMicros: before.oursMicros + oursMicros,
      theirsMicros: before.theirsMicros + theirsMicros,
      deltaMicros: before.deltaMicros + theirsMicros - oursMicros,
    });
  }

  /** In the order of `CAUSES`. */
  rows(): CauseSum[] {
    return CAUSES.flatMap((cause) => this.sums.get(cause) ?? []);
  }
}
