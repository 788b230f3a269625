/** Requests for the charging tests. */
import type { ChargingRequest, CreateRequest, GroupRequest, Units } from '../../domain/charging/request.js';

export const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

/** Six bytes that differ with the number. */
export function key(n: number): Uint8Array {
  const bytes = new Uint8Array(6);
  new DataView(bytes.buffer).setUint32(2, n);
  return bytes;
}

export function group(
  ratingGroup: number,
  options: {
    ask?: Units | false;
    used?: Units;
    exhausted?: boolean;
    localSequence?: number;
    atMs?: number;
  } = {},
): GroupRequest {
  const { ask = {}, used, exhausted = false, localSequence = 1, atMs = 0 } = options;
  return {
    ratingGroup,
    ...(ask === false ? {} : { requested: ask }),
    used: used === undefined ? [] : [{ ...used, localSequence, statedAtMs: atMs, usedAtMs: atMs, exhausted }],
  };
}

let serial = 1;

export function request(
  sequence: number,
  groups: GroupRequest[],
  more: Partial<ChargingRequest> = {},
): ChargingRequest {
  return {
    sequence,
    retransmission: false,
    digest: key(serial++),
    atMs: NOW,
    sentAtMs: more.atMs ?? NOW,
    destination: '',
    groups,
    ...more,
  };
}

export function create(groups: GroupRequest[], more: Partial<CreateRequest> = {}): CreateRequest {
  const createKey = key(serial++);
  return { ...request(0, groups, more), createKey, contentKey: createKey, ...more };
}
