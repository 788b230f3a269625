/** The caps of a plan with their defaults filled in, and the one that the market's policy adds. */
import type { Cap } from '../operator/cap.js';
import { at } from '../operator/problem.js';
import type { OfferingView, Part, Surroundings } from './offering-view.js';
import { HOME, type Target } from './target.js';

const NOTICES: Readonly<Record<Cap['purpose'], number[]>> = {
  'spending-cap': [50, 80, 100],
  'bill-shock': [80, 100],
  'fair-use': [80, 100],
  'volume-cap': [80, 100],
  'day-pack': [],
};

const AT_LIMIT: Readonly<Record<Cap['purpose'], NonNullable<Cap['atLimit']>>> = {
  'spending-cap': 'stop',
  'bill-shock': 'stop',
  'fair-use': 'throttle',
  'volume-cap': 'stop',
  'day-pack': 'grant',
};

export type CompleteCap = Omit<Cap, 'atLimit' | 'notices' | 'period'> & {
  readonly atLimit: NonNullable<Cap['atLimit']>;
  readonly notices: number[];
  readonly period: NonNullable<Cap['period']>;
};

/** @param hasPeriod  whether the plan has a period of its own */
export function completeCap(cap: Cap, hasPeriod: boolean): CompleteCap {
  return {
    ...cap,
    period: cap.period ?? (cap.purpose === 'day-pack' ? 'day' : hasPeriod ? 'cycle' : 'month'),
    notices: cap.notices ?? NOTICES[cap.purpose],
    atLimit: cap.atLimit ?? AT_LIMIT[cap.purpose],
  };
}

/** Id of the cap that the market's policy adds. */
export const BILL_SHOCK = 'bill-shock';

/**
 * The caps of a plan. Where data abroad costs money and the plan has no bill-shock cap of its own, the market's
 * default is one: what data in roaming zones costs a period, liftable by the subscriber.
 *
 * Source: Regulation (EU) 2022/612 Art. 14(4), the default financial limit and the notice at 80 %.
 */
export function capsOf(
  view: OfferingView,
  targets: readonly Target[],
  { billShock }: Surroundings,
): Part<Cap>[] {
  const policy = billShock.value;
  const data = targets.filter(({ zone, free, kind }) => zone !== HOME && !free && kind === 'data');
  const own = view.caps.some(({ raw }) => (raw as Partial<Cap> | null)?.purpose === 'bill-shock');
  if (policy === undefined || data.length === 0 || own) return [...view.caps];
  const value: Cap = {
    id: BILL_SHOCK,
    purpose: 'bill-shock',
    limit: policy.defaultCap,
    services: [...new Set(data.map(({ service }) => service))],
    notices: policy.notices,
    liftable: true,
  };
  return [...view.caps, { path: at(billShock.path, 'defaultCap'), raw: value, value }];
}
