/**
 * The outbox: the usage record of the very write it travels with, packed.
 *
 * The stream delivers every version's outbox at least once; readers deduplicate by (account, version).
 */
import type { BucketUnit, PlanVersion } from '../catalogue/plan.js';
import { Reader, Writer } from './bytes.js';
import { IDENTITY_BYTES } from './once.js';
import type { MovementAction } from './movement.js';

/** What the write was for: a charging message, usage rows of a file, or a change of the account by anyone else. */
export type OutboxKind = 'create' | 'update' | 'release' | 'event' | 'credit' | 'account' | 'file';
const KINDS: readonly OutboxKind[] = ['create', 'update', 'release', 'event', 'credit', 'account', 'file'];

/** Units of one rating group drawn from one bucket. */
export interface OutboxEntry {
  /** Index into `PlanIndex.groups`. */
  readonly group: number;
  readonly classIndex: number;
  readonly units: number;
  /** 0 = no bucket: free, or uncollected. */
  readonly bucket: number;
  /**
   * Drawn, in the bucket's unit. −1 = the fast path wrote it: equal to units for a bucket of units, and for
   * money the exact cost of the last `units` up to the group's position in the same image.
   */
  readonly amount: number;
  /** Nobody paid: usage beyond what the account held. */
  readonly uncollected: boolean;
  /** When it was used, epoch seconds, where one outbox holds usage of several times. @default the outbox's */
  readonly atS?: number;
  /** As `Session.member`, where one outbox holds usage of several SIMs. @default the outbox's */
  readonly member?: number;
}

/** A change of a bucket's amount that is no usage. */
export interface OutboxMovement {
  readonly action: MovementAction;
  /** Index into `plan.buckets`: the bucket itself may be gone with this write. */
  readonly template: number;
  readonly bucket: number;
  /** In the bucket's unit, without sign: the action tells it. */
  readonly amount: number;
  /** Six bytes: the credit, transfer, adjustment … it belongs to; empty = none. */
  readonly reference: Uint8Array;
  /** As `Subscription.of`; −1 = none. */
  readonly of: number;
  /** The time it is for, epoch seconds; 0 = none. */
  readonly fromS: number;
  readonly toS: number;
  /** With `usage-charge`: the usage that it is for. */
  readonly usage?: ChargedUsage;
  /** What `template` and `of` stand for, where the account goes on with another plan version in this write. */
  names?: MovementNames;
}

/** A period's usage that a plan version's usage price was charged for. */
export interface ChargedUsage {
  readonly planId: string;
  /** Id of its counter. */
  readonly counter: string;
  /** In the counter's unit. */
  readonly units: number;
}

export interface MovementNames {
  readonly bucket: string;
  readonly unit: BucketUnit;
  /** '' = none. */
  readonly addOn: string;
}

export function movementNames(
  { buckets, addOns }: PlanVersion,
  { template, of }: Pick<OutboxMovement, 'template' | 'of'>,
): MovementNames {
  const { id = '', unit = 'points' } = buckets[template] ?? {};
  return { bucket: id, unit, addOn: (of > 0 ? addOns?.[of - 1]?.id : undefined) ?? '' };
}

/** Stands for a percentage: the limit holds no more until the counter starts again. */
export const LIFTED = 0xff;

/** Something to be told once: a counter, the account's state, a period's end, another plan. */
export type OutboxNotice =
  | {
      readonly type: 'counter';
      readonly template: number;
      readonly member: number;
      /** 0 = it started again; `LIFTED`. */
      readonly percent: number;
      readonly value: number;
    }
  | { readonly type: 'state'; readonly state: number; readonly reason: number }
  | { readonly type: 'period'; readonly fromS: number; readonly toS: number }
  | { readonly type: 'plan'; readonly previousPlanId: string }
  /** A sponsor's pool gives nothing more: index into `plan.buckets`. */
  | { readonly type: 'sponsor'; readonly template: number };

export interface Outbox {
  readonly kind: OutboxKind;
  /** When it was used, epoch seconds, by the network's clock. */
  readonly atS: number;
  readonly sessionId: number;
  readonly slot: number;
  readonly sequence: number;
  readonly entries: readonly OutboxEntry[];
  readonly movements?: readonly OutboxMovement[];
  readonly notices?: readonly OutboxNotice[];
  /** As `Session.member`. @default 0 */
  readonly member?: number | undefined;
}

const TAKEN_OUT_FIRST: readonly MovementAction[] = [
  'recurring',
  'paid',
  'debited',
  'transferred-out',
  'repaid',
  'returned',
  'expired',
  'advance-fee',
  'usage-charge',
  'clawed-back',
  'held',
];
/** Taken out of a bucket; all others are put in. */
const TAKEN_OUT: readonly MovementAction[] = [
  ...TAKEN_OUT_FIRST,
  'carrier-billed',
  'reserved',
  'reward-taken-back',
];
/** By position, which is what is stored: only ever longer at its end. */
const ACTIONS: readonly MovementAction[] = [
  'opened',
  'topped-up',
  'renewed',
  'bought',
  'credited',
  'transferred-in',
  'advanced',
  'leased',
  ...TAKEN_OUT_FIRST,
  'released',
  'carrier-billed',
  'carrier-returned',
  'reserved',
  'unreserved',
  'rewarded',
  'reward-taken-back',
];
export const isTakenOut = (action: MovementAction): boolean => TAKEN_OUT.includes(action);

/** Stands in `group` for usage that the plan can't rate: `bucket` is then the rating group, `classIndex` the unit. */
export const UNRATED = 0x3f;
export const USAGE_UNITS = ['bytes', 'seconds', 'messages'] as const;

/** Usage alone is format 1, which is what the fast path writes; anything more is format 2. */
const FORMAT_USAGE = 1;
const FORMAT_ALL = 2;
const NOTICES: readonly OutboxNotice['type'][] = ['counter', 'state', 'period', 'plan', 'sponsor'];
const FLAG_REFERENCE = 0x80;
const FLAG_NAMES = 0x40;
const UNITS: readonly BucketUnit[] = ['money', 'bytes', 'seconds', 'messages', 'points'];

export function encodeOutbox(outbox: Outbox): Uint8Array {
  const { movements = [], notices = [], member = 0, kind } = outbox;
  const more = movements.length + notices.length + member > 0 || kind === 'file';
  const w = Writer.shared();
  w.byte(((more ? FORMAT_ALL : FORMAT_USAGE) << 4) | KINDS.indexOf(kind));
  w.time(outbox.atS);
  w.uint(outbox.sessionId);
  w.byte(outbox.slot);
  w.uint(outbox.sequence);
  w.uint(outbox.entries.length);
  for (const e of outbox.entries) {
    w.byte(e.group);
    w.uint(e.classIndex * 4 + (e.uncollected ? 2 : 0) + (e.amount < 0 ? 1 : 0));
    w.uint(e.units);
    w.uint(e.bucket);
    if (e.amount >= 0) w.uint(e.amount);
    if (kind === 'file') {
      w.time(e.atS ?? outbox.atS);
      w.byte(e.member ?? member);
    }
  }
  if (more) {
    w.byte(member);
    w.uint(movements.length);
    for (const movement of movements) packMovement(w, movement);
    w.uint(notices.length);
    for (const notice of notices) packNotice(w, notice);
  }
  return w.take();
}

function packMovement(w: Writer, m: OutboxMovement): void {
  const { names } = m;
  const flags = (m.reference.length > 0 ? FLAG_REFERENCE : 0) | (names === undefined ? 0 : FLAG_NAMES);
  w.byte(ACTIONS.indexOf(m.action) | flags);
  w.byte(m.template);
  w.uint(m.bucket);
  w.uint(m.amount);
  if (m.reference.length > 0) w.bytes(m.reference);
  w.int(m.of);
  w.time(m.fromS);
  w.time(m.toS);
  if (m.usage !== undefined) {
    packPlanId(w, m.usage.planId);
    packText(w, m.usage.counter);
    w.uint(m.usage.units);
  }
  if (names === undefined) return;
  packText(w, names.bucket);
  w.byte(UNITS.indexOf(names.unit));
  packText(w, names.addOn);
}

function packPlanId(w: Writer, planId: string): void {
  for (let i = 5; i < 21; i += 2) w.byte(Number.parseInt(planId.slice(i, i + 2), 16));
}

const unpackPlanId = (r: Reader): string => `plan_${Buffer.from(r.bytes(8)).toString('hex')}`;

function packText(w: Writer, text: string): void {
  const bytes = Buffer.from(text);
  w.uint(bytes.length);
  w.bytes(bytes);
}

const unpackText = (r: Reader): string => Buffer.from(r.bytes(r.uint())).toString();

function unpackMovement(r: Reader): OutboxMovement {
  const head = r.byte();
  const action = ACTIONS[head & ~(FLAG_REFERENCE | FLAG_NAMES)];
  if (action === undefined) throw new RangeError(`outbox movement ${head}`);
  const movement = {
    action,
    template: r.byte(),
    bucket: r.uint(),
    amount: r.uint(),
    reference: (head & FLAG_REFERENCE) === 0 ? new Uint8Array() : r.bytes(IDENTITY_BYTES),
    of: r.int(),
    fromS: r.time(),
    toS: r.time(),
    ...(action === 'usage-charge'
      ? { usage: { planId: unpackPlanId(r), counter: unpackText(r), units: r.uint() } }
      : {}),
  };
  if ((head & FLAG_NAMES) === 0) return movement;
  const names = { bucket: unpackText(r), unit: UNITS[r.byte()] ?? 'points', addOn: unpackText(r) };
  return { ...movement, names };
}

function packNotice(w: Writer, notice: OutboxNotice): void {
  w.byte(NOTICES.indexOf(notice.type));
  switch (notice.type) {
    case 'counter':
      w.byte(notice.template);
      w.byte(notice.member);
      w.byte(notice.percent);
      w.uint(notice.value);
      return;
    case 'state':
      w.byte(notice.state);
      w.byte(notice.reason);
      return;
    case 'period':
      w.time(notice.fromS);
      w.time(notice.toS);
      return;
    case 'plan':
      packPlanId(w, notice.previousPlanId);
      return;
    case 'sponsor':
      w.byte(notice.template);
  }
}

function unpackNotice(r: Reader): OutboxNotice {
  const type = NOTICES[r.byte()];
  switch (type) {
    case 'counter':
      return { type, template: r.byte(), member: r.byte(), percent: r.byte(), value: r.uint() };
    case 'state':
      return { type, state: r.byte(), reason: r.byte() };
    case 'period':
      return { type, fromS: r.time(), toS: r.time() };
    case 'plan':
      return { type, previousPlanId: unpackPlanId(r) };
    case 'sponsor':
      return { type, template: r.byte() };
    default:
      throw new RangeError('outbox notice of another kind');
  }
}

export function decodeOutbox(bytes: Uint8Array): Outbox {
  const r = new Reader(bytes);
  const first = r.byte();
  const format = first >> 4;
  if (format < 1 || format > FORMAT_ALL)
    throw new RangeError(`outbox format ${format}; this code reads 1 to ${FORMAT_ALL}`);
  const kind = KINDS[first & 0x0f];
  if (kind === undefined) throw new RangeError(`outbox kind ${first & 0x0f}`);
  const atS = r.time();
  const sessionId = r.uint();
  const slot = r.byte();
  const sequence = r.uint();
  const entries: OutboxEntry[] = [];
  for (let n = r.uint(); n > 0; n--) {
    const group = r.byte();
    const head = r.uint();
    const units = r.uint();
    const bucket = r.uint();
    const entry = {
      group,
      classIndex: Math.floor(head / 4),
      units,
      bucket,
      amount: head % 2 === 1 ? -1 : r.uint(),
      uncollected: head % 4 >= 2,
    };
    entries.push(kind === 'file' ? { ...entry, atS: r.time(), member: r.byte() } : entry);
  }
  const outbox: Outbox = { kind, atS, sessionId, slot, sequence, entries };
  if (format === FORMAT_USAGE) return outbox;
  const member = r.byte();
  const movements = Array.from({ length: r.uint() }, () => unpackMovement(r));
  const notices = Array.from({ length: r.uint() }, () => unpackNotice(r));
  return { ...outbox, member, movements, notices };
}
