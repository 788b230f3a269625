/** What subscriptions to SIM swaps do when a SIM was swapped, and when their time has come. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../../domain/events/event.js';
import {
  dueReason,
  type EndReason,
  type SimSwapSubscription,
  tellSwap,
} from '../../../domain/partners/sim-swap/subscription.js';
import { BusyError } from '../../accounts/desk.js';
import { wake } from '../../events/outbox.js';
import type { Recorded } from '../kernel/records.js';
import type { SimSwapOffice } from './office.js';
import { leave, subscriptionsOf } from './rolls.js';
import { tellEnded, tellSwapped } from './tell.js';

export type SimSwapHub = Pick<SimSwapOffice, 'client' | 'table' | 'subscriptions'>;
type Subscription = Recorded<SimSwapSubscription>;

interface Step {
  readonly after: SimSwapSubscription;
  readonly writes: readonly TransactWriteItem[];
  readonly eventIds: readonly string[];
}

/** What orders tell when a subscriber has got another SIM. */
export const SIM_CHANGED = 'sim_change.noticed';

interface SimChange {
  /** Digits. */
  readonly msisdn: string;
  /** ISO 8601. */
  readonly changedAt: string;
}

/**
 * Notifications of a SIM swap to all who subscribed to its number; the same event again tells nobody twice.
 *
 * @param event  of type `SIM_CHANGED`
 * @returns the ids of what now waits in the outbox
 * @throws BusyError when others kept changing a subscription: to be tried again
 */
export async function onSimSwapped(hub: SimSwapHub, event: PartnerEvent): Promise<string[]> {
  const { msisdn, changedAt } = event.data['simChange'] as SimChange;
  const changedAtMs = Date.parse(changedAt);
  const phoneNumber = `+${msisdn}`;
  return each(hub, await subscriptionsOf(hub, phoneNumber), changedAtMs, (subscription) => {
    const swap = tellSwap(subscription, event.id, changedAtMs);
    if (swap === undefined) return undefined;
    const told = tellSwapped(hub, subscription, event.id, changedAtMs);
    if (!swap.isLast) return { after: swap.after, ...told };
    const last = ended(hub, subscription, 'MAX_EVENTS_REACHED', changedAtMs);
    return {
      after: swap.after,
      writes: [...told.writes, ...last.writes],
      eventIds: [...told.eventIds, ...last.eventIds],
    };
  });
}

/**
 * Ends a subscription if its time has come.
 *
 * @param nowMs  the operator's time
 * @returns the ids of what now waits in the outbox
 */
export const endIfDue = async (hub: SimSwapHub, id: string, nowMs: number): Promise<string[]> =>
  each(hub, [id], nowMs, (subscription) => {
    const reason = dueReason(subscription, nowMs);
    if (reason === undefined) return undefined;
    return { after: { ...subscription, status: 'EXPIRED' }, ...ended(hub, subscription, reason, nowMs) };
  });

function ended(
  hub: SimSwapHub,
  subscription: Subscription,
  reason: EndReason,
  atMs: number,
): Omit<Step, 'after'> {
  const { writes, eventIds } = tellEnded(hub, subscription, reason, atMs);
  return { writes: [...writes, ...leave(hub.table, subscription)], eventIds };
}

const ATTEMPTS = 5;
/** At once, of those who subscribed to one number. */
const AT_ONCE = 10;

/**
 * Each is a transaction and an event of its own, which goes its own way to its own sink: one that fails keeps nobody
 * else's back. Those that were done say so by themselves when the whole comes again.
 */
async function each(
  hub: SimSwapHub,
  ids: readonly string[],
  nowMs: number,
  stepOf: (subscription: Subscription) => Step | undefined,
): Promise<string[]> {
  const waiting: string[] = [];
  const failures: unknown[] = [];
  const left = ids.values();
  const work = async (): Promise<void> => {
    for (const id of left)
      try {
        waiting.push(...(await stepOne(hub, id, nowMs, stepOf)));
      } catch (error) {
        failures.push(error);
      }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, work));
  if (failures.length === 0) return waiting;
  // What is written waits in the outbox, where the sweep finds it.
  await wake(process.env['EVENTS_QUEUE_URL'], waiting);
  throw failures[0];
}

async function stepOne(
  { subscriptions }: SimSwapHub,
  id: string,
  nowMs: number,
  stepOf: (subscription: Subscription) => Step | undefined,
): Promise<readonly string[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await subscriptions.get(id);
    const step = before === undefined ? undefined : stepOf(before);
    if (before === undefined || step === undefined) return [];
    if ((await subscriptions.update(before, step.after, nowMs, step.writes)) !== undefined)
      return step.eventIds;
  }
  throw new BusyError(`others change subscription ${id} at this moment`);
}
