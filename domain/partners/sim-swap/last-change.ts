/** When the SIM of a number was last changed, as CAMARA SIM Swap 2.1.0 tells it. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is known of a number's SIM; a new subscription is a change of SIM, too (CAMARA: "a new subscription"). */
export interface SimHistory {
  /** ISO 8601, when it last got another SIM, or its first one. */
  readonly simChangedAt?: string | undefined;
  /** ISO 8601; absent of those that were brought along from elsewhere. */
  readonly activatedAt?: string | undefined;
}

export interface MonitoringTerms {
  /** How far back the market's law lets us tell, days; absent = as far as we know. */
  readonly monitoredDays?: number | undefined;
}

/** `SimSwapInfo` */
export interface SimSwapInfo {
  readonly latestSimChange: string | null;
  /** Days. */
  readonly monitoredPeriod?: number;
}

/** Hours that are looked back over when a client names none. */
export const DEFAULT_MAX_AGE_H = 240;
export const LARGEST_MAX_AGE_H = 2400;

/** @param nowMs  the operator's time */
export function simSwapInfo(
  history: SimHistory,
  { monitoredDays }: MonitoringTerms,
  nowMs: number,
): SimSwapInfo {
  const changedAt = changeOf(history);
  const isTold =
    changedAt !== undefined &&
    (monitoredDays === undefined || Date.parse(changedAt) >= nowMs - monitoredDays * DAY_MS);
  if (isTold) return { latestSimChange: changedAt };
  return {
    latestSimChange: null,
    ...(monitoredDays === undefined ? {} : { monitoredPeriod: monitoredDays }),
  };
}

/** Whether the SIM was changed in the last hours. Of one that was brought along no change is known. */
export function wasSwapped(history: SimHistory, maxAgeH: number, nowMs: number): boolean {
  const changedAt = changeOf(history);
  return changedAt !== undefined && Date.parse(changedAt) >= nowMs - maxAgeH * HOUR_MS;
}

/** Most hours that may be asked for. */
export const largestMaxAgeH = ({ monitoredDays }: MonitoringTerms): number =>
  monitoredDays === undefined ? LARGEST_MAX_AGE_H : Math.min(LARGEST_MAX_AGE_H, monitoredDays * 24);

const changeOf = ({ simChangedAt, activatedAt }: SimHistory): string | undefined =>
  simChangedAt ?? activatedAt;
