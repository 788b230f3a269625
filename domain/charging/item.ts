/**
 * One DynamoDB item holds an account's whole charging state. Flat and short-named: what the fast path
 * touches are top-level numbers, the rest is one packed binary (`p`).
 *
 * | attribute | holds |
 * |---|---|
 * | `k` | account key (partition key) |
 * | `v` | version: gapless change counter |
 * | `a{c}` `b{c}` `e{c}` | class c: amount staged from its active bucket, that bucket's id, staged until (epoch s) |
 * | `s{n}` `q{n}` `d{n}` `t{n}` `n{n}` | slot n: session id, last sequence, request digest, valid until (epoch s; 0 = closed), rating groups |
 * | `g{n}{j}` `u{n}{j}` `k{n}{j}` `m{n}{j}` `l{n}{j}` | its rating group j: granted, used since the last slow write, bucket, micros held, last container |
 * | `p` | plan version, buckets, session details, tombstones, and what else few accounts have |
 * | `o` | the outbox: what this very write used and moved |
 * | `r` | when something is due next (a recurring charge, a period's start, the end of grace), epoch s |
 * | `y` | when a sponsor's loan may be over, to be settled, epoch s |
 * | `x` | the plan version to go on with from the next period on |
 * | `pl` | the pool that fills its pooled buckets |
 *
 * n and j are one base-36 digit, c one or two. A class's staged amount is a part of its bucket: available = the part in
 * `p` + Σ staged, so classes that share a bucket never count a unit twice.
 */
import {
  type Account,
  type Bucket,
  ChargingInvariantError,
  type Group,
  type Session,
  activeBucket,
  drawable,
  findBucket,
  isExpired,
  isOpen,
  mayDraw,
  nextDueS,
  nothingMore,
  template,
} from './account.js';
import type { BucketUnit } from '../catalogue/plan.js';
import { Reader, Writer } from './bytes.js';
import { type Folded, counterTemplate, countFolded, counterOf, nextResetS, untilNotice } from './counters.js';
import { hasLoans, packMore, unpackMore } from './item-more.js';
import { loansDueS, unaskedUntilS } from './loans.js';
import { nextChangeS } from './window.js';
import { IDENTITY_BYTES, type OnceList, nothingYet } from './once.js';
import { type Outbox, encodeOutbox } from './outbox.js';
import { AT_HOME, type ClassTerms, type PlanIndex } from './plan-index.js';
import { settleUsage } from './price.js';
import { paymentIn } from './tender.js';

export type ItemValue = number | string | Uint8Array;
export type Item = Record<string, ItemValue | undefined>;

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const LETTERS = DIGITS.split('');
const names1 = (letter: string) => LETTERS.map((d) => letter + d);
const names2 = (letter: string) => LETTERS.map((n) => LETTERS.map((j) => letter + n + j));

const one = {
  a: names1('a'),
  b: names1('b'),
  e: names1('e'),
  s: names1('s'),
  q: names1('q'),
  d: names1('d'),
  t: names1('t'),
  n: names1('n'),
};
const two = { g: names2('g'), u: names2('u'), k: names2('k'), m: names2('m'), l: names2('l') };

/** Attribute of a class or a slot: one base-36 digit, two for classes past the first 36. */
export const attr1 = (letter: keyof typeof one, n: number): string =>
  one[letter][n] ?? letter + n.toString(36);
/** Attribute of a rating group in a slot. */
export const attr2 = (letter: keyof typeof two, n: number, j: number): string =>
  two[letter][n]?.[j] as string;

/**
 * What this code writes; it also reads format 1, which ends before what `item-more.ts` packs. An account that sponsors
 * lend to is of format 3, so that code which does not know of loans refuses it instead of losing them.
 */
const FORMAT = 2;
const FORMAT_LOANS = 3;
/** Stands for "no end" in `e{c}`: one significant digit, two bytes. */
export const FAR_S = 4_000_000_000;

const FLAG_HOT = 0x40;
const FLAG_FINAL = 0x80;
const FLAG_COUNTED = 0x80;
const FLAG_STEPPED = 0x80;
const FLAG_RELEASED = 0x80;
/** In a session's slot byte: more about it follows. */
const FLAG_MORE = 0x80;
const FLAG_ESTRANGED = 0x01;

export function num(item: Item, name: string): number {
  const value = item[name];
  if (typeof value !== 'number')
    throw new ChargingInvariantError(`account item: attribute ${name} is not a number`);
  return value;
}

export function bin(item: Item, name: string): Uint8Array {
  const value = item[name];
  if (!(value instanceof Uint8Array))
    throw new ChargingInvariantError(`account item: attribute ${name} is not binary`);
  return value;
}

/** The plan version that an item is to be decoded with. */
export function planIdOf(item: Item): string {
  const packed = bin(item, 'p');
  const format = packed[0] as number;
  if (format < 1 || format > FORMAT_LOANS)
    throw new RangeError(`account item format ${format}; this code reads 1 to ${FORMAT_LOANS}`);
  let id = 'plan_';
  for (let i = 1; i <= 8; i++) id += (packed[i] as number).toString(16).padStart(2, '0');
  return id;
}

/** NOWHERE is −2: zones are packed from 0 on. */
const ZONE_BIAS = 2;

/** What the fast path may move a group with: one hold at most, at a price that is pure arithmetic. */
type Hot = 'free' | 'units' | 'money' | undefined;

function hotness(index: PlanIndex, account: Account, session: Session, group: Group, terms: ClassTerms): Hot {
  if (group.final || session.validUntilS === 0) return undefined;
  if (terms.free) return 'free';
  const [held] = group.holds;
  if (held === undefined || group.holds.length > 1) return undefined;
  const payment = paymentIn(index, findBucket(account, held.bucket), terms);
  if (payment === 'rated' || !isCountable(account, index, session, terms, payment)) return undefined;
  return payment;
}

/** Units of a bundle cost no money, so a counter of money does not move with them. */
function isCounted(index: PlanIndex, c: number, unit: BucketUnit): boolean {
  return counterTemplate(index, c).unit !== 'money' || unit === 'money';
}

/**
 * Whether the fast path may move units of a class that is counted: a counter of units can't be held to an amount
 * of money, and nothing that is granted may reach what has to be told.
 */
function isCountable(
  account: Account,
  index: PlanIndex,
  session: Session,
  terms: ClassTerms,
  payment: 'units' | 'money',
): boolean {
  return terms.counters.every((c) => {
    const { unit } = counterTemplate(index, c);
    if (payment === 'units' && unit === 'money') return true;
    if (payment === 'money' && unit !== 'money') return false;
    return untilNotice(account, index, c, session.member) >= 0;
  });
}

/**
 * Packs an account. Throws `RangeError` for amounts past 2⁵³ − 1 and `ChargingInvariantError` for
 * negative ones.
 *
 * @param nowS  decides which bucket is active for each class
 */
export function encodeAccount(
  account: Account,
  index: PlanIndex,
  outbox: Outbox | undefined,
  nowS: number,
): Item {
  const item: Item = { k: account.key, v: account.version };
  const dueS = nextDueS(account, index);
  const rest = stage(item, account, index, nowS, dueS);
  const w = Writer.shared();
  w.byte(hasLoans(account) ? FORMAT_LOANS : FORMAT);
  for (let i = 5; i < 21; i += 2) w.byte(Number.parseInt(account.planId.slice(i, i + 2), 16));
  w.uint(account.nextBucketId);
  w.byte(account.buckets.length);
  account.buckets.forEach((bucket, i) => {
    w.uint(bucket.id);
    w.byte(bucket.template);
    w.time(bucket.expiresAt);
    w.uint(bucket.granted);
    w.int(rest[i] as number);
  });
  w.byte(account.sessions.length);
  for (const session of account.sessions) packSession(w, item, account, index, session);
  w.time(account.eventHorizonS);
  w.byte(account.tombstones.length);
  for (const t of account.tombstones) {
    w.uint(t.sessionId);
    w.time(t.endedAtS);
    w.bytes(t.createKey);
    w.byte(t.slot | (t.released ? FLAG_RELEASED : 0));
  }
  w.byte(account.events.length);
  for (const e of account.events) {
    w.uint(e.sessionId);
    w.bytes(e.createKey);
    w.bytes(e.contentKey);
    w.time(e.sentAtS);
    w.time(e.doneAtS);
    w.byte(e.granted.length);
    for (const g of e.granted) {
      w.byte(g.group);
      w.uint(g.units);
    }
  }
  packOnce(w, account.credits);
  packMore(w, account);
  item['p'] = w.take();
  if (dueS !== 0) item['r'] = dueS;
  if (account.loans.length > 0) item['y'] = loansDueS(account);
  if (account.nextPlanId !== '') item['x'] = account.nextPlanId;
  if (account.pool !== '') item['pl'] = account.pool;
  if (outbox !== undefined) item['o'] = encodeOutbox(outbox);
  return item;
}

function packOnce(w: Writer, list: OnceList): void {
  w.time(list.horizonS);
  w.byte(list.entries.length);
  for (const { id, atS } of list.entries) {
    w.bytes(id);
    w.time(atS);
  }
}

function unpackOnce(r: Reader): OnceList {
  const list: OnceList = { entries: [], horizonS: r.time() };
  for (let i = r.byte(); i > 0; i--) list.entries.push({ id: r.bytes(IDENTITY_BYTES), atS: r.time() });
  return list;
}

function packSession(w: Writer, item: Item, account: Account, index: PlanIndex, session: Session): void {
  const n = session.slot;
  // No reference has a negative id: every message of such a session takes the slow path.
  item[attr1('s', n)] = session.estranged ? -session.id : session.id;
  item[attr1('q', n)] = session.lastSequence;
  item[attr1('d', n)] = session.digest;
  item[attr1('t', n)] = session.validUntilS;
  item[attr1('n', n)] = session.groups.length;
  const more = session.member !== 0 || session.zone !== AT_HOME || session.estranged;
  w.byte(n | (more ? FLAG_MORE : 0));
  if (more) {
    w.byte(session.member);
    w.byte((session.zone + ZONE_BIAS) * 2 + (session.estranged ? FLAG_ESTRANGED : 0));
  }
  w.time(session.startedAtS);
  w.bytes(session.createKey);
  w.bytes(session.contentKey);
  w.uint(session.firstSequence);
  const counts = session.counted.entries.length > 0;
  w.byte(session.missing.length | (counts ? FLAG_COUNTED : 0));
  for (const [from, to] of session.missing) {
    w.uint(from);
    w.uint(to);
  }
  if (counts) packOnce(w, session.counted);
  w.byte(session.groups.length);
  for (const group of session.groups) {
    const terms = index.classes[group.classIndex] as ClassTerms;
    const hot = hotness(index, account, session, group, terms);
    const accrued = group.accruedMicros !== 0 || group.accruedRem !== 0;
    w.byte(group.group | (hot === undefined ? 0 : FLAG_HOT) | (group.final ? FLAG_FINAL : 0));
    w.uint(group.classIndex * 2 + (accrued ? 1 : 0));
    w.uint(group.position);
    if (accrued) {
      w.uint(group.accruedMicros);
      w.uint(group.accruedRem);
    }
    if (hot !== undefined) {
      item[attr2('g', n, group.group)] = group.granted;
      item[attr2('u', n, group.group)] = 0;
      item[attr2('l', n, group.group)] = group.lastLocal;
      const hold = group.holds[0];
      if (hold !== undefined) {
        item[attr2('k', n, group.group)] = hold.bucket;
        if (hot === 'money') item[attr2('m', n, group.group)] = hold.amount;
      }
    } else {
      const stepped = group.steppedBucket !== 0;
      w.uint(group.granted);
      w.uint(group.lastLocal);
      w.byte(group.holds.length | (stepped ? FLAG_STEPPED : 0));
      for (const hold of group.holds) {
        w.uint(hold.bucket);
        w.uint(hold.amount);
      }
      if (stepped) {
        w.uint(group.steppedBucket);
        w.uint(group.steppedFrom);
      }
    }
  }
}

/**
 * Stages for each class that a hot group uses the bucket it would draw from next, and returns what of each
 * bucket is not staged.
 */
function stage(item: Item, account: Account, index: PlanIndex, nowS: number, dueS: number): number[] {
  const rest = account.buckets.map((bucket) => bucket.available);
  // Of a suspended account nothing moves without a look at it.
  if (account.state === 'suspended' || account.state === 'terminated') return rest;
  const active = new Map<number, { position: number; members: Set<number> }>();
  const sharers = new Map<number, number>();
  const countedBy = new Map<number, number>();
  for (const session of account.sessions) {
    for (const group of session.groups) {
      const terms = index.classes[group.classIndex] as ClassTerms;
      if (terms.free || hotness(index, account, session, group, terms) === undefined) continue;
      const known = active.get(terms.index);
      known?.members.add(session.member);
      if (known !== undefined) continue;
      const bucket = activeBucket(account, index, terms, nowS);
      if (bucket === undefined || paymentIn(index, bucket, terms) === 'rated') continue;
      // Only the slow path asks a sponsor.
      if (unaskedUntilS(account, index, terms.index, bucket) <= nowS) continue;
      const position = account.buckets.indexOf(bucket);
      active.set(terms.index, { position, members: new Set([session.member]) });
      sharers.set(position, (sharers.get(position) ?? 0) + 1);
      for (const c of terms.counters) countedBy.set(c, (countedBy.get(c) ?? 0) + 1);
    }
  }
  for (const [classIndex, { position, members }] of active) {
    const bucket = account.buckets[position] as Bucket;
    const terms = index.classes[classIndex] as ClassTerms;
    let staged = Math.floor(drawable(index, bucket, nowS) / (sharers.get(position) as number));
    // Up to the next notice: whatever passes it passes by the slow path, which tells.
    for (const c of terms.counters) {
      for (const member of members) {
        counterOf(account, index, c, member, nowS);
        const left = isCounted(index, c, template(index, bucket).unit)
          ? untilNotice(account, index, c, member)
          : Infinity;
        staged = Math.max(0, Math.min(staged, Math.floor(left / (countedBy.get(c) as number))));
      }
    }
    item[attr1('a', classIndex)] = staged;
    item[attr1('b', classIndex)] = bucket.id;
    item[attr1('e', classIndex)] = stagedUntil(account, index, terms, position, nowS, dueS);
    rest[position] = (rest[position] as number) - staged;
  }
  return rest;
}

/**
 * A better bucket may get units back when another session's reservation in it expires: from then on the
 * slow path must choose again.
 */
function stagedUntil(
  account: Account,
  index: PlanIndex,
  terms: ClassTerms,
  position: number,
  nowS: number,
  dueS: number,
): number {
  const active = account.buckets[position] as Bucket;
  let until = Math.min(active.expiresAt || FAR_S, dueS || FAR_S);
  // The fast path stops a grant's validity short of `until`: that is when the sponsor is asked again.
  until = Math.min(until, unaskedUntilS(account, index, terms.index, active) + terms.service.quota.validityS);
  if (terms.counters.length > 0) until = Math.min(until, nextResetS(account, terms) ?? FAR_S);
  // This bucket's own times, and those at which one before it opens.
  for (let i = 0; i <= position; i++) {
    const bucket = account.buckets[i] as Bucket;
    const { windows } = template(index, bucket);
    if (windows === undefined || !mayDraw(index, bucket, terms) || isExpired(bucket, nowS)) continue;
    if (i < position && isOpen(index, bucket, nowS)) continue;
    until = Math.min(until, nextChangeS(windows, index.plan.timeZone, nowS * 1000) ?? FAR_S);
  }
  for (const session of account.sessions) {
    for (const group of session.groups) {
      for (const hold of group.holds) {
        const held = account.buckets.findIndex((b) => b.id === hold.bucket);
        if (
          held < position &&
          mayDraw(index, account.buckets[held] as Bucket, terms) &&
          session.validUntilS < until
        ) {
          until = session.validUntilS;
        }
      }
    }
  }
  return until;
}

/**
 * Unpacks an item: staged amounts go back to their buckets, usage that the fast path counted is folded into
 * each group's position and cost. The item is not changed.
 */
export function decodeAccount(item: Item, index: PlanIndex): Account {
  const r = new Reader(bin(item, 'p'));
  const format = r.byte();
  if (format < 1 || format > FORMAT_LOANS) throw new RangeError('account item of another format');
  r.bytes(8);
  const nextBucketId = r.uint();
  const buckets: Bucket[] = [];
  for (let i = r.byte(); i > 0; i--) {
    buckets.push({
      id: r.uint(),
      template: r.byte(),
      expiresAt: r.time(),
      granted: r.uint(),
      available: r.int(),
    });
  }
  const sessions: Session[] = [];
  const folded: Folded[] = [];
  for (let i = r.byte(); i > 0; i--) sessions.push(unpackSession(r, item, index, buckets, folded));
  unstage(item, sessions, buckets);
  const eventHorizonS = r.time();
  const tombstones: Account['tombstones'] = [];
  for (let i = r.byte(); i > 0; i--) {
    const sessionId = r.uint();
    const endedAtS = r.time();
    const createKey = r.bytes(IDENTITY_BYTES);
    const slot = r.byte();
    tombstones.push({
      sessionId,
      endedAtS,
      createKey,
      slot: slot & ~FLAG_RELEASED,
      released: (slot & FLAG_RELEASED) !== 0,
    });
  }
  const events: Account['events'] = [];
  for (let i = r.byte(); i > 0; i--) {
    const sessionId = r.uint();
    const createKey = r.bytes(IDENTITY_BYTES);
    const contentKey = r.bytes(IDENTITY_BYTES);
    const sentAtS = r.time();
    const doneAtS = r.time();
    const granted: { group: number; units: number }[] = [];
    for (let g = r.byte(); g > 0; g--) granted.push({ group: r.byte(), units: r.uint() });
    events.push({ sessionId, createKey, contentKey, sentAtS, doneAtS, granted });
  }
  const credits = unpackOnce(r);
  const account: Account = {
    key: item['k'] as string,
    version: num(item, 'v'),
    planId: index.plan.id,
    buckets,
    sessions,
    tombstones,
    events,
    eventHorizonS,
    credits,
    nextBucketId,
    ...nothingMore(),
    pool: typeof item['pl'] === 'string' ? item['pl'] : '',
    nextPlanId: typeof item['x'] === 'string' ? item['x'] : '',
  };
  if (format > 1) unpackMore(r, account);
  for (const part of folded) countFolded(account, index, part);
  return account;
}

/** Staged amounts go back to their buckets, each once. */
function unstage(item: Item, sessions: readonly Session[], buckets: readonly Bucket[]): void {
  const seen: number[] = [];
  for (const { groups } of sessions) {
    for (const { classIndex } of groups) {
      if (seen.includes(classIndex)) continue;
      seen.push(classIndex);
      const staged = item[attr1('a', classIndex)];
      if (typeof staged !== 'number') continue;
      const id = num(item, attr1('b', classIndex));
      for (const bucket of buckets) if (bucket.id === id) bucket.available += staged;
    }
  }
}

function unpackSession(
  r: Reader,
  item: Item,
  index: PlanIndex,
  buckets: readonly Bucket[],
  folded: Folded[],
): Session {
  const head = r.byte();
  const n = head & ~FLAG_MORE;
  const more = (head & FLAG_MORE) !== 0;
  const member = more ? r.byte() : 0;
  const place = more ? r.byte() : (AT_HOME + ZONE_BIAS) * 2;
  const startedAtS = r.time();
  const createKey = r.bytes(IDENTITY_BYTES);
  const contentKey = r.bytes(IDENTITY_BYTES);
  const firstSequence = r.uint();
  const missing: [number, number][] = [];
  const gaps = r.byte();
  for (let i = gaps & ~FLAG_COUNTED; i > 0; i--) missing.push([r.uint(), r.uint()]);
  const counted = (gaps & FLAG_COUNTED) === 0 ? nothingYet() : unpackOnce(r);
  const session: Session = {
    id: Math.abs(num(item, attr1('s', n))),
    slot: n,
    startedAtS,
    createKey,
    contentKey,
    firstSequence,
    lastSequence: num(item, attr1('q', n)),
    digest: bin(item, attr1('d', n)),
    validUntilS: num(item, attr1('t', n)),
    missing,
    counted,
    groups: [],
    member,
    zone: Math.floor(place / 2) - ZONE_BIAS,
    estranged: (place & FLAG_ESTRANGED) !== 0,
  };
  for (let i = r.byte(); i > 0; i--)
    session.groups.push(unpackGroup(r, item, index, buckets, session, folded));
  return session;
}

function unpackGroup(
  r: Reader,
  item: Item,
  index: PlanIndex,
  buckets: readonly Bucket[],
  session: Session,
  folded: Folded[],
): Group {
  const head = r.byte();
  const second = r.uint();
  const group: Group = {
    ratingGroup: index.groups[head & 0x3f]?.ratingGroup ?? -1,
    group: head & 0x3f,
    classIndex: Math.floor(second / 2),
    final: (head & FLAG_FINAL) !== 0,
    position: r.uint(),
    accruedMicros: 0,
    accruedRem: 0,
    steppedBucket: 0,
    steppedFrom: 0,
    lastLocal: 0,
    granted: 0,
    holds: [],
  };
  if (second % 2 === 1) {
    group.accruedMicros = r.uint();
    group.accruedRem = r.uint();
  }
  if ((head & FLAG_HOT) === 0) {
    group.granted = r.uint();
    group.lastLocal = r.uint();
    const count = r.byte();
    for (let i = count & ~FLAG_STEPPED; i > 0; i--) group.holds.push({ bucket: r.uint(), amount: r.uint() });
    if ((count & FLAG_STEPPED) !== 0) {
      group.steppedBucket = r.uint();
      group.steppedFrom = r.uint();
    }
    return group;
  }
  const n = session.slot;
  const j = group.group;
  const used = num(item, attr2('u', n, j));
  group.granted = num(item, attr2('g', n, j));
  group.lastLocal = num(item, attr2('l', n, j));
  const bucketId = item[attr2('k', n, j)];
  const terms = index.classes[group.classIndex] as ClassTerms;
  const counts = terms.counters.length > 0 && used > 0;
  if (typeof bucketId !== 'number') {
    group.position += used;
    return group;
  }
  const fold = (units: number, micros: number) => {
    const template = buckets.find(({ id }) => id === bucketId)?.template ?? -1;
    folded.push({ terms, member: session.member, units, micros, template });
  };
  const held = item[attr2('m', n, j)];
  if (typeof held !== 'number') {
    group.position += used;
    group.holds.push({ bucket: bucketId, amount: group.granted });
    if (counts) fold(used, 0);
    return group;
  }
  const spent = settleUsage({ session, group, terms, atMs: session.startedAtS * 1000 }, used);
  if (counts) fold(used, spent);
  group.holds.push({ bucket: bucketId, amount: held - spent });
  return group;
}

/**
 * Size of an item by the rule of the DynamoDB Developer Guide ("Item sizes and formats"): names and strings
 * in UTF-8 bytes, binary as is, a number as one byte per two significant digits plus one (plus one when
 * negative).
 */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined) continue;
    bytes += name.length;
    if (typeof value === 'number') bytes += numberBytes(value);
    else if (typeof value === 'string') bytes += Buffer.byteLength(value);
    else bytes += value.length;
  }
  return bytes;
}

function numberBytes(value: number): number {
  const digits = Math.abs(value).toString().replace(/0+$/, '').length;
  return Math.ceil(Math.max(1, digits) / 2) + 1 + (value < 0 ? 1 : 0);
}
