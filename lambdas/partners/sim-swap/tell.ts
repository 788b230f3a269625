/** What is told of a subscription to SIM swaps: its partner, as an event, and its sink, as CAMARA's notification. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Actor } from '../../../domain/events/event.js';
import {
  endedNotification,
  type EndReason,
  type Notification,
  type SimSwapSubscription,
  swappedNotification,
  viewSubscription,
} from '../../../domain/partners/sim-swap/subscription.js';
import { eventWrite } from '../../events/outbox.js';
import { eventId } from '../kernel/announce.js';
import type { Recorded } from '../kernel/records.js';
import type { SimSwapOffice } from './office.js';

export interface Telling {
  readonly writes: readonly TransactWriteItem[];
  /** To wake whoever tells them. */
  readonly eventIds: readonly string[];
}

type Office = Pick<SimSwapOffice, 'table'>;
type Subscription = Recorded<SimSwapSubscription>;
type Envelope = Parameters<typeof swappedNotification>[1];

const SYSTEM: Actor = { type: 'system', id: 'sim-swap' };

/** @param changeId  of the event that says it: the same again is the same notification */
export const tellSwapped = (
  office: Office,
  subscription: Subscription,
  changeId: string,
  changedAtMs: number,
): Telling =>
  tell(
    office,
    subscription,
    { change: 'swapped', of: [changeId], atMs: changedAtMs, actor: SYSTEM },
    (envelope) => swappedNotification(subscription, envelope),
  );

export const tellEnded = (
  office: Office,
  subscription: Subscription,
  reason: EndReason,
  atMs: number,
  actor = SYSTEM,
): Telling =>
  tell(office, subscription, { change: 'ended', of: [], atMs, actor }, (envelope) =>
    endedNotification(subscription, reason, envelope),
  );

interface What {
  readonly change: 'swapped' | 'ended';
  /** What makes it one of its own. */
  readonly of: readonly string[];
  /** The operator's time. */
  readonly atMs: number;
  readonly actor: Actor;
}

function tell(
  { table }: Office,
  subscription: Subscription,
  { change, of, atMs, actor }: What,
  notificationOf: (envelope: Envelope) => Notification,
): Telling {
  const { owner, sink, source } = subscription;
  const subject = `sim_swap_subscription/${subscription.id}`;
  const id = eventId(subject, change, ...of);
  const time = new Date(atMs).toISOString();
  const notification = notificationOf({ id, source, time });
  const event = {
    id,
    type: `sim_swap_subscription.${change}`,
    time,
    owner,
    subject,
    actor,
    data: { simSwapSubscription: viewSubscription(subscription, atMs), ...notification.data },
    sink: { ...sink, body: { ...notification } },
  };
  return { writes: [eventWrite(table, event)], eventIds: [id] };
}
