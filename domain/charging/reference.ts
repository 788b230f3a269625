/**
 * ChargingDataRef: ours to choose (TS 32.291 §6.1.3.3), fixed at create. It carries what the fast path needs, so that a
 * session is never looked up, and a MAC, so that a forged one is refused before any I/O.
 *
 * Layout, base64url: key id (1) · account key length (1) and ASCII · session id · slot (1) · plan (8) ·
 * groups: [group, class] … · zone (1, only abroad or before a URI) · the URI for notifications, if there is one: 1 for
 * https or 0 for http (1), length and ASCII of the rest · MAC (8, HMAC-SHA-256 truncated).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Reader, Writer } from './bytes.js';
import { AT_HOME } from './plan-index.js';
import type { SessionRef } from './request.js';

/** A key that references are signed with. Two may be active while one replaces the other. */
export interface ReferenceKey {
  /** 0–255. */
  readonly id: number;
  /** 32 random bytes. */
  readonly key: Uint8Array;
}

const MAC_BYTES = 8;
/** A zone may be −2: nowhere. */
const ZONE_BIAS = 2;
/** Longer references are refused unread: 340 characters, and those of the longest URI. */
const MAX_LENGTH = 1_024;
/** A longer one is not carried: references are paths, which some peers keep in short buffers. */
const MAX_URI = 512;

const mac = (key: ReferenceKey, body: Uint8Array) =>
  createHmac('sha256', key.key).update(body).digest().subarray(0, MAC_BYTES);

export function encodeReference(ref: SessionRef, key: ReferenceKey): string {
  const w = Writer.shared();
  w.byte(key.id);
  const account = Buffer.from(ref.accountKey, 'ascii');
  w.byte(account.length);
  w.bytes(account);
  w.uint(ref.sessionId);
  w.byte(ref.slot);
  w.bytes(Buffer.from(ref.planId.slice(5), 'hex'));
  w.byte(ref.groups.length);
  for (const g of ref.groups) {
    w.byte(g.group);
    w.uint(g.classIndex);
  }
  const { notifyUri = '', zone = AT_HOME } = ref;
  const carried = URI.test(notifyUri) && notifyUri.length <= MAX_URI;
  if (zone !== AT_HOME || carried) w.byte(zone + ZONE_BIAS);
  if (carried) writeUri(w, notifyUri);
  const body = w.take();
  return Buffer.concat([body, mac(key, body)]).toString('base64url');
}

/** The session a reference names, or undefined when it was not made with one of the keys. */
export function decodeReference(text: string, keys: readonly ReferenceKey[]): SessionRef | undefined {
  if (text.length > MAX_LENGTH || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== text) return undefined;
  const body = bytes.subarray(0, bytes.length - MAC_BYTES);
  const key = keys.find((k) => k.id === body[0]);
  if (key === undefined || !timingSafeEqual(mac(key, body), bytes.subarray(bytes.length - MAC_BYTES)))
    return undefined;
  const r = new Reader(body);
  r.byte();
  const accountKey = Buffer.from(r.bytes(r.byte())).toString('ascii');
  const sessionId = r.uint();
  const slot = r.byte();
  const planId = `plan_${Buffer.from(r.bytes(8)).toString('hex')}`;
  const groups = [];
  for (let i = r.byte(); i > 0; i--) {
    groups.push({ group: r.byte(), classIndex: r.uint() });
  }
  const zone = r.done ? AT_HOME : r.byte() - ZONE_BIAS;
  return { accountKey, sessionId, slot, planId, zone, groups, ...(r.done ? {} : { notifyUri: readUri(r) }) };
}

/** What the notification list can allow is ASCII: a name in another script comes as `xn--`. */
const URI = /^https?:\/\/[\x21-\x7e]+$/;

function writeUri(w: Writer, uri: string): void {
  const https = uri.startsWith('https:');
  const rest = Buffer.from(uri.slice(https ? 8 : 7), 'ascii');
  w.byte(https ? 1 : 0);
  w.uint(rest.length);
  w.bytes(rest);
}

function readUri(r: Reader): string {
  const scheme = r.byte() === 1 ? 'https' : 'http';
  return `${scheme}://${Buffer.from(r.bytes(r.uint())).toString('ascii')}`;
}
