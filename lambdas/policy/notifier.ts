/**
 * Tells subscriptions what changed. An event only says where to look: what is told is what the account says now,
 * so events may come twice, late, and in any order.
 */
import { changedInfos, statusInfos } from '../../domain/policy/counter-status.js';
import { inParallel } from '../../domain/in-parallel.js';
import { notified, terminated } from '../../domain/policy/spending-limit-status.js';
import type { Delivered } from '../shared/post-notification.js';
import type { CountersOfAccount, ReadCounters } from './account-counters.js';
import type { PolicySubscription, SubscriptionStore } from './subscription-store.js';

export interface NotifierOptions {
  readonly store: SubscriptionStore;
  readonly readCounters: ReadCounters;
  readonly post: (uri: string, body: unknown) => Promise<Delivered>;
  readonly now: () => Promise<number>;
}

/** Others that tell the same subscription at the same moment; more is an error, and comes again. */
const MOST_ROUNDS = 5;
/** Subscriptions of one account that are told at a time. */
const AT_ONCE = 16;

/**
 * Notifies every subscription to a counter of an account whose status is not the one that was told.
 *
 * @throws Error when one of them could not be told; those that could are not told again
 */
export async function notifyAccount(accountKey: string, options: NotifierOptions): Promise<void> {
  const { now, readCounters, store } = options;
  const nowMs = await now();
  const members = (await readCounters(accountKey, nowMs))?.account.members ?? [];
  const subscriptions = (await Promise.all(members.map((supi) => store.list(supi))))
    .flat()
    .filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  if (subscriptions.length === 0) return;
  // Read after the subscriptions: it is then at least as new as anything that was noted as told.
  const counted = await readCounters(accountKey, nowMs);
  const failures: unknown[] = [];
  // Side by side: one peer that does not answer must not keep the others from what they wait for.
  await inParallel(subscriptions, AT_ONCE, async (subscription) => {
    try {
      await notifySubscription(subscription, accountKey, counted, options);
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
}

async function notifySubscription(
  first: PolicySubscription,
  accountKey: string,
  found: CountersOfAccount | undefined,
  options: NotifierOptions,
): Promise<void> {
  const { now, post, readCounters, store } = options;
  let subscription: PolicySubscription | undefined = first;
  let counted = found;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (subscription === undefined || counted === undefined) return;
    const { id, notifUri, supi, told } = subscription;
    if (counted.account.state === 'terminated') {
      await post(`${notifUri}/terminate`, terminated(subscription));
      await store.remove(id);
      return;
    }
    const infos = statusInfos(counted.plan, counted.account, supi, subscription.counters);
    // Who was told something else meanwhile may have heard it before this: then all is told again.
    const changed = round === 0 ? changedInfos(infos, told) : infos;
    if (Object.keys(changed).length === 0) return;
    if ((await post(`${notifUri}/notify`, notified(subscription, changed))) === 'gone') {
      await store.remove(id);
      return;
    }
    if (await store.noteTold(subscription, infos)) return;
    subscription = await store.get(id);
    counted = await readCounters(accountKey, await now());
  }
  throw new Error(`subscription ${first.id} was written by others ${MOST_ROUNDS} times`);
}
