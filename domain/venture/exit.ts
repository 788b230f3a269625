/** What a partner's part is worth when it leaves, and what it still gets when the other sells later. */
import { monthAfter } from '../cycles/month.js';
import { partOf } from './shares.js';

/** A price of the whole venture. */
export type PriceFormula =
  | { readonly method: 'fixed'; readonly micros: bigint }
  | {
      readonly method: 'multiple';
      /** Of the last twelve months. */
      readonly of: 'gross' | 'result';
      /** Millionths: 1.5 times is 1,500,000. */
      readonly multiple: bigint;
      /** Never less, micros. */
      readonly least?: bigint;
    };

export interface LastYear {
  readonly gross: bigint;
  readonly result: bigint;
}

const MILLION = 1_000_000n;

/** Micros; never below zero. */
export function ventureValue(formula: PriceFormula, last: LastYear): bigint {
  if (formula.method === 'fixed') return formula.micros;
  const value = (last[formula.of] * formula.multiple) / MILLION;
  const least = formula.least ?? 0n;
  return value > least ? value : least;
}

/** Put: the partner may sell; call: the others may buy. */
export interface Option {
  /** Who may use it. */
  readonly by: string;
  /** First and last month, `YYYY-MM`. */
  readonly from: string;
  readonly until: string;
  /** Millionths of a percent that are taken off the price (put) or added to it (call). */
  readonly adjustment: bigint;
}

export const isOpen = ({ from, until }: Option, month: string): boolean => from <= month && month <= until;

/** What a part costs. @param share  millionths of a percent */
export function stakePrice(
  value: bigint,
  share: bigint,
  used?: { readonly kind: 'put' | 'call'; readonly option: Option },
): bigint {
  const price = partOf(value, share);
  if (used === undefined) return price;
  const adjusted = partOf(price, used.option.adjustment);
  return used.kind === 'put' ? price - adjusted : price + adjusted;
}

/** 25 % of value above £550 million, at most £100 million, within 30 months (T-Mobile's, January 2004). */
export interface EarnOut {
  readonly threshold: bigint;
  /** Millionths of a percent. */
  readonly share: bigint;
  readonly cap: bigint;
  readonly windowMonths: number;
}

export function earnOut(
  { threshold, share, cap, windowMonths }: EarnOut,
  exitMonth: string,
  sale: { readonly month: string; readonly value: bigint },
): bigint {
  if (sale.month < exitMonth || sale.month > monthsAfter(exitMonth, windowMonths)) return 0n;
  if (sale.value <= threshold) return 0n;
  const due = partOf(sale.value - threshold, share);
  return due < cap ? due : cap;
}

/** The month so many months later. */
export function monthsAfter(month: string, months: number): string {
  let after = month;
  for (let i = 0; i < months; i++) after = monthAfter(after);
  return after;
}
