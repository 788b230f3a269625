/**
 * The fast path: one arithmetic UpdateItem whose condition proves, inside the store, that `decide` would
 * have done the very same. Nothing is read before; the answer is built from the values the write returns.
 *
 * Property (test/charging/fast-path.test.ts): wherever the condition holds, the item and the answer equal
 * `decideUpdate`'s or `decideRelease`'s.
 */
import { LIMITS } from './account.js';
import { type SessionAnswer, groupAnswer, isLong } from './answer.js';
import { type Item, attr1, attr2, num } from './item.js';
import { type OutboxEntry, encodeOutbox } from './outbox.js';
import { AT_HOME, type ClassTerms, type PlanIndex, classFor, zoneOf } from './plan-index.js';
import { flatUpperMicros, isTight } from './price.js';
import { plentyFor, roomFor } from './draw.js';
import { timerSize, wish } from './quota.js';
import { lastLocalOf } from './sequence.js';
import type { ChargingRequest, Payment, SessionGroup, SessionRef } from './request.js';

/** One condition on the item; `path` compares two attributes. */
export type Condition =
  | { readonly attribute: string; readonly op: '=' | '>=' | '<=' | '>'; readonly value: number }
  | { readonly attribute: string; readonly op: '='; readonly path: string }
  | { readonly attribute: string; readonly op: 'absent' | 'present' };

/** A conditional update: all conditions hold, then all changes are made at once. */
export interface FastUpdate {
  readonly key: string;
  readonly conditions: readonly Condition[];
  /** attribute = attribute + amount */
  readonly add: readonly (readonly [string, number])[];
  readonly set: readonly (readonly [string, number | Uint8Array])[];
  /** The answer, from the new values of the attributes that changed. */
  readonly answer: (values: Item) => SessionAnswer;
}

interface GroupMove {
  readonly ratingGroup: number;
  readonly group: number;
  readonly terms: ClassTerms;
  readonly used: number;
  readonly topUp: number;
  readonly explicit: number | undefined;
  readonly payment: Payment;
  readonly lastLocal: number;
}

/**
 * The class that a group of the session is charged in, as far as the reference tells: its own entry, or the
 * only class a service has. Anything else the slow path looks up in the item.
 */
function classOf(ref: SessionRef, index: PlanIndex, group: number): ClassTerms | undefined {
  const entry = ref.groups.find((g) => g.group === group);
  if (entry !== undefined) return index.classes[entry.classIndex];
  const planGroup = index.groups[group];
  const { zone = AT_HOME } = ref;
  const service =
    index.plan.services[(zone === AT_HOME ? planGroup?.service : planGroup?.inZone[zone]) ?? -1];
  return service?.tariff.profiles.length === 1 ? classFor(index, group, '', ref.zone) : undefined;
}

function moves(
  ref: SessionRef,
  request: ChargingRequest,
  index: PlanIndex,
  paymentOf: PaymentOf,
  release: boolean,
): GroupMove[] | undefined {
  // Usage of another zone than the reference knows is priced by the slow path.
  if (isElsewhere(ref, request, index)) return undefined;
  // Sequence 0 may come from a peer that never numbers its messages: only the item can tell.
  if (request.sequence === 0 || request.groups.length === 0) return undefined;
  const result: GroupMove[] = [];
  for (const wanted of request.groups) {
    const group = index.groupOf.get(wanted.ratingGroup);
    if (group === undefined || (!release && wanted.requested === undefined)) return undefined;
    const terms = classOf(ref, index, group);
    if (terms === undefined) return undefined;
    const { used, topUp, explicit } = wish(terms.service.quota, terms.service.unit, wanted);
    const payment = paymentOf(group);
    if (!terms.free && (payment === 'rated' || (payment === 'money' && terms.flat === undefined)))
      return undefined;
    if (payment === 'money' && !terms.free && !release && !isTight(terms, topUp)) return undefined;
    const lastLocal = lastLocalOf(wanted);
    result.push({
      ratingGroup: wanted.ratingGroup,
      group,
      terms,
      used,
      topUp: release ? 0 : topUp,
      explicit,
      payment,
      lastLocal,
    });
  }
  return result;
}

function isElsewhere({ zone = AT_HOME }: SessionRef, request: ChargingRequest, index: PlanIndex): boolean {
  if (index.plan.zones === undefined) return false;
  if (request.visited !== undefined && zoneOf(index, request.visited) !== zone) return true;
  return request.groups.some((g) =>
    g.used.some((c) => c.visited !== undefined && zoneOf(index, c.visited) !== zone),
  );
}

/** What a group is taken to be paid with. The item knows (`m{n}{j}` exists for money only); a wrong guess fails the condition. */
export type PaymentOf = (group: number) => Payment;

/**
 * The fast update for a request, or undefined when only the slow path can serve it.
 *
 * @param paymentOf  from the session's last answer, or its reference
 */
export function fastUpdate(
  ref: SessionRef,
  request: ChargingRequest,
  index: PlanIndex,
  nowMs: number,
  paymentOf: PaymentOf,
): FastUpdate | undefined {
  const wanted = moves(ref, request, index, paymentOf, false);
  return wanted === undefined ? undefined : build(ref, request, index, nowMs, wanted, false);
}

/** The fast update for a release: the slot is marked closed, what it still holds returns with the next slow write. */
export function fastRelease(
  ref: SessionRef,
  request: ChargingRequest,
  index: PlanIndex,
  nowMs: number,
  paymentOf: PaymentOf,
): FastUpdate | undefined {
  const wanted = moves(ref, request, index, paymentOf, true);
  return wanted === undefined ? undefined : build(ref, request, index, nowMs, wanted, true);
}

function build(
  ref: SessionRef,
  request: ChargingRequest,
  index: PlanIndex,
  nowMs: number,
  wanted: readonly GroupMove[],
  release: boolean,
): FastUpdate | undefined {
  const nowS = Math.floor(nowMs / 1000);
  const n = ref.slot;
  const conditions: Condition[] = [
    { attribute: attr1('s', n), op: '=', value: ref.sessionId },
    { attribute: attr1('q', n), op: '=', value: request.sequence - 1 },
    { attribute: attr1('t', n), op: '>', value: nowS },
  ];
  const add: [string, number][] = [['v', 1]];
  const set: [string, number | Uint8Array][] = [];
  const entries: OutboxEntry[] = [];
  const perClass = new Map<ClassTerms, { amount: number; oneMore: number }>();
  let long = true;
  let validityS = 0;
  let longest = 0;
  for (const move of wanted) {
    const { group, terms, used, topUp, explicit, payment, lastLocal } = move;
    const money = payment === 'money';
    const { quota } = terms.service;
    const g = attr2('g', n, group);
    const m = attr2('m', n, group);
    if (explicit !== undefined && !release) {
      if (used > explicit) return undefined;
      conditions.push({ attribute: g, op: '=', value: explicit });
    } else {
      conditions.push({
        attribute: g,
        op: '>=',
        value: Math.max(used, release ? 0 : quota.min - topUp + used),
      });
      if (!release) conditions.push({ attribute: g, op: '<=', value: quota.max - topUp + used });
    }
    add.push([g, topUp - used], [attr2('u', n, group), used]);
    if (lastLocal > 0) {
      const l = attr2('l', n, group);
      conditions.push({ attribute: l, op: '<=', value: lastLocal });
      set.push([l, lastLocal]);
    }
    if (!terms.free) {
      conditions.push({ attribute: attr2('k', n, group), op: '=', path: attr1('b', terms.index) });
      const amount = money ? flatUpperMicros(terms, topUp) : topUp;
      // Which of the two pays shows in this attribute; arithmetic on a missing one would be an error.
      conditions.push({ attribute: m, op: money ? 'present' : 'absent' });
      if (money) add.push([m, amount]);
      const oneMore = money ? flatUpperMicros(terms, 1) : 1;
      const sum = perClass.get(terms);
      perClass.set(terms, { amount: (sum?.amount ?? 0) + amount, oneMore });
    }
    if (used > 0) {
      entries.push({
        group,
        classIndex: terms.index,
        units: used,
        bucket: 0,
        amount: terms.free ? 0 : -1,
        uncollected: false,
      });
    }
    if (!isLong(quota, timerSize(move, quota))) long = false;
    validityS = Math.max(validityS, quota.validityS);
    longest = Math.max(longest, quota.longValidityS);
  }
  for (const [terms, { amount, oneMore }] of perClass) {
    const a = attr1('a', terms.index);
    // A grant is no longer good than the bucket that pays for it.
    const goodFor = release ? 0 : long ? longest : validityS;
    conditions.push({ attribute: attr1('e', terms.index), op: '>', value: nowS + goodFor });
    if (release) continue;
    conditions.push({ attribute: a, op: '>=', value: plentyFor(terms, amount, oneMore) });
    if (amount > 0) add.push([a, -amount]);
  }
  const outbox = encodeOutbox({
    kind: release ? 'release' : 'update',
    atS: Math.floor(request.atMs / 1000),
    sessionId: ref.sessionId,
    slot: n,
    sequence: request.sequence,
    entries,
  });
  const validUntilS = release ? 0 : nowS + (long ? longest : validityS) + LIMITS.marginS;
  // Another group of the session may have been told a longer time: it is never shortened here.
  if (!release) conditions.push({ attribute: attr1('t', n), op: '<=', value: validUntilS });
  // A group that a release leaves out may hold units of a bucket that others would rather draw from.
  else conditions.push({ attribute: attr1('n', n), op: '=', value: wanted.length });
  set.push(
    [attr1('q', n), request.sequence],
    [attr1('d', n), request.digest],
    [attr1('t', n), validUntilS],
    ['o', outbox],
  );
  return { key: ref.accountKey, conditions, add, set, answer };

  function answer(values: Item): SessionAnswer {
    return {
      kind: release ? 'released' : 'updated',
      sessionId: ref.sessionId,
      slot: n,
      groups: release
        ? []
        : wanted.map((move) =>
            groupAnswer(index, move.group, {
              granted: num(values, attr2('g', n, move.group)),
              final: false,
              long,
            }),
          ),
      session: release ? [] : wanted.map((move) => sessionGroup(move, values)),
    };
  }
}

function sessionGroup({ ratingGroup, group, terms, payment }: GroupMove, values: Item): SessionGroup {
  const staged = values[attr1('a', terms.index)];
  return {
    ratingGroup,
    group,
    classIndex: terms.index,
    payment,
    ...(typeof staged === 'number' ? { room: roomFor(terms, staged, payment === 'money') } : {}),
  };
}

/** Whether the conditions hold for an item: the store's semantics, for stores that have none of their own. */
export function holds(item: Item, conditions: readonly Condition[]): boolean {
  return conditions.every((condition) => {
    const actual = item[condition.attribute];
    if (condition.op === 'absent') return actual === undefined;
    if (condition.op === 'present') return actual !== undefined;
    if (typeof actual !== 'number') return false;
    if ('path' in condition) return actual === item[condition.path];
    switch (condition.op) {
      case '=':
        return actual === condition.value;
      case '>=':
        return actual >= condition.value;
      case '<=':
        return actual <= condition.value;
      case '>':
        return actual > condition.value;
    }
  });
}

/** The item after a fast update. The given item is not changed. */
export function applyUpdate(item: Item, update: Pick<FastUpdate, 'add' | 'set'>): Item {
  const next: Item = { ...item };
  for (const [name, amount] of update.add) next[name] = num(item, name) + amount;
  for (const [name, value] of update.set) next[name] = value;
  return next;
}
