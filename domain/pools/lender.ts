/**
 * A lender: what a sponsor paid for under one agreement, lent to the accounts whose traffic it pays for. It lies in the
 * Accounts table in one or more slices, as a pool does, so that a lease leaves it in the very transaction that puts it
 * into an account. Other than a pool it has no members and no period: whoever uses the sponsor's traffic is lent, each
 * lease ends with the market's local day, and what was not used by then comes back, once.
 *
 * Invariant, per slice: granted = available + leased + used. Leased is what accounts hold in loans that are not settled
 * yet: used, reserved or idle there. Settling one moves it to `used` and `available`.
 *
 * | attribute | holds |
 * |---|---|
 * | `k` | `<poolId>#<slice>` |
 * | `v` | version: change counter |
 * | `s` | slices of the pool |
 * | `t` | bytes that were ever paid in |
 * | `g` `a` `l` `u` | granted (paid in and not taken back), available, leased, used for good |
 * | `m` | loans that are open |
 * | `f` `z` | lends from, lends until before; epoch seconds |
 * | `c` | the most that one account is lent in a local day; 0 = no cap |
 * | `n` | names of the services it pays for, each between spaces; '' = all of its sponsor's |
 *
 * The item `pool_sponsor-<sponsor>` lists a sponsor's lenders in `d`, in the order in which they pay:
 * `<poolId>:<slices>`, with a space between them.
 */
import type { Loan } from '../charging/account.js';
import { type Item, num } from '../charging/item.js';
import { leaseSize } from './lease.js';
import type { Move } from './move.js';
import { sliceKey } from './slice.js';

export interface Lender {
  readonly key: string;
  readonly slices: number;
  /** Bytes, as all amounts here. */
  readonly paidIn: number;
  readonly granted: number;
  readonly available: number;
  readonly leased: number;
  readonly used: number;
  readonly loans: number;
  /** Epoch seconds. */
  readonly fromS: number;
  readonly untilS: number;
  /** 0 = no cap. */
  readonly perDay: number;
  /** Ids, each between spaces; '' = all. */
  readonly services: string;
}

/** @throws ChargingInvariantError for an item that is no lender */
export function readLender(item: Item): Lender {
  return {
    key: item['k'] as string,
    slices: num(item, 's'),
    paidIn: num(item, 't'),
    granted: num(item, 'g'),
    available: num(item, 'a'),
    leased: num(item, 'l'),
    used: num(item, 'u'),
    loans: num(item, 'm'),
    fromS: num(item, 'f'),
    untilS: num(item, 'z'),
    perDay: num(item, 'c'),
    services: item['n'] as string,
  };
}

/** A slice as it is first written. */
export function lenderItem(lender: Lender): Item {
  return {
    k: lender.key,
    v: 1,
    s: lender.slices,
    t: lender.paidIn,
    g: lender.granted,
    a: lender.available,
    l: lender.leased,
    u: lender.used,
    m: lender.loans,
    f: lender.fromS,
    z: lender.untilS,
    c: lender.perDay,
    n: lender.services,
  };
}

/** The lenders of a list, in the order in which they pay. */
export function readDirectory(
  item: Item | undefined,
): { readonly poolId: string; readonly slices: number }[] {
  return String(item?.['d'] ?? '')
    .split(' ')
    .flatMap((entry) => {
      const [poolId = '', slices] = entry.split(':');
      return poolId === '' ? [] : [{ poolId, slices: Number(slices) }];
    });
}

export const writeDirectory = (
  lenders: readonly { readonly poolId: string; readonly slices: number }[],
): string => lenders.map(({ poolId, slices }) => `${poolId}:${slices}`).join(' ');

export interface OpenLenderProps {
  readonly poolId: string;
  readonly bytes: number;
  readonly services: readonly string[];
  /** 0 = no cap. */
  readonly perDay: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Bytes that are worth a slice of their own: thousands of accounts lease at once then. */
const BYTES_A_SLICE = 5_000_000_000_000;
const MOST_SLICES = 8;

/** The slices of a new lender, which together hold all that was paid for. */
export function openLender({ poolId, bytes, services, perDay, fromMs, toMs }: OpenLenderProps): Lender[] {
  const slices = Math.max(1, Math.min(MOST_SLICES, Math.floor(bytes / BYTES_A_SLICE)));
  return Array.from({ length: slices }, (_, slice) => {
    const part = sharePart(bytes, slice, slices);
    return {
      key: sliceKey(poolId, slice),
      slices,
      paidIn: part,
      granted: part,
      available: part,
      leased: 0,
      used: 0,
      loans: 0,
      fromS: Math.ceil(fromMs / 1000),
      untilS: Math.floor(toMs / 1000),
      perDay,
      services: services.length === 0 ? '' : ` ${services.join(' ')} `,
    };
  });
}

/** Parts differ by one at most and add up to the whole. */
export const sharePart = (whole: number, part: number, parts: number): number =>
  Math.floor(whole / parts) + (part < whole % parts ? 1 : 0);

/** What an account wants of its sponsors for one kind of their traffic. */
export interface LoanWant {
  /** Id of the service that draws from it. */
  readonly service: string;
  /** Bytes that would have been enough, and the smallest grant. */
  readonly amount: number;
  readonly smallest: number;
  /** What this lender, all its slices together, lent the account in this local day. */
  readonly lentToday: number;
  /** Whether the account has an open loan of this slice and kind. */
  readonly isFirst: boolean;
  /** When the local day ends, epoch seconds. */
  readonly dayEndS: number;
}

/** It is not its time or not its service, it has nothing, or the account had its share of the day. */
export type Declines = 'closed' | 'empty' | 'cap';

export type Offer = { readonly amount: number; readonly expiresAt: number } | { readonly declines: Declines };

/** What a lender gives for a want: at most a fair share of what is left, and never more than a day's cap. */
export function offerOf(lender: Lender, want: LoanWant, nowS: number): Offer {
  const { fromS, untilS, services, perDay, available, loans } = lender;
  const isPaid = services === '' || services.includes(` ${want.service} `);
  if (nowS < fromS || nowS >= untilS || !isPaid) return { declines: 'closed' };
  const room = perDay === 0 ? Infinity : perDay - want.lentToday;
  if (room <= 0) return { declines: 'cap' };
  const size = leaseSize({
    available,
    members: loans + (want.isFirst ? 1 : 0),
    wanted: want.amount,
    smallest: want.smallest,
    lent: want.lentToday,
  });
  const amount = Math.min(size, room);
  return amount <= 0 ? { declines: 'empty' } : { amount, expiresAt: Math.min(want.dayEndS, untilS) };
}

/** Takes what was offered: only what is there, and only while it lends. */
export function lendMove(lender: Lender, amount: number, firsts: number): Move {
  return {
    key: lender.key,
    conditions: [
      { attribute: 'a', op: '>=', value: amount },
      { attribute: 'z', op: '=', value: lender.untilS },
    ],
    add: [
      ['v', 1],
      ['a', -amount],
      ['l', amount],
      ['m', firsts],
    ],
    set: [],
  };
}

/** Loans of an account that are over, of one slice. */
export interface Settled {
  readonly lender: string;
  /** All that was lent, and what of it was not used. */
  readonly lent: number;
  readonly left: number;
  /** How many loans that were. */
  readonly loans: number;
}

/** Loans that are over, by their lenders: one change of each. */
export function settledOf(loans: readonly Loan[]): Settled[] {
  const byLender = new Map<string, Settled>();
  for (const { lender, lent, left } of loans) {
    const before = byLender.get(lender) ?? { lender, lent: 0, left: 0, loans: 0 };
    byLender.set(lender, {
      lender,
      lent: before.lent + lent,
      left: before.left + left,
      loans: before.loans + 1,
    });
  }
  return [...byLender.values()];
}

/** What was not used is there again; what was used is used for good. */
export function settleMove({ lender, lent, left, loans }: Settled): Move {
  return {
    key: lender,
    // A loan that is settled twice would take what others were lent.
    conditions: [
      { attribute: 'l', op: '>=', value: lent },
      { attribute: 'm', op: '>=', value: loans },
    ],
    add: [
      ['v', 1],
      ['l', -lent],
      ['a', left],
      ['u', lent - left],
      ['m', -loans],
    ],
    set: [],
  };
}
