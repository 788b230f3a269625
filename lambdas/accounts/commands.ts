/** The commands on one account, from their bodies. */
import type { z } from 'zod';
import {
  decideAdvance,
  decideLift,
  decidePlanChange,
  decideState,
} from '../../domain/charging/account-commands.js';
import { refused } from '../../domain/charging/command.js';
import type { PlanIndex } from '../../domain/charging/plan-index.js';
import { decideCancel, decidePurchase } from '../../domain/charging/purchase.js';
import { decideDebit, decideGift } from '../../domain/charging/transfer.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { amountOf, bucketNamed, unknownBucket } from './amounts.js';
import type { addOnBody, adjustmentBody, idBody, planBody, stateBody } from './bodies.js';
import type { PresentAccount } from './desk.js';
import type { Command, Decision, Refusal } from './run-command.js';

/** An operator's correction: puts an amount in, or takes it out. */
export function adjustment(body: z.output<typeof adjustmentBody>, nowMs: number): Command {
  const { id, bucket, reason, actor, expiresAt } = body;
  const { direction, amount } = signed(body);
  return {
    name: 'adjustment',
    id,
    request: { ...body, id: undefined },
    kept: { reason, actor, bucket, direction, amount: String(amount) },
    decide: ({ item, index }, command) => {
      const template = bucketNamed(index, bucket);
      const of = index.plan.buckets[template];
      if (of === undefined) return refuse(unknownBucket(index, bucket));
      const units = amountOf(of, amount);
      const problems = [...(typeof units === 'number' ? [] : [units]), ...expiryPassed(expiresAt, nowMs)];
      if (typeof units !== 'number' || problems.length > 0) return { outcome: 'refused', problems };
      const parcel = { ...command, template, amount: units };
      if (direction === 'debit') return decideDebit(item, index, nowMs, { ...parcel, action: 'debited' });
      const expiry = expiresAt === undefined ? 0 : Math.floor(Date.parse(expiresAt) / 1000);
      return decideGift(item, index, nowMs, { ...parcel, action: 'credited', expiresAt: expiry });
    },
  };
}

/** Not a matter of the body's form: what was put in stays answered as it was, after it expired too. */
function expiryPassed(expiresAt: string | undefined, nowMs: number): Refusal[] {
  if (expiresAt === undefined || Date.parse(expiresAt) > nowMs) return [];
  const allowed = `after ${new Date(nowMs).toISOString()}`;
  return [{ code: 'expiry-passed', detail: `expiresAt: got "${expiresAt}"; allowed: ${allowed}` }];
}

/** What is wrong between the fields of an adjustment. */
export function adjustmentProblems(
  body: z.output<typeof adjustmentBody>,
): { param: string; reason: string }[] {
  const { amount, direction, expiresAt } = body;
  const isSigned = /^[+-]/.test(String(amount));
  return [
    ...(direction !== undefined && isSigned
      ? [
          {
            param: 'amount',
            reason: `got ${JSON.stringify(amount)} with a direction; allowed: a sign or a direction`,
          },
        ]
      : []),
    ...(expiresAt !== undefined && Date.parse(expiresAt) >= LATEST_MS
      ? [
          {
            param: 'expiresAt',
            reason: `got "${expiresAt}"; allowed: before ${new Date(LATEST_MS).toISOString()}`,
          },
        ]
      : []),
    ...(expiresAt !== undefined && signed(body).direction === 'debit'
      ? [{ param: 'expiresAt', reason: `got "${expiresAt}"; allowed: with a credit only` }]
      : []),
  ];
}

const LATEST_MS = Date.UTC(2160, 0, 1);

function signed({ amount, direction }: z.output<typeof adjustmentBody>): {
  direction: 'credit' | 'debit';
  amount: string | number;
} {
  if (direction !== undefined) return { direction, amount };
  if (typeof amount === 'number')
    return { direction: amount < 0 ? 'debit' : 'credit', amount: Math.abs(amount) };
  return { direction: amount.startsWith('-') ? 'debit' : 'credit', amount: amount.replace(/^[+-]/, '') };
}

export function advance({ id }: z.output<typeof idBody>, nowMs: number): Command {
  return {
    name: 'advance',
    id,
    request: {},
    decide: ({ item, index }, command) => decideAdvance(item, index, nowMs, command),
  };
}

export function buyAddOn({ id, addOn }: z.output<typeof addOnBody>, nowMs: number): Command {
  return {
    name: 'add-on',
    id,
    request: { addOn },
    kept: { addOn },
    decide: ({ item, index }, command) => {
      const a = addOnNamed(index, addOn);
      return a < 0
        ? refuse(unknownAddOn(index, addOn))
        : decidePurchase(item, index, nowMs, { ...command, addOn: a });
    },
  };
}

/** Ends what recurs with the period that is paid. Again, it is as good as the first time. */
export function cancelAddOn(addOn: string, id: string, nowMs: number): Command {
  return {
    name: 'add-on-cancel',
    id,
    request: { addOn },
    kept: { addOn },
    decide: ({ item, index }, command) => {
      const a = addOnNamed(index, addOn);
      if (a < 0) return refuse(unknownAddOn(index, addOn));
      const { subscriptions } = viewAccount(item, index.plan, nowMs);
      const held = subscriptions.filter((subscription) => subscription.addOn === addOn);
      const isEnding = held.length > 0 && held.every(({ endsAt }) => endsAt !== undefined);
      return isEnding
        ? { outcome: 'already-done' }
        : decideCancel(item, index, nowMs, { ...command, addOn: a });
    },
  };
}

const addOnNamed = ({ plan }: PlanIndex, id: string) =>
  (plan.addOns ?? []).findIndex((addOn) => addOn.id === id);

function unknownAddOn({ plan }: PlanIndex, id: string): Refusal {
  const known = (plan.addOns ?? []).map((addOn) => addOn.id).join(', ') || 'none';
  return refused('add-on-unknown', `got "${id}"; plan ${plan.id} has: ${known}`);
}

/** @param next  what the offering is sold as; undefined = it is not sold */
export function changePlan(
  { id, offeringId, when }: z.output<typeof planBody>,
  next: PlanIndex | undefined,
  nowMs: number,
): Command {
  return {
    name: 'plan',
    id,
    request: { offeringId, when },
    kept: { offeringId, when, ...(next === undefined ? {} : { planId: next.plan.id }) },
    decide: ({ item, index }, command) => {
      if (next === undefined) return refuse(offeringUnknown(offeringId));
      const problems = unfit({ item, index }, next, nowMs);
      return problems.length > 0
        ? { outcome: 'refused', problems }
        : decidePlanChange(item, index, nowMs, { ...command, next, when });
    },
  };
}

export const offeringUnknown = (offeringId: string): Refusal => ({
  code: 'offering-unknown',
  detail: `got "${offeringId}"; allowed: an offering that is on sale; GET /plans lists them`,
});

function unfit({ item, index }: PresentAccount, { plan }: PlanIndex, nowMs: number): Refusal[] {
  const { members } = viewAccount(item, index.plan, nowMs);
  const { sims = 1, currency, id } = plan;
  return [
    ...(members.length > sims
      ? [refused('sim-limit', `${members.length} SIMs share the account; plan ${id} allows ${sims}`)]
      : []),
    ...(currency === index.plan.currency
      ? []
      : [
          refused(
            'currency-differs',
            `from ${index.plan.currency} to ${currency}; allowed: the same currency`,
          ),
        ]),
  ];
}

export function changeState(body: z.output<typeof stateBody>, nowMs: number): Command {
  const { id, state, reason, actor } = body;
  return {
    name: 'state',
    id,
    request: { state, reason, actor },
    kept: { state, reason, actor },
    decide: ({ item, index }, command) => decideState(item, index, nowMs, { ...command, state }),
  };
}

export function liftCounter(
  counter: string,
  { id }: z.output<typeof idBody>,
  { supi }: Subscriber,
  nowMs: number,
): Command {
  return {
    name: 'lift',
    id,
    request: { counter },
    kept: { counter },
    decide: ({ item, index }, command) => {
      const counters = index.plan.counters ?? [];
      const c = counters.findIndex((of) => of.id === counter);
      if (c < 0) {
        const known = counters.map((of) => of.id).join(', ') || 'none';
        return refuse(refused('counter-unknown', `got "${counter}"; plan ${index.plan.id} has: ${known}`));
      }
      return decideLift(item, index, nowMs, { ...command, counter: c, supi });
    },
  };
}

const refuse = (problem: Refusal): Decision => ({ outcome: 'refused', problems: [problem] });
