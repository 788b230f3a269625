/**
 * How much to grant. The network's own wish wins up to the policy's maximum; when it leaves the amount to
 * us (TS 32.290 §5.2.2), an exhausted grant is followed by a multiple of what was used and any other is
 * refilled. A function of the request alone, so that the fast path knows it before it writes.
 */
import type { QuotaPolicy, UsageUnit } from '../catalogue/plan.js';
import type { GroupRequest, Units } from './request.js';

/** The amount in a service's unit; undefined when the network left it out, or asked for none of that unit. */
export function unitsIn(unit: UsageUnit, units: Units): number | undefined {
  return unit === 'bytes' ? units.bytes : unit === 'seconds' ? units.seconds : units.messages;
}

export interface Wish {
  /** Asked for by the network, capped by the policy; undefined = we decide. */
  readonly explicit: number | undefined;
  /** Units used in all containers of the request. */
  readonly used: number;
  /** Units to move to the reservation on top of what is left of it. */
  readonly topUp: number;
}

/** What a request wants of one group. Usage is counted in the service's unit; missing units count 0. */
export function wish(policy: QuotaPolicy, unit: UsageUnit, request: GroupRequest): Wish {
  let used = 0;
  let exhausted = false;
  for (const container of request.used) {
    used += unitsIn(unit, container) ?? 0;
    exhausted ||= container.exhausted;
  }
  const asked = request.requested === undefined ? undefined : unitsIn(unit, request.requested);
  if (asked !== undefined && asked > 0) {
    const explicit = Math.min(asked, policy.max);
    return { explicit, used, topUp: Math.min(used, explicit) };
  }
  // With the threshold's part still left, the next grant is the largest one, not more.
  const most = policy.max - Math.floor((policy.max * policy.thresholdPercent) / 100);
  const topUp = exhausted
    ? Math.min(most, Math.max(policy.min, policy.growth * used))
    : Math.min(used, policy.max);
  return { explicit: undefined, used, topUp: Math.min(topUp, request.topUpLimit ?? topUp) };
}

/** The grant to aim for, given what is left of the previous one. */
export function desired(policy: QuotaPolicy, wanted: Wish, left: number): number {
  if (wanted.explicit !== undefined) return wanted.explicit;
  return Math.max(policy.min, left, Math.min(policy.max, left + wanted.topUp));
}

/** The size that decides between short and long timers, the same on both paths. */
export function timerSize(wanted: Wish, policy: QuotaPolicy): number {
  return wanted.explicit ?? Math.max(policy.min, wanted.topUp);
}
