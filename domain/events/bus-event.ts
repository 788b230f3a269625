/** Events of the operator's bus, which its own functions tell, as events that partners are told. */
import { createHash } from 'node:crypto';
import type { PartnerEvent } from './event.js';

/** A CloudEvent as it lies in `detail`. */
export interface BusEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Not told: `usage.recorded` carries up to a hundred records an event, at the rate of charging; TMF635 answers who asks
 * for them. A test clock is the sandbox's own matter.
 */
export const UNTOLD_TYPES = ['usage.recorded', 'test_clock.advancing', 'test_clock.arrived'] as const;

/** How ids of partners' events begin; by it the hub knows its own events when they come back from the bus. */
export const EVENT_ID = 'evt_';

export const isFromPartners = ({ id }: Pick<BusEvent, 'id'>): boolean => id.startsWith(EVENT_ID);

/** Whom it is about. */
export function subscriberOf({ data }: BusEvent): string | undefined {
  const { subscriberId, subscriberIds } = data;
  if (typeof subscriberId === 'string') return subscriberId;
  const first: unknown = Array.isArray(subscriberIds) ? subscriberIds[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}

/** What of the data names the resource, by the beginning of a type; others are about the subscriber or the account. */
const NAMED: readonly (readonly [beginning: string, resource: string, members: readonly string[]])[] = [
  ['payment.', 'payment', ['paymentId', 'key']],
  ['bill.', 'bill', ['billId']],
  ['voucher.', 'voucher', ['voucherId', 'batch']],
  ['mandate.', 'mandate', ['mandateId', 'id']],
  ['usage-file.', 'file', ['jobId']],
  ['member-file.', 'file', ['jobId']],
  ['settlement.', 'file', ['jobId']],
];

/**
 * The same event of the bus is the same event for partners.
 *
 * @param owner  of the subscriber
 */
export function fromBus(event: BusEvent, owner: string): PartnerEvent {
  const digest = createHash('sha256').update(`bus:${event.id}`).digest('hex');
  return {
    id: `${EVENT_ID}${digest.slice(0, 24)}`,
    type: event.type,
    time: event.time,
    owner,
    subject: subjectOf(event),
    actor: { type: 'system', id: event.type.split('.')[0]! },
    data: event.data,
  };
}

function subjectOf(event: BusEvent): string {
  const { type, data, id } = event;
  const named = NAMED.find(([beginning]) => type.startsWith(beginning));
  const name = named?.[2].map((member) => data[member]).find((value) => typeof value === 'string');
  if (named !== undefined && name !== undefined) return `${named[1]}/${name}`;
  const subscriberId = subscriberOf(event);
  if (subscriberId !== undefined) return `subscriber/${subscriberId}`;
  const { account } = data;
  return typeof account === 'string' ? `account/${account}` : `${type.split('.')[0]}/${id}`;
}
