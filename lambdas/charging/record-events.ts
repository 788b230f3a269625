/**
 * What usage records say on the operator's bus, as CloudEvents 1.0: `usage.recorded` with up to a batch of them,
 * and one event a notice, of the notice's own type. Each comes at least once; readers deduplicate records by
 * (account, version), notices by (account, version, type, …).
 */
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { UsageRecord } from '../../domain/charging/usage-record.js';

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
  const entries = [...events, ...notices];
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
