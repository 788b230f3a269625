/** The packed parts of an account that most have none of: each is there only with its flag. */
import type { Account, Counter, CountedFile, Subscription } from './account.js';
import type { Reader, Writer } from './bytes.js';
import { IDENTITY_BYTES } from './once.js';
import type { AccountState } from './movement.js';

const SUBSCRIPTIONS = 0x01;
const STATE = 0x02;
const COUNTERS = 0x04;
const MEMBERS = 0x08;
const OWED = 0x10;
const FILES = 0x20;
/** Only in format 3. */
const LOANS = 0x40;

const STATES: readonly AccountState[] = ['active', 'grace', 'suspended', 'terminated'];
const FLAG_HELD = 0x80;
const FLAG_LIFTED = 0x80;
const FLAG_TRIAL_OVER = 0x80;

/** What needs format 3: an older reader would write the account without it, and lose whose money it is. */
export const hasLoans = ({ loans, lapses }: Account): boolean => loans.length + lapses.length > 0;

export function packMore(w: Writer, account: Account): void {
  const { subscriptions, state, held, counters, members, advanceMicros, advanceFeeMicros, owed, files } =
    account;
  const owes = advanceMicros + advanceFeeMicros + owed.length !== 0;
  const flags =
    (subscriptions.length > 0 ? SUBSCRIPTIONS : 0) |
    (state !== 'active' || held ? STATE : 0) |
    (counters.length > 0 ? COUNTERS : 0) |
    (members.length > 0 ? MEMBERS : 0) |
    (owes ? OWED : 0) |
    (files.length > 0 ? FILES : 0) |
    (hasLoans(account) ? LOANS : 0);
  w.byte(flags);
  if (flags === 0) return;
  if (subscriptions.length > 0) {
    w.byte(subscriptions.length);
    for (const s of subscriptions) packSubscription(w, s);
  }
  if (state !== 'active' || held) w.byte(STATES.indexOf(state) | (held ? FLAG_HELD : 0));
  if (counters.length > 0) {
    w.uint(counters.length);
    for (const c of counters) {
      w.byte(c.template);
      w.byte(c.member);
      w.uint(c.value);
      w.time(c.resetAtS);
      w.byte(c.told | (c.lifted ? FLAG_LIFTED : 0));
    }
  }
  if (members.length > 0) {
    w.byte(members.length);
    // A leading 1 keeps leading zeros: the test networks' country code is 001.
    for (const digits of members) w.uint(Number(`1${digits}`));
  }
  if (owes) {
    w.uint(advanceMicros);
    w.uint(advanceFeeMicros);
    w.byte(owed.length);
    for (const { micros, dueS } of owed) {
      w.uint(micros);
      w.time(dueS);
    }
  }
  if (files.length > 0) {
    w.byte(files.length);
    for (const file of files) {
      w.bytes(file.id);
      w.uint(file.row);
    }
  }
  if (hasLoans(account)) packLoans(w, account);
}

/** All lenders are pools. */
const POOL = 'pool_';

function packLoans(w: Writer, { loans, lapses }: Account): void {
  w.byte(loans.length);
  for (const { lender, bucket, lent, left, overS } of loans) {
    const name = Buffer.from(lender.slice(POOL.length));
    w.byte(name.length);
    w.bytes(name);
    w.uint(bucket);
    if (bucket !== 0) continue;
    w.uint(lent);
    w.uint(left);
    w.time(overS);
  }
  w.byte(lapses.length);
  for (const { template, retryAtS } of lapses) {
    w.byte(template);
    w.time(retryAtS);
  }
}

function unpackLoans(r: Reader, account: Account): void {
  account.loans = times(r.byte(), () => {
    const lender = POOL + Buffer.from(r.bytes(r.byte())).toString();
    const bucket = r.uint();
    return bucket === 0
      ? { lender, bucket, lent: r.uint(), left: r.uint(), overS: r.time() }
      : { lender, bucket, lent: 0, left: 0, overS: 0 };
  });
  account.lapses = times(r.byte(), () => ({ template: r.byte(), retryAtS: r.time() }));
}

export function unpackMore(r: Reader, account: Account): void {
  const flags = r.byte();
  if (flags === 0) return;
  if (flags & SUBSCRIPTIONS) account.subscriptions = times(r.byte(), () => unpackSubscription(r));
  if (flags & STATE) {
    const packed = r.byte();
    account.state = STATES[packed & ~FLAG_HELD] ?? 'suspended';
    account.held = (packed & FLAG_HELD) !== 0;
  }
  if (flags & COUNTERS) account.counters = times(r.uint(), () => unpackCounter(r));
  if (flags & MEMBERS) account.members = times(r.byte(), () => String(r.uint()).slice(1));
  if (flags & OWED) {
    account.advanceMicros = r.uint();
    account.advanceFeeMicros = r.uint();
    account.owed = times(r.byte(), () => ({ micros: r.uint(), dueS: r.time() }));
  }
  if (flags & FILES)
    account.files = times(r.byte(), (): CountedFile => ({ id: r.bytes(IDENTITY_BYTES), row: r.uint() }));
  if (flags & LOANS) unpackLoans(r, account);
}

function packSubscription(w: Writer, s: Subscription): void {
  w.uint(s.id);
  w.byte(s.of | (s.trialOver ? FLAG_TRIAL_OVER : 0));
  w.time(s.anchorS);
  w.time(s.startS);
  w.time(s.endS);
  w.int(s.chargedThrough);
  w.int(s.renewedThrough);
  w.int(s.lastPeriod);
  w.time(s.dueS);
  w.time(s.unpaidSinceS);
}

function unpackSubscription(r: Reader): Subscription {
  const id = r.uint();
  const of = r.byte();
  return {
    id,
    of: of & ~FLAG_TRIAL_OVER,
    trialOver: (of & FLAG_TRIAL_OVER) !== 0,
    anchorS: r.time(),
    startS: r.time(),
    endS: r.time(),
    chargedThrough: r.int(),
    renewedThrough: r.int(),
    lastPeriod: r.int(),
    dueS: r.time(),
    unpaidSinceS: r.time(),
  };
}

function unpackCounter(r: Reader): Counter {
  const template = r.byte();
  const member = r.byte();
  const value = r.uint();
  const resetAtS = r.time();
  const told = r.byte();
  return {
    template,
    member,
    value,
    resetAtS,
    told: told & ~FLAG_LIFTED,
    lifted: (told & FLAG_LIFTED) !== 0,
  };
}

function times<T>(count: number, read: () => T): T[] {
  return Array.from({ length: count }, read);
}
