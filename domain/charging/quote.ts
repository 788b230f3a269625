/** What a usage would cost this account now: the very decision that debits, without its write. */
import { decideEvent } from './event.js';
import { type Account, isStopped } from './account.js';
import { type Item, decodeAccount, planIdOf } from './item.js';
import type { AccountState } from './movement.js';
import type { PlanIndex } from './plan-index.js';
import type { GroupRequest } from './request.js';
import { isUsagePrice, priceOfUsage, usageOf } from './usage-price.js';
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
  /** What it adds to the price of the period's usage, which is due when the period ends. Absent: there is none. */
  readonly atPeriodEnd?: readonly { readonly usagePrice: string; readonly micros: number }[];
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
  const account = decodeAccount(decision.outcome === 'answer' ? (decision.item ?? item) : item, plan);
  const { state } = account;
  const atPeriodEnd = addedTo(account, plan, lines);
  const denied = isStopped({ state }) && lines.some((line) => line.bucket !== undefined);
  return {
    state,
    lines,
    priceMicros: lines.reduce((sum, line) => sum + line.priceMicros, 0),
    ...(atPeriodEnd.length === 0 ? {} : { atPeriodEnd }),
    unrated,
    covered: !denied && unrated.length === 0 && lines.every((line) => !line.uncollected),
  };
}

/** What usage that was counted adds to the prices of its period. */
function addedTo(account: Account, { plan }: PlanIndex, lines: readonly UsageLine[]) {
  return (plan.counters ?? []).flatMap((of, c) => {
    if (!isUsagePrice(of)) return [];
    const units = lines.reduce((sum, line) => (line.bucket === of.id ? sum + line.units : sum), 0);
    if (units === 0) return [];
    const after = usageOf(account, c);
    const micros = priceOfUsage(of.pricing, after).micros - priceOfUsage(of.pricing, after - units).micros;
    return [{ usagePrice: of.id, micros }];
  });
}

function planOf(item: Item | undefined, index: PlanIndex, next: PlanIndex): PlanIndex {
  return item !== undefined && planIdOf(item) === next.plan.id ? next : index;
}
