/**
 * What usage records say on the operator's bus, as CloudEvents 1.0: `usage.recorded` with up to a batch of them,
 * one event a notice, of the notice's own type, and `balance.topped_up` for every amount that somebody put in. Each
 * comes at least once; readers deduplicate records by (account, version), the others by their event's id.
 */
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { MovementAction } from '../../domain/charging/movement.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { isSponsorAccount } from '../../domain/sponsors/sponsor.js';

export interface EventBus {
  readonly name: string;
  readonly operatorId: string;
}

/** PutEvents takes 256 KB a call; some is left for the envelopes. */
const CALL_BYTES = 200_000;
const CALL_ENTRIES = 10;

/** @throws Error when the bus does not accept all of them */
export async function announce(
  client: EventBridgeClient,
  bus: EventBus,
  records: readonly UsageRecord[],
): Promise<void> {
  const events = [...slices(records, bytesOf, CALL_BYTES, Infinity)].map((slice) => usageEvent(bus, slice));
  const notices = records.flatMap((record) => noticeEvents(bus, record));
  // A sponsor is no subscriber: its deposits are told as `sponsor.deposited`, and the network has nothing to ask again.
  const topUps = records
    .filter(({ account }) => !isSponsorAccount(account))
    .flatMap((record) => topUpEvents(bus, record));
  const entries = [...events, ...notices, ...topUps];
  for (const Entries of slices(
    entries,
    ({ Detail = '' }) => Buffer.byteLength(Detail),
    CALL_BYTES,
    CALL_ENTRIES,
  )) {
    const { FailedEntryCount: failed } = await client.send(new PutEventsCommand({ Entries }));
    if (failed !== undefined && failed > 0) throw new Error(`${failed} events were not accepted by the bus`);
  }
}

const bytesOf = (record: UsageRecord): number => Buffer.byteLength(JSON.stringify(record));

/** In order, as many together as the size and the number allow; one that is too large by itself goes alone. */
function* slices<T>(
  all: readonly T[],
  sizeOf: (one: T) => number,
  bytes: number,
  most: number,
): Generator<T[]> {
  let slice: T[] = [];
  let size = 0;
  for (const one of all) {
    const more = sizeOf(one);
    if (slice.length > 0 && (size + more > bytes || slice.length === most)) {
      yield slice;
      slice = [];
      size = 0;
    }
    slice.push(one);
    size += more;
  }
  if (slice.length > 0) yield slice;
}

/** Its id names the slice; each record inside names itself by account and version. */
function usageEvent(bus: EventBus, records: readonly UsageRecord[]): PutEventsRequestEntry {
  const first = records[0] as UsageRecord;
  const last = records.at(-1) as UsageRecord;
  const id = `usage_${first.account}_${first.version}_${last.account}_${last.version}_${records.length}`;
  return cloudEvent(bus, 'usage.recorded', id, first.at, { records });
}

function noticeEvents(bus: EventBus, record: UsageRecord): PutEventsRequestEntry[] {
  const { account, version, supi, subscriberId, planId, at, notices = [] } = record;
  return notices.map((notice, i) =>
    cloudEvent(bus, notice.type, `notice_${account}_${version}_${i}`, at, {
      account,
      version,
      supi,
      subscriberId,
      planId,
      at,
      ...notice,
    }),
  );
}

/** What somebody puts in, as opposed to what the plan gives each period: that is told by `period.ended`. */
const PUT_IN: readonly MovementAction[] = [
  'topped-up',
  'credited',
  'transferred-in',
  'advanced',
  'bought',
  'released',
  'carrier-returned',
  'unreserved',
  'rewarded',
];

function topUpEvents(bus: EventBus, record: UsageRecord): PutEventsRequestEntry[] {
  const { account, version, supi, subscriberId, at, movements = [] } = record;
  return movements
    .filter(({ action, amount }) => amount > 0 && PUT_IN.includes(action))
    .map(({ action, bucket, unit, amount, reference }, i) =>
      cloudEvent(bus, 'balance.topped_up', `top_up_${account}_${version}_${i}`, at, {
        account,
        version,
        supi,
        subscriberId,
        at,
        action,
        bucket,
        unit,
        amount,
        reference,
      }),
    );
}

function cloudEvent(
  { name, operatorId }: EventBus,
  type: string,
  id: string,
  time: string,
  data: object,
): PutEventsRequestEntry {
  return {
    EventBusName: name,
    Source: `wildlily.${operatorId}`,
    DetailType: type,
    Detail: JSON.stringify({
      specversion: '1.0',
      id,
      source: `urn:wildlily:operator:${operatorId}`,
      type,
      time,
      datacontenttype: 'application/json',
      data,
    }),
  };
}
