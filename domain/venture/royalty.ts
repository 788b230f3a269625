/** What the venture pays for the brand, and what partners pay in for each line. */
import { monthsAfter } from './exit.js';
import { partOf } from './shares.js';

export interface BrandLicence {
  /** Partner that owns the brand. */
  readonly licensor: string;
  /** Millionths of a percent. */
  readonly rate: bigint;
  readonly of: 'gross' | 'net';
  /** First month, `YYYY-MM`. */
  readonly from: string;
  readonly years: number;
}

/** The first month in which the licence is over. */
export const licenceEnd = ({ from, years }: BrandLicence): string => monthsAfter(from, years * 12);

/** Micros; none of revenue below zero, none outside the licence's years. */
export function royaltyOf(
  licence: BrandLicence,
  month: string,
  revenue: { readonly gross: bigint; readonly net: bigint },
): bigint {
  if (month < licence.from || month >= licenceEnd(licence)) return 0n;
  const base = revenue[licence.of];
  return base > 0n ? partOf(base, licence.rate) : 0n;
}

/** What a partner or the venture pays for each line: £4.56 a customer and month. */
export interface PerSubscriber {
  readonly id: string;
  /** Partners, or `venture`. */
  readonly from: string;
  readonly to: string;
  /** Micros a line and month. */
  readonly micros: bigint;
  /** Months, both included; absent = without end. */
  readonly fromMonth?: string;
  readonly untilMonth?: string;
}

export const isInForce = (
  { fromMonth, untilMonth }: Pick<PerSubscriber, 'fromMonth' | 'untilMonth'>,
  month: string,
): boolean => (fromMonth ?? month) <= month && month <= (untilMonth ?? month);

export const perSubscriberOwed = (terms: PerSubscriber, month: string, lines: bigint): bigint =>
  isInForce(terms, month) ? terms.micros * lines : 0n;

/** Revenue with what calls in bring, from the month on in which they belong to the venture (Virgin UK: January 2004). */
export const revenueWithInbound = (
  revenue: bigint,
  inbound: bigint,
  month: string,
  inboundFrom: string | undefined,
): bigint => (inboundFrom !== undefined && month >= inboundFrom ? revenue + inbound : revenue);

/** What a partner puts in. Only cash is money; the rest is worth what the partners agreed on. */
export type ContributionKind = 'cash' | 'services' | 'capacity' | 'brand' | 'distribution';

export interface Contribution {
  readonly id: string;
  readonly partner: string;
  readonly kind: ContributionKind;
  /** Micros by month, in order. */
  readonly schedule: readonly { readonly month: string; readonly micros: bigint }[];
}

export const contributionDue = ({ schedule }: Contribution, month: string): bigint =>
  schedule.reduce((sum, part) => (part.month === month ? sum + part.micros : sum), 0n);

export const contributedBy = (contributions: readonly Contribution[], partner: string): bigint =>
  contributions
    .filter((contribution) => contribution.partner === partner)
    .flatMap(({ schedule }) => schedule)
    .reduce((sum, { micros }) => sum + micros, 0n);
