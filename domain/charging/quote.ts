/** What a usage would cost this account now: the very decision that debits, without its write. */
import { decideEvent } from './event.js';
import { isStopped } from './account.js';
import { type Item, decodeAccount, planIdOf } from './item.js';
import type { AccountState } from './movement.js';
import type { PlanIndex } from './plan-index.js';
import type { GroupRequest } from './request.js';
import { type UsageLine, usageRecord } from './usage-record.js';
import type { Arrivals } from './work.js';

export interface QuoteRequest {
  readonly groups: readonly (Pick<GroupRequest, 'ratingGroup'> & {
    readonly bytes?: number;
    readonly seconds?: number;
    readonly messages?: number;
  })[];
  /** As `calledDigits` tells it; '' = nobody is called. */
  readonly destination: string;
  /** MCC and MNC; absent = at home. */
  readonly visited?: string;
  /** `imsi-…`, for counters per member. */
  readonly supi?: string;
}

export interface Quote {
  /** Of the account: a suspended one is served only what is free. */
  readonly state: AccountState;
  /** What each bucket would pay. */
  readonly lines: readonly UsageLine[];
  /** Micros of the plan's currency. */
  readonly priceMicros: number;
  /** Rating groups that the plan has no rate for. */
  readonly unrated: readonly number[];
  /** Whether the account can pay for all of it. */
  readonly covered: boolean;
}

const NOBODY = new Uint8Array(6);

/** Quotes a usage of an account as it is at `nowMs`. Nothing is kept. */
export function quoteUsage(
  item: Item,
  index: PlanIndex,
  request: QuoteRequest,
  nowMs: number,
  arrivals?: Arrivals,
): Quote {
  const { destination, visited, supi } = request;
  const decision = decideEvent(
    item,
    {
      sequence: 0,
      retransmission: false,
      digest: NOBODY,
      createKey: NOBODY,
      contentKey: NOBODY,
      atMs: nowMs,
      sentAtMs: nowMs,
      destination,
      ...(visited === undefined ? {} : { visited }),
      ...(supi === undefined ? {} : { supi }),
      oneTimeEventType: 'PEC',
      groups: request.groups.map(({ ratingGroup, ...units }) => ({
        ratingGroup,
        used: [{ localSequence: 0, statedAtMs: 0, usedAtMs: 0, exhausted: false, ...units }],
      })),
    },
    index,
    nowMs,
    arrivals,
  );
  const plan =
    arrivals?.next !== undefined && decision.outcome === 'answer'
      ? planOf(decision.item, index, arrivals.next)
      : index;
  const record =
    decision.outcome === 'answer' && decision.item !== undefined
      ? usageRecord(decision.item, plan.plan)
      : undefined;
  const lines = record?.lines ?? [];
  const failed = decision.outcome === 'answer' ? decision.answer.groups : request.groups;
  const unrated = failed
    .filter((group) => !('resultCode' in group) || group.resultCode === 'RATING_FAILED')
    .map(({ ratingGroup }) => ratingGroup);
  const { state } = decodeAccount(decision.outcome === 'answer' ? (decision.item ?? item) : item, plan);
  const denied = isStopped({ state }) && lines.some((line) => line.bucket !== undefined);
  return {
    state,
    lines,
    priceMicros: lines.reduce((sum, line) => sum + line.priceMicros, 0),
    unrated,
    covered: !denied && unrated.length === 0 && lines.every((line) => !line.uncollected),
  };
}

function planOf(item: Item | undefined, index: PlanIndex, next: PlanIndex): PlanIndex {
  return item !== undefined && planIdOf(item) === next.plan.id ? next : index;
}
