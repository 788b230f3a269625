/** What is known when somebody asks what applies: the order or basket, the subscriber, the time and the place. */
import { zoneSpan } from '../rating/zone-offset.js';

export interface Line {
  /** The offering or the article (SKU, GTIN). */
  readonly product: string;
  readonly category?: string;
  /** Pieces, ≥ 1. */
  readonly quantity: number;
  /** Of all pieces together, micros of the market's currency. */
  readonly amountMicros: number;
}

export interface Order {
  readonly lines: readonly Line[];
}

/** What the operator itself knows of who it is for; nobody else's word is taken for it. */
export interface SubscriberFacts {
  readonly subscriberId: string;
  readonly accountKey: string;
  readonly offeringId: string;
  readonly state: string;
  readonly activatedAt?: string;
  readonly customerId?: string;
  readonly documents?: readonly string[];
}

export interface Situation {
  /** The operator's time. */
  readonly nowMs: number;
  /** IANA, of the market. */
  readonly timeZone: string;
  readonly currency: string;
  readonly subscriber?: SubscriberFacts;
  readonly order?: Order;
  readonly channel?: string;
  readonly store?: string;
  /** The partner who asks. */
  readonly partner?: string;
  /** Whatever else whoever asks knows: `attribute.<name>` in criteria. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

export const orderMicros = ({ order }: Situation): number | undefined =>
  order?.lines.reduce((sum, { amountMicros }) => sum + amountMicros, 0);

/** ISO weekday (1 = Monday) and minutes since midnight, by the market's clock. */
export function localTime({ nowMs, timeZone }: Pick<Situation, 'nowMs' | 'timeZone'>) {
  const local = new Date(nowMs + zoneSpan(timeZone, nowMs).offsetMs);
  return {
    weekday: local.getUTCDay() === 0 ? 7 : local.getUTCDay(),
    minutes: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}
