/** The groups that subscribers are in, for insight. */
import type { FIGURES } from '../experiments/figures.js';

export const DIMENSIONS = ['plan', 'tenure', 'channel'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Figure = (typeof FIGURES)[number];

export interface Known {
  readonly offeringId: string;
  readonly activatedAt?: string;
  readonly partnerId?: string;
}

const MONTHS_OF_SOME = 3;
const MONTHS_OF_LONG = 12;

/** @param month  `2026-10` */
export function dimensionsOf(
  { offeringId, activatedAt, partnerId }: Known,
  month: string,
): Readonly<Record<Dimension, string>> {
  const months = activatedAt === undefined ? MONTHS_OF_LONG : monthsBetween(activatedAt.slice(0, 7), month);
  return {
    plan: offeringId,
    tenure: months < MONTHS_OF_SOME ? 'new' : months < MONTHS_OF_LONG ? 'some' : 'long',
    channel: partnerId ?? 'own',
  };
}

function monthsBetween(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0] = to.split('-').map(Number);
  return (toYear - fromYear) * MONTHS_OF_LONG + toMonth - fromMonth;
}
