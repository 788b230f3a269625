/** TMF678 bill cycles: when the plans that are sold begin a new period. */
import type { PlanVersion } from '../../catalogue/plan.js';
import type { Cycle, CycleAnchor } from '../../cycles/cycle.js';
import { periodAt } from '../../cycles/period.js';
import { TMF_BASE } from '../routes.js';

type Resource = Readonly<Record<string, unknown>>;
type BilledPlan = Pick<PlanVersion, 'name' | 'offeringId' | 'recurring' | 'invoice'>;

/** One for each way in which plans that are sold count periods. */
export interface BillingCycle {
  /** `1-month-activation` */
  readonly id: string;
  readonly cycle: Cycle;
  readonly termDays: number | undefined;
  readonly offerings: readonly string[];
}

export function cyclesOf(plans: readonly BilledPlan[]): BillingCycle[] {
  const found = new Map<string, BillingCycle>();
  for (const { recurring, invoice, offeringId } of plans) {
    if (recurring === undefined) continue;
    const { cycle } = recurring.charge;
    const { every, unit, anchor } = cycle;
    const term = invoice === undefined ? '' : `-due-${invoice.termDays}`;
    const id = `${every}-${unit}-${anchorName(anchor)}${term}`;
    const known = found.get(id);
    found.set(id, {
      id,
      cycle,
      termDays: invoice?.termDays,
      offerings: [...(known?.offerings ?? []), offeringId],
    });
  }
  return [...found.values()];
}

function anchorName(anchor: CycleAnchor): string {
  if (anchor === 'activation') return anchor;
  if ('weekday' in anchor) return `weekday-${anchor.weekday}`;
  return anchor.month === undefined ? `day-${anchor.dayOfMonth}` : `day-${anchor.dayOfMonth}-${anchor.month}`;
}

const nameOf = ({ cycle: { every, unit } }: BillingCycle): string =>
  every === 1 ? `every ${unit}` : `every ${every} ${unit}s`;

const href = (baseUrl: string, resource: string, id: string) =>
  `${baseUrl}${TMF_BASE.bills}/${resource}/${id}`;

export function viewSpecification(cycle: BillingCycle, baseUrl: string): Resource {
  const {
    id,
    cycle: { every, unit, anchor },
    termDays,
    offerings,
  } = cycle;
  return {
    '@type': 'BillCycleSpecification',
    id,
    href: href(baseUrl, 'billCycleSpecification', id),
    name: nameOf(cycle),
    description: `Of ${offerings.join(', ')}; its periods begin by ${anchorName(anchor)}`,
    billingPeriod: `${every} ${unit}${every === 1 ? '' : 's'}`,
    frequency: nameOf(cycle),
    billingDateShift: 0,
    ...(termDays === undefined ? {} : { paymentDueDateOffset: termDays }),
  };
}

/** The period that is on for who begins now: what begins by activation has an anchor of its own each. */
export function viewCycle(cycle: BillingCycle, baseUrl: string, nowMs: number): Resource {
  const { id, termDays } = cycle;
  const { startMs, endMs } = periodAt(cycle.cycle, nowMs, nowMs);
  return {
    '@type': 'BillCycle',
    id,
    href: href(baseUrl, 'billCycle', id),
    name: nameOf(cycle),
    billingPeriod: `${cycle.cycle.every} ${cycle.cycle.unit}${cycle.cycle.every === 1 ? '' : 's'}`,
    billingDate: new Date(endMs).toISOString(),
    ...(termDays === undefined
      ? {}
      : { paymentDueDate: new Date(endMs + termDays * 86_400_000).toISOString() }),
    validFor: { startDateTime: new Date(startMs).toISOString(), endDateTime: new Date(endMs).toISOString() },
    BillCycleSpecification: {
      id,
      href: href(baseUrl, 'billCycleSpecification', id),
      '@referredType': 'BillCycleSpecification',
    },
  };
}
