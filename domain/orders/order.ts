/** An order as we keep it, and how it goes on: pure, so that a crash anywhere is gone on with from the record. */
import type { Intent } from './intent.js';
import type { Json } from './parse-item.js';
import { type ItemState, isEnd, type OrderState, transition } from './states.js';
import { isPointOfNoReturn, isRevocable, isToldWithItsOrder, type Step, stepsOf } from './steps.js';

/** What the steps of an item have found out, by step. */
export interface ItemFacts {
  readonly subscriberId?: string;
  /** `msisdn-…`: the one that it gets. */
  readonly msisdn?: string;
  /** Of the stock; absent = ported in. */
  readonly numberResourceId?: string;
  readonly iccid?: string;
  /** `imsi-…` */
  readonly supi?: string;
  readonly eid?: string;
  readonly simResourceId?: string;
  /** What it had before, for whoever undoes a change. */
  readonly former?: {
    readonly msisdn: string;
    readonly supi: string;
    readonly iccid: string;
    readonly planId: string;
  };
  /** `LPA:1$…` (SGP.22 4.1), for a QR code. */
  readonly activationCode?: string;
  readonly matchingId?: string;
  readonly smdpAddress?: string;
  readonly paymentId?: string;
  /** What the payer needs, of the provider. */
  readonly checkout?: Json;
  /** Refunds that were decided on, newest payment first. */
  readonly refunds?: readonly { readonly paymentId: string; readonly micros: number }[];
  readonly refundedMicros?: number;
  /** Credit that nobody paid for, or that can't go back to where it came from. */
  readonly keptMicros?: number;
  /** The account was suspended before the order held it. */
  readonly heldBefore?: boolean;
  /** How often the host declined a step for a reason that may pass, by step; each try is a request of its own. */
  readonly declined?: Readonly<Record<string, number>>;
}

export interface Failure {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly detail: string;
  readonly step?: string;
}

export interface OrderItem {
  readonly id: string;
  /** As it came, less what is secret. */
  readonly given: Json;
  readonly intent: Intent;
  readonly state: ItemState;
  /** Index of the step that runs, of `stepsOf(intent)`. */
  readonly step: number;
  readonly direction: 'forward' | 'backward';
  /** When the step began, ISO 8601. */
  readonly since: string;
  readonly attempts: number;
  /** Not before then, ISO 8601. */
  readonly nextAt?: string;
  /**
   * Until when somebody may be trying the step, ISO 8601: what it does outside may not have come there yet. Whoever turns
   * the item around asks what became of it after that.
   */
  readonly tryingUntil?: string;
  readonly facts: ItemFacts;
  /** Why it goes back. */
  readonly failure?: Failure;
  /** Why it is held: what a person should look at. */
  readonly trouble?: Failure;
}

export interface Milestone {
  readonly name: string;
  /** ISO 8601, the operator's time. */
  readonly at: string;
  readonly itemId?: string;
}

/** `ORDER#<id>` / `META`, beside what every record of partners has. */
export interface OrderRecord {
  readonly state: OrderState;
  readonly items: readonly OrderItem[];
  readonly milestones: readonly Milestone[];
  /** `cus_…` */
  readonly customerId?: string;
  /** What was asked for beside the items: standard attributes, as they came. */
  readonly also: Json;
  /** `can_…`: items go back since. */
  readonly cancelledBy?: string;
  readonly completedAt?: string;
  /** Where orders that are to be looked at are found. */
  readonly gsi1pk?: string;
  readonly gsi1sk?: string;
}

/** The index of orders that go on at some time. */
export const DUE = 'ORDERS#DUE';

/** What came of a step that was tried. */
export type StepResult =
  | { readonly outcome: 'done'; readonly facts?: Partial<ItemFacts> }
  /** Somebody else has it: the host, the payer. They call; if they don't, it is asked then. */
  | { readonly outcome: 'waiting'; readonly facts?: Partial<ItemFacts>; readonly askAgainS?: number }
  /** It could not be tried, or not be known: once more, later each time. */
  | { readonly outcome: 'again'; readonly why: string; readonly facts?: Partial<ItemFacts> }
  | {
      readonly outcome: 'failed';
      readonly code: string;
      readonly detail: string;
      readonly facts?: Partial<ItemFacts>;
    };

export interface DueStep {
  readonly item: OrderItem;
  readonly step: Step;
  readonly direction: 'forward' | 'backward';
}

const FIRST_DELAY_S = 5;
const LONGEST_DELAY_S = 900;
const ASK_AGAIN_S = 60;
/** After so many tries of what must be done a person should look; it goes on being tried. */
const HELD_AFTER = 8;
const MAX_MILESTONES = 300;

export const isEnded = ({ state }: OrderItem): boolean => isEnd('order', state);

/** The step that is to be tried now, or when there will be one; undefined = the order has ended. */
export function nextStep(
  order: OrderRecord,
  nowMs: number,
  /** Whether an item is tried before its time: somebody said that something is new. */
  isEarly: (item: OrderItem) => boolean = () => false,
): { readonly due: DueStep } | { readonly dueMs: number } | undefined {
  let dueMs = Infinity;
  for (const item of order.items) {
    if (isEnded(item)) continue;
    const waitsFor = leaderOf(order, item);
    if (waitsFor !== undefined && !isEnded(waitsFor)) continue;
    const atMs = item.nextAt === undefined ? 0 : Date.parse(item.nextAt);
    if (atMs > nowMs && !isEarly(item)) {
      dueMs = Math.min(dueMs, atMs);
      continue;
    }
    const step = stepsOf(item.intent)[item.step];
    if (step === undefined) throw new Error(`item ${item.id} has no step ${item.step}`);
    return { due: { item, step, direction: item.direction } };
  }
  return dueMs === Infinity ? undefined : { dueMs };
}

/** The item of the same order that makes what this one is about. */
function leaderOf({ items }: OrderRecord, { intent }: OrderItem): OrderItem | undefined {
  if (intent.kind !== 'add-on' || !('itemId' in intent.target)) return undefined;
  const { itemId } = intent.target;
  return items.find(({ id }) => id === itemId);
}

/** The subscriber that an item is about, once there is one. */
export function subscriberOf(order: OrderRecord, item: OrderItem): string | undefined {
  const { intent, facts } = item;
  if (facts.subscriberId !== undefined) return facts.subscriberId;
  if ('subscriberId' in intent) return intent.subscriberId;
  if (intent.kind === 'add-on' && 'subscriberId' in intent.target) return intent.target.subscriberId;
  return leaderOf(order, item)?.facts.subscriberId;
}

/** A new item, before anything is done for it. */
export function newItem(id: string, given: Json, intent: Intent, nowMs: number): OrderItem {
  const isDone = stepsOf(intent).length === 0;
  return {
    id,
    given,
    intent,
    state: isDone ? 'completed' : 'acknowledged',
    step: 0,
    direction: 'forward',
    since: iso(nowMs),
    attempts: 0,
    facts: {},
  };
}

/** The order after a step was tried. */
export function afterStep(
  order: OrderRecord,
  itemId: string,
  result: StepResult,
  nowMs: number,
): OrderRecord {
  const items = order.items.map((item) => (item.id === itemId ? itemAfter(item, result, nowMs) : item));
  const before = order.items.find(({ id }) => id === itemId);
  const after = items.find(({ id }) => id === itemId);
  const told = before === undefined || after === undefined ? [] : milestonesOf(before, after, result, nowMs);
  return settle(
    { ...order, items, milestones: [...order.milestones, ...told].slice(-MAX_MILESTONES) },
    nowMs,
  );
}

function itemAfter(item: OrderItem, result: StepResult, nowMs: number): OrderItem {
  const facts = 'facts' in result ? { ...item.facts, ...result.facts } : item.facts;
  const step = stepsOf(item.intent)[item.step]!;
  const { nextAt: _nextAt, trouble: _trouble, tryingUntil: _until, ...rest } = item;
  const now = { ...rest, facts };
  switch (result.outcome) {
    case 'done':
      return item.direction === 'forward' ? forward(now, nowMs) : backward(now, nowMs);
    case 'waiting': {
      const isOver = isLate(item, step, nowMs);
      if (isOver && !isPointOfNoReturn(step)) return goBack(now, timedOut(step), nowMs);
      const nextAt = iso(nowMs + (result.askAgainS ?? ASK_AGAIN_S) * 1000);
      return {
        ...now,
        attempts: item.attempts + 1,
        ...(isOver ? overdue(step) : { state: 'pending' }),
        nextAt,
      };
    }
    case 'again': {
      const isOver = isLate(item, step, nowMs);
      if (isOver && !isPointOfNoReturn(step)) return goBack(now, timedOut(step, result.why), nowMs);
      const attempts = item.attempts + 1;
      const delayS = Math.min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** Math.min(10, item.attempts));
      const mustBeDone = item.direction === 'backward' || step.deadlineS === undefined;
      const state = mustBeDone && attempts >= HELD_AFTER ? 'held' : 'pending';
      return {
        ...now,
        attempts,
        ...(isOver ? overdue(step, result.why) : { state }),
        nextAt: iso(nowMs + delayS * 1000),
      };
    }
    default:
      // What must be done is not given up because somebody declined it: a person looks, and it is tried again.
      if (item.direction === 'backward' || step.deadlineS === undefined)
        return {
          ...now,
          attempts: item.attempts + 1,
          state: 'held',
          nextAt: iso(nowMs + LONGEST_DELAY_S * 1000),
          trouble: { code: result.code, detail: result.detail, step: step.name },
        };
      return goBack(now, { code: result.code, detail: result.detail, step: step.name }, nowMs);
  }
}

const isLate = ({ direction, since }: OrderItem, { deadlineS }: Step, nowMs: number): boolean =>
  direction === 'forward' && deadlineS !== undefined && nowMs - Date.parse(since) >= deadlineS * 1000;

const timedOut = ({ name, deadlineS = 0 }: Step, why?: string): Failure => ({
  code: 'step-timed-out',
  detail: `${name} was not done within ${deadlineS} s${why === undefined ? '' : `: ${why}`}`,
  step: name,
});

/** It may have been done, and nothing undoes it: only the host's no would end it, so a person asks the host. */
const overdue = (step: Step, why?: string) => ({ state: 'held' as const, trouble: timedOut(step, why) });

/** Longer than a worker lives. */
const TRY_MS = 120_000;

/**
 * The order when an item's step is about to be tried, to be written before it is.
 *
 * @returns undefined when nothing of the step is outside its order's own write, or nobody may turn it around
 */
export function beforeStep(order: OrderRecord, itemId: string, nowMs: number): OrderRecord | undefined {
  const item = order.items.find(({ id }) => id === itemId);
  const step = item === undefined ? undefined : stepsOf(item.intent)[item.step];
  if (item?.direction !== 'forward' || step?.deadlineS === undefined || isToldWithItsOrder(step))
    return undefined;
  const tryingUntil = iso(nowMs + TRY_MS);
  return { ...order, items: order.items.map((each) => (each === item ? { ...item, tryingUntil } : each)) };
}

function forward(item: OrderItem, nowMs: number): OrderItem {
  const isLast = item.step + 1 >= stepsOf(item.intent).length;
  return {
    ...item,
    step: isLast ? item.step : item.step + 1,
    state: isLast ? 'completed' : 'inProgress',
    since: iso(nowMs),
    attempts: 0,
  };
}

/** The step that failed may have been done all the same: it is the first that is undone. */
function goBack(item: OrderItem, failure: Failure | undefined, nowMs: number): OrderItem {
  const { nextAt: _nextAt, ...rest } = item;
  const turned = {
    ...rest,
    direction: 'backward' as const,
    state: failure === undefined ? ('pendingCancellation' as const) : ('inProgress' as const),
    since: iso(nowMs),
    attempts: 0,
    ...(failure === undefined ? {} : { failure }),
  };
  return undoable(turned);
}

function backward(item: OrderItem, nowMs: number): OrderItem {
  const state = item.failure === undefined ? 'pendingCancellation' : 'inProgress';
  return undoable({ ...item, state, step: item.step - 1, since: iso(nowMs), attempts: 0 });
}

/** From its step back, the first that leaves something behind; none = it has ended. */
function undoable(item: OrderItem): OrderItem {
  const steps = stepsOf(item.intent);
  for (let step = item.step; step >= 0; step--) if (steps[step]?.undo !== undefined) return { ...item, step };
  return { ...item, step: 0, state: item.failure === undefined ? 'cancelled' : 'failed' };
}

function milestonesOf(before: OrderItem, after: OrderItem, result: StepResult, nowMs: number): Milestone[] {
  const step = stepsOf(before.intent)[before.step]!;
  const at = iso(nowMs);
  const of = { at, itemId: before.id };
  return [
    ...(result.outcome === 'done'
      ? [{ name: before.direction === 'forward' ? step.milestone : `undone: ${step.milestone}`, ...of }]
      : []),
    ...(after.direction === before.direction
      ? []
      : [{ name: `failed: ${after.failure?.code ?? 'cancelled'}`, ...of }]),
    ...(after.state === 'held' && before.state !== 'held' ? [{ name: `held: ${step.name}`, ...of }] : []),
    ...(isEnded(after) ? [{ name: after.state, ...of }] : []),
  ];
}

/** Whether all that an order has done can still be undone. */
export const isCancellable = (order: OrderRecord): boolean =>
  !isEnd('order', order.state) &&
  order.items.some((item) => !isEnded(item)) &&
  order.items.every((item) => isEnded(item) || (isRevocable(item.intent, item.step) && isTurnable(item)));

/** What can't be undone must not have been asked for. */
function isTurnable({ intent, step: index, direction, attempts, tryingUntil }: OrderItem): boolean {
  const step = stepsOf(intent)[index];
  if (direction === 'backward' || step === undefined || step.undo !== undefined) return true;
  return tryingUntil === undefined && (attempts === 0 || !isPointOfNoReturn(step));
}

/** Turns every item around that has not ended. What has ended stays as it is. */
export function cancelled(order: OrderRecord, cancelId: string, nowMs: number): OrderRecord {
  const items = order.items.map((item) => {
    if (isEnded(item) || item.direction === 'backward') return item;
    const { tryingUntil, ...rest } = item;
    if (item.state === 'acknowledged' && item.attempts === 0 && item.step === 0 && tryingUntil === undefined)
      return { ...rest, state: 'cancelled' as const };
    const turned = goBack(rest, undefined, nowMs);
    const isTried = tryingUntil !== undefined && Date.parse(tryingUntil) > nowMs && !isEnded(turned);
    return isTried ? { ...turned, nextAt: tryingUntil } : turned;
  });
  const milestones = [...order.milestones, { name: 'cancellation asked for', at: iso(nowMs) }];
  return settle({ ...order, items, milestones, cancelledBy: cancelId }, nowMs);
}

/** An item about what another one did not make can't be done. */
function withoutOrphans(order: OrderRecord): readonly OrderItem[] {
  return order.items.map((item) => {
    const leader = leaderOf(order, item);
    if (isEnded(item) || leader === undefined || !isEnded(leader) || leader.state === 'completed')
      return item;
    const failure = { code: 'item-depends', detail: `item ${leader.id} is ${leader.state}` };
    return leader.state === 'cancelled'
      ? { ...item, state: 'cancelled' as const }
      : { ...item, state: 'failed' as const, failure };
  });
}

/** The order with the state that follows from its items, and when it is looked at next. */
export function settle(order: OrderRecord, nowMs: number): OrderRecord {
  const items = withoutOrphans(order);
  const wanted = stateOf(items, order);
  const { allowed } = transition('order', order.state, wanted);
  const state = allowed ? wanted : order.state;
  const { gsi1pk: _pk, gsi1sk: _sk, ...rest } = order;
  const ended = isEnd('order', state);
  const next = ended ? undefined : nextStep({ ...order, items }, nowMs);
  const dueMs = next === undefined ? undefined : 'dueMs' in next ? next.dueMs : nowMs;
  return {
    ...rest,
    items: ended ? items.map(forgetSecrets) : items,
    state,
    ...(ended && order.completedAt === undefined ? { completedAt: iso(nowMs) } : {}),
    ...(dueMs === undefined ? {} : { gsi1pk: DUE, gsi1sk: iso(dueMs) }),
  };
}

/** What only the network needed to know. */
function forgetSecrets(item: OrderItem): OrderItem {
  const { intent } = item;
  if (intent.kind === 'port-out') return { ...item, intent: { ...intent, pin: '' } };
  if ((intent.kind !== 'activate' && intent.kind !== 'port-in') || intent.portIn === undefined) return item;
  return { ...item, intent: { ...intent, portIn: { msisdn: intent.portIn['msisdn'] ?? '' } } };
}

function stateOf(items: readonly OrderItem[], { state, cancelledBy }: OrderRecord): OrderState {
  const open = items.filter((item) => !isEnded(item));
  if (open.length > 0) {
    if (open.some((item) => item.state === 'held')) return 'held';
    if (cancelledBy !== undefined) return 'pendingCancellation';
    if (open.every((item) => item.state === 'acknowledged') && open.length === items.length) return state;
    return open.every((item) => item.state === 'pending' || item.state === 'acknowledged')
      ? 'pending'
      : 'inProgress';
  }
  const of = (wanted: ItemState) => items.filter((item) => item.state === wanted).length;
  if (of('completed') === items.length) return 'completed';
  if (of('completed') > 0) return 'partial';
  return of('failed') === 0 ? 'cancelled' : 'failed';
}

const iso = (ms: number): string => new Date(ms).toISOString();
