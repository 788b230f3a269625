/**
 * What policy counters say of a subscriber: the statuses that Nchf_SpendingLimitControl reports. The network's
 * policy control function decides by them how fast, or whether, traffic goes on.
 *
 * The values are the operator's and the network's to agree on (TS 29.594 §5.6.2.4); these are ours.
 */
import type { CounterTemplate, PlanVersion } from '../catalogue/plan.js';
import type { AccountView, CounterView } from '../charging/view.js';

/**
 * - `active`: below its first notice, or lifted by the subscriber;
 * - `near-limit`: a notice below 100 % was reached;
 * - `limit-reached`: its limit is reached;
 * - `throttled`: its limit is reached, and usage is to go on slowly;
 * - `suspended`: the account is suspended, whatever was used.
 */
export type CounterStatus = 'active' | 'near-limit' | 'limit-reached' | 'throttled' | 'suspended';

/** PolicyCounterInfo (TS 29.594 §5.6.2.4). */
export interface PolicyCounterInfo {
  readonly policyCounterId: string;
  readonly currentStatus: CounterStatus;
  /** What it will be, and when; only what is known now. */
  readonly penPolCounterStatuses?: readonly {
    readonly policyCounterStatus: CounterStatus;
    /** ISO 8601. */
    readonly activationTime: string;
  }[];
}

/** By policy counter id. */
export type StatusInfos = Readonly<Record<string, PolicyCounterInfo>>;

/** What the status of counters depends on. */
export type CountedAccount = Pick<AccountView, 'state' | 'counters'>;

/**
 * The statuses of the counters of a plan for one subscriber of the account.
 *
 * @param ids  those that are asked for; those that the plan has not are left out. Absent = all
 */
export function statusInfos(
  plan: Pick<PlanVersion, 'counters'>,
  account: CountedAccount,
  supi: string,
  ids?: readonly string[],
): StatusInfos {
  const asked = policyCounters(plan).filter(({ id }) => ids === undefined || ids.includes(id));
  return Object.fromEntries(
    asked.map((counter) => [counter.id, infoOf(counter, viewOf(counter, account, supi), account.state)]),
  );
}

/** Counters that are limits; those that count usage for its price say nothing to the network. */
export function policyCounters({ counters = [] }: Pick<PlanVersion, 'counters'>): CounterTemplate[] {
  return counters.filter(({ pricing }) => pricing === undefined);
}

/** A counter of each member begins with the member's first usage; until then there is nothing to see. */
function viewOf(
  { id, perMember }: CounterTemplate,
  { counters }: CountedAccount,
  supi: string,
): CounterView | undefined {
  return counters.find((view) => view.id === id && (perMember !== true || view.supi === supi));
}

function infoOf(
  counter: CounterTemplate,
  view: CounterView | undefined,
  state: AccountView['state'],
): PolicyCounterInfo {
  const counted = statusOf(counter, view);
  const currentStatus = state === 'suspended' || state === 'terminated' ? 'suspended' : counted;
  return {
    policyCounterId: counter.id,
    currentStatus,
    ...(view?.resetsAt === undefined || currentStatus === 'active' || currentStatus === 'suspended'
      ? {}
      : { penPolCounterStatuses: [{ policyCounterStatus: 'active', activationTime: view.resetsAt }] }),
  };
}

function statusOf(
  { atLimit, limit, notices }: CounterTemplate,
  view: CounterView | undefined,
): CounterStatus {
  if (view === undefined || view.lifted) return 'active';
  if (view.value >= limit) return atLimit === 'throttle' ? 'throttled' : 'limit-reached';
  const first = notices.find((percent) => percent < 100);
  const isNear = first !== undefined && BigInt(view.value) * 100n >= BigInt(limit) * BigInt(first);
  return isNear ? 'near-limit' : 'active';
}

/** The statuses that are not those that were told. */
export function changedInfos(now: StatusInfos, told: StatusInfos): StatusInfos {
  return Object.fromEntries(Object.entries(now).filter(([id, info]) => !isSame(info, told[id])));
}

function isSame(info: PolicyCounterInfo, told: PolicyCounterInfo | undefined): boolean {
  const pending = ({ penPolCounterStatuses: [next] = [] }: PolicyCounterInfo) =>
    next === undefined ? '' : `${next.policyCounterStatus} ${next.activationTime}`;
  return told !== undefined && info.currentStatus === told.currentStatus && pending(info) === pending(told);
}
