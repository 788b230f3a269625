/** What a usage record says of a subscriber, as figures that add up. */
import type { UsageRecord } from '../charging/usage-record.js';

export const FIGURES = ['revenue', 'wholesale', 'bytes', 'seconds', 'messages', 'churned'] as const;
/** `revenue` and `wholesale` in micros; `churned` counts ends of subscriptions. */
export type Figures = Readonly<Record<(typeof FIGURES)[number], number>>;

/** What is taken out of a wallet for our own service. What goes to third parties or comes back is none of it. */
const EARNED: readonly string[] = ['recurring', 'paid', 'usage-charge', 'advance-fee'];
/** Money that we gave is no money that we earned. */
const GIVEN = 'reward-credit';

export function figuresOf({ lines, movements = [], notices = [] }: UsageRecord): Figures {
  const figures = { revenue: 0, wholesale: 0, bytes: 0, seconds: 0, messages: 0, churned: 0 };
  for (const { bucket, priceMicros, wholesaleMicros = 0, unit, units } of lines) {
    if (bucket !== GIVEN) figures.revenue += priceMicros;
    figures.wholesale += wholesaleMicros;
    figures[unit] += units;
  }
  for (const { action, bucket, unit, amount } of movements)
    if (unit === 'money' && bucket !== GIVEN && EARNED.includes(action)) figures.revenue -= amount;
  for (const notice of notices)
    if (notice.type === 'account.state-changed' && notice.state === 'terminated') figures.churned += 1;
  return figures;
}

export const isNothing = (figures: Figures): boolean => FIGURES.every((name) => figures[name] === 0);

export function sumFigures(all: readonly Figures[]): Figures {
  const sum = { revenue: 0, wholesale: 0, bytes: 0, seconds: 0, messages: 0, churned: 0 };
  for (const each of all) for (const name of FIGURES) sum[name] += each[name];
  return sum;
}
