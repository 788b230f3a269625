/** Changes of an account as a whole: an advance, another plan, another state, a lifted limit. */
import { type CommandDecision, type CommandId, command, refused, stopped } from './command.js';
import { isStopped, planSubscription, returnHolds, template } from './account.js';
import { settleState, tellState } from './account-state.js';
import { counterOf, counterTemplate } from './counters.js';
import type { Item } from './item.js';
import { memberOf } from './members.js';
import { drop, put } from './movements.js';
import { LIFTED } from './outbox.js';
import type { PlanIndex } from './plan-index.js';
import { beginningAt, closeSubscriptions, leavePlan, renewDue } from './renew.js';
import type { Arrivals, Work } from './work.js';

/** Lends what the plan allows, now; the next money that comes in repays it with its fee. */
export function decideAdvance(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId,
  arrivals?: Arrivals,
): CommandDecision {
  return command(item, index, nowMs, request, arrivals, (work) => {
    const { account } = work;
    const { advance } = work.index.plan;
    if (advance === undefined)
      return [refused('advance-not-offered', `plan ${work.index.plan.id} offers no advance`)];
    const outstanding = account.advanceMicros + account.advanceFeeMicros;
    if (outstanding > 0)
      return [refused('advance-outstanding', `${outstanding} micros of an advance are not repaid yet`)];
    if (isStopped(account)) return [stopped(account)];
    const given = put(work, {
      action: 'advanced',
      template: work.index.wallet,
      amount: advance.amountMicros,
      expiresAt: 0,
      reference: request.id,
    });
    if (given === undefined) return [refused('account-full', 'the account has no room for it')];
    account.advanceMicros = advance.amountMicros;
    account.advanceFeeMicros = advance.feeMicros;
    return [];
  });
}

/**
 * Changes the plan: at once, or with the next period.
 *
 * At once, the new plan's period begins now; what was paid for the old one is not given back, and what it gave
 * stays where the new one has a bucket of the same name; what a plan in arrears gave for this period ends.
 */
export function decidePlanChange(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & { readonly next: PlanIndex; readonly when: 'now' | 'next-period' },
  arrivals?: Arrivals,
): CommandDecision {
  const { next, when } = request;
  return command(item, index, nowMs, request, arrivals, (work) => {
    const { account } = work;
    const plan = planSubscription(account);
    if (when === 'next-period' && plan !== undefined && plan.dueS !== 0) {
      account.nextPlanId = next.plan.id === work.index.plan.id ? '' : next.plan.id;
      return [];
    }
    if (next.plan.id === work.index.plan.id)
      return [refused('plan-same', `the account has plan ${next.plan.id} already`)];
    account.nextPlanId = '';
    dropUnpaid(work);
    closeSubscriptions(work, 0);
    leavePlan(work, next, work.nowS);
    if (next.plan.recurring !== undefined) {
      account.subscriptions.unshift({
        id: account.nextBucketId++,
        of: 0,
        endS: 0,
        unpaidSinceS: 0,
        // What is free at the beginning is so once.
        trialOver: true,
        ...beginningAt(work.nowS),
      });
    }
    renewDue(work);
    return [];
  });
}

/** What is paid at the end of a period ends with a plan that is left before it. */
function dropUnpaid(work: Work): void {
  const { account, index } = work;
  if (index.plan.recurring?.charge.due !== 'in-arrears') return;
  for (const session of account.sessions) for (const group of session.groups) returnHolds(account, group);
  for (const bucket of account.buckets) {
    const { renews, givenBy } = template(index, bucket);
    if (renews !== undefined && givenBy === undefined) drop(work, bucket);
  }
}

/** Suspends, resumes or ends an account, as the operator decides. An end charges nothing after it. */
export function decideState(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & { readonly state: 'active' | 'suspended' | 'terminated' },
  arrivals?: Arrivals,
): CommandDecision {
  return command(item, index, nowMs, request, arrivals, (work) => {
    const { account, nowS } = work;
    if (request.state === 'terminated') {
      closeSubscriptions(work);
      account.state = 'terminated';
      tellState(work, 'operator');
      return [];
    }
    const held = request.state === 'suspended';
    if (held === account.held) {
      return [refused('state-same', `the operator has ${held ? '' : 'not '}suspended the account`)];
    }
    account.held = held;
    settleState(work, nowS, 'operator');
    return [];
  });
}

/** Lifts a limit until its counter starts again, where the plan lets the subscriber do so. */
export function decideLift(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & {
    /** Index into `plan.counters`. */
    readonly counter: number;
    /** Of a counter per member: whose, `imsi-…`. @default the SIM that the account is named after */
    readonly supi?: string;
  },
  arrivals?: Arrivals,
): CommandDecision {
  return command(item, index, nowMs, request, arrivals, (work) => {
    const of = work.index.plan.counters?.[request.counter];
    if (of === undefined) {
      const known = (work.index.plan.counters ?? []).map(({ id }) => id).join(', ') || 'none';
      return [refused('counter-unknown', `counter ${request.counter}; the plan has: ${known}`)];
    }
    if (counterTemplate(work.index, request.counter).liftable !== true)
      return [refused('counter-not-liftable', `nobody but the plan changes the limit of ${of.id}`)];
    const member = memberOf(work.account, request.supi);
    if (member === undefined) return [refused('account-full', 'too many SIMs share the account')];
    const counter = counterOf(work.account, work.index, request.counter, member, work.nowS);
    if (!counter.lifted)
      work.notices.push({ type: 'counter', template: request.counter, member, percent: LIFTED, value: 0 });
    counter.lifted = true;
    return [];
  });
}
