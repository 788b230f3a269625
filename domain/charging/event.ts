/** One-time events (TS 32.290 §5.3.2.2): IEC debits at once, all or nothing; PEC records what was delivered. */
import { EVENT_SLOT, LIMITS, type Session, isStopped } from './account.js';
import { type GroupAnswer, groupAnswer } from './answer.js';
import { type Decision, writeItem } from './decide.js';
import type { Item } from './item.js';
import { memberOf } from './members.js';
import { nothingYet, sameBytes } from './once.js';
import { type PlanIndex, zoneOf } from './plan-index.js';
import { unitsIn } from './quota.js';
import type { EventRequest, GroupRequest } from './request.js';
import { reportUsage } from './usage.js';
import { openWork } from './open-work.js';
import type { Arrivals, Work } from './work.js';

/** A clock further ahead would make later events look old. */
const EVENT_AHEAD_S = 300;

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** Charges a one-time event, once: the same content again is answered from memory. */
export function decideEvent(
  item: Item,
  request: EventRequest,
  given: PlanIndex,
  nowMs: number,
  arrivals?: Arrivals,
): Decision {
  const work = openWork(item, given, nowMs, arrivals);
  const { index } = work;
  const { account, nowS } = work;
  const basis = account.version;
  const before = account.events.find(
    (e) =>
      sameBytes(e.createKey, request.createKey) ||
      (request.retransmission &&
        sameBytes(e.contentKey, request.contentKey) &&
        Math.abs(request.sentAtMs / 1000 - e.sentAtS) <= LIMITS.resendS),
  );
  if (before !== undefined) {
    const groups = before.granted.map((g) => eventAnswer(index, g.group, g.units));
    return answered(basis, before.sessionId, groups);
  }
  const sentAtS = Math.floor(request.sentAtMs / 1000);
  const stale = staleness(sentAtS, account.eventHorizonS, nowS);
  if (stale !== undefined) return { outcome: 'refused', refusal: 'EVENT_STALE', detail: stale };
  const missing = request.groups.find((wanted) => eventUnits(work, wanted) === undefined);
  if (missing !== undefined) {
    return {
      outcome: 'refused',
      refusal: 'UNITS_MISSING',
      detail: `rating group ${missing.ratingGroup}: a one-time event says how many units it is about`,
    };
  }
  const member = memberOf(account, request.supi);
  if (member === undefined) {
    return { outcome: 'refused', refusal: 'TOO_MANY_SESSIONS', detail: 'too many SIMs share the account' };
  }
  const session = eventSession(basis + 1, request, member, zoneOf(index, request.visited));
  const groups = request.groups.map((wanted) => chargeEvent(work, session, request, wanted));
  // What was delivered is recorded, even where nobody can be charged for it.
  const delivered = request.oneTimeEventType === 'PEC' && work.entries.length > 0;
  if (!delivered && groups.length > 0 && groups.every((g) => g.resultCode !== 'SUCCESS')) {
    return groups.some((g) => g.resultCode === 'RATING_FAILED')
      ? { outcome: 'refused', refusal: 'RATING_FAILED', detail: 'no tariff for this event in the plan' }
      : {
          outcome: 'refused',
          refusal: 'QUOTA_LIMIT_REACHED',
          detail: 'the account does not hold enough for this event',
          ...(work.short.length === 0 ? {} : { short: work.short }),
        };
  }
  account.events.push({
    sessionId: session.id,
    createKey: request.createKey,
    contentKey: request.contentKey,
    sentAtS,
    doneAtS: nowS,
    granted: groups.flatMap((g) => {
      const group = g.resultCode === 'SUCCESS' ? index.groupOf.get(g.ratingGroup) : undefined;
      return group === undefined ? [] : [{ group, units: g.granted }];
    }),
  });
  return {
    ...answered(basis, session.id, groups),
    ...(work.short.length === 0 ? {} : { short: work.short }),
    item: writeItem(work, 'event', request, session),
  };
}

function answered(basis: number, sessionId: number, groups: readonly GroupAnswer[]) {
  return {
    outcome: 'answer' as const,
    basis,
    answer: { kind: 'event' as const, sessionId, slot: EVENT_SLOT, groups, session: [] },
  };
}

function staleness(sentAtS: number, horizonS: number, nowS: number): string | undefined {
  if (sentAtS <= horizonS) {
    return `sent at ${iso(sentAtS)}; allowed: after ${iso(horizonS)}, or it can't be told from a repeat`;
  }
  if (sentAtS > nowS + EVENT_AHEAD_S) {
    return `sent at ${iso(sentAtS)}; allowed: at most ${EVENT_AHEAD_S} s ahead of ${iso(nowS)}`;
  }
  return undefined;
}

export function eventSession(id: number, request: EventRequest, member: number, zone: number): Session {
  return {
    id,
    slot: EVENT_SLOT,
    startedAtS: Math.floor(request.atMs / 1000),
    createKey: request.createKey,
    contentKey: request.contentKey,
    firstSequence: request.sequence,
    lastSequence: request.sequence,
    digest: request.digest,
    validUntilS: 0,
    missing: [],
    counted: nothingYet(),
    groups: [],
    member,
    zone,
    estranged: false,
  };
}

/** Units of an event: what it reports, else what it asks for; a message is one when nothing is said. */
function eventUnits({ index }: Work, wanted: GroupRequest): number | undefined {
  const group = index.groupOf.get(wanted.ratingGroup);
  const service = group === undefined ? undefined : index.plan.services[index.groups[group]?.service ?? -1];
  // What the plan can't rate needs no units: it fails for that reason.
  if (service === undefined) return 0;
  let used: number | undefined;
  for (const container of wanted.used) {
    const part = unitsIn(service.unit, container);
    if (part !== undefined) used = (used ?? 0) + part;
  }
  const units =
    used ?? (wanted.requested === undefined ? undefined : unitsIn(service.unit, wanted.requested));
  return units ?? (service.unit === 'messages' && wanted.requested !== undefined ? 1 : undefined);
}

function chargeEvent(work: Work, session: Session, request: EventRequest, wanted: GroupRequest): GroupAnswer {
  const { entries, index } = work;
  const units = eventUnits(work, wanted) ?? 0;
  const unit =
    index.plan.services[index.groups[index.groupOf.get(wanted.ratingGroup) ?? -1]?.service ?? -1]?.unit;
  const kept = [...entries];
  const undo = undoable(work);
  const container = {
    localSequence: 0,
    statedAtMs: 0,
    usedAtMs: 0,
    exhausted: false,
    ...(unit === undefined ? {} : { [unit]: units }),
  };
  const [served] = reportUsage(work, session, {
    ...request,
    groups: [{ ...wanted, used: unit === undefined ? wanted.used : [container] }],
  });
  if (served?.found === undefined) {
    if (request.oneTimeEventType === 'IEC') undo();
    return { ratingGroup: wanted.ratingGroup, resultCode: 'RATING_FAILED', granted: 0 };
  }
  // A stopped account is not served; what was delivered is recorded.
  const refusedNow = isStopped(work.account) && !served.found.terms.free;
  const uncovered = refusedNow || entries.some((e) => e.uncollected && !kept.includes(e));
  if (uncovered && request.oneTimeEventType === 'IEC') {
    undo();
    return groupAnswer(index, served.found.group.group, { granted: 0, final: true, long: true });
  }
  return eventAnswer(index, served.found.group.group, units);
}

/** Keeps what a debit changes, to take it back. */
function undoable({ account, entries, movements }: Work): () => void {
  const kept = [...entries];
  const moved = [...movements];
  const buckets = account.buckets.map((bucket) => ({ ...bucket }));
  const counters = account.counters.map((counter) => ({ ...counter }));
  const loans = account.loans.map((loan) => ({ ...loan }));
  return () => {
    entries.splice(0, entries.length, ...kept);
    movements.splice(0, movements.length, ...moved);
    account.buckets = buckets;
    account.counters = counters;
    account.loans = loans;
  };
}

function eventAnswer(index: PlanIndex, group: number, units: number): GroupAnswer {
  if (units > 0) return groupAnswer(index, group, { granted: units, final: false, long: true });
  return { ratingGroup: index.groups[group]?.ratingGroup ?? -1, resultCode: 'SUCCESS', granted: 0 };
}
