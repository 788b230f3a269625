/** What a usage record says of a subscriber, as figures that add up. */
import type { UsageRecord } from '../charging/usage-record.js';

export const FIGURES = ['revenue', 'wholesale', 'bytes', 'seconds', 'messages', 'churned'] as const;
/** `revenue` and `wholesale` in micros; `churned` counts ends of subscriptions. */
export type Figures = Readonly<Record<(typeof FIGURES)[number], number>>;

/** What a record says of one instant. */
export interface FiguresAt {
  /** ISO 8601, UTC, whole seconds. */
  readonly at: string;
  /** In the market's time zone: `2026-10`. */
  readonly month: string;
  readonly figures: Figures;
}

/** What is taken out of a wallet for our own service. What goes to third parties or comes back is none of it. */
const EARNED: readonly string[] = ['recurring', 'paid', 'usage-charge', 'advance-fee'];
/** Money that we gave is no money that we earned. */
const GIVEN = 'reward-credit';

const zeros = () => ({ revenue: 0, wholesale: 0, bytes: 0, seconds: 0, messages: 0, churned: 0 });

/**
 * Figures by when they came about: rows of a file come days after what they tell of, many in one record, and belong to
 * their own month and to trials that the subscriber was in then.
 *
 * @returns without what is nothing
 */
export function figuresOf({
  at,
  marketTime,
  lines,
  movements = [],
  notices = [],
}: Pick<UsageRecord, 'at' | 'marketTime' | 'lines' | 'movements' | 'notices'>): FiguresAt[] {
  const parts = new Map<string, { at: string; month: string; figures: ReturnType<typeof zeros> }>();
  const partOf = (instant = at, local = marketTime) => {
    const month = local.slice(0, 7);
    const key = `${instant} ${month}`;
    const part = parts.get(key) ?? { at: instant, month, figures: zeros() };
    parts.set(key, part);
    return part.figures;
  };
  for (const line of lines) {
    const figures = partOf(line.at, line.marketTime);
    if (line.bucket !== GIVEN) figures.revenue += line.priceMicros;
    figures.wholesale += line.wholesaleMicros ?? 0;
    figures[line.unit] += line.units;
  }
  for (const { action, bucket, unit, amount } of movements)
    if (unit === 'money' && bucket !== GIVEN && EARNED.includes(action)) partOf().revenue -= amount;
  for (const notice of notices)
    if (notice.type === 'account.state-changed' && notice.state === 'terminated') partOf().churned += 1;
  return [...parts.values()].filter(({ figures }) => !isNothing(figures));
}

/**
 * Whether something belongs to a trial that somebody came into at an instant. Records are told in whole seconds: what is
 * bought in the very second in which it was offered belongs to it.
 *
 * @param at  ISO 8601
 * @param since  ISO 8601
 */
export const isSince = (at: string, since: string): boolean =>
  Math.floor(Date.parse(at) / 1000) >= Math.floor(Date.parse(since) / 1000);

export const isNothing = (figures: Figures): boolean => FIGURES.every((name) => figures[name] === 0);

export function sumFigures(all: readonly Figures[]): Figures {
  const sum = zeros();
  for (const each of all) for (const name of FIGURES) sum[name] += each[name];
  return sum;
}
