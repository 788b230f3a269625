/** Prices by tiers: graduated, volume, graduated percentages, and blocks. */
import { charge, type Charge } from './charge.js';
import {
  type Exact,
  ceiling,
  compare,
  exact,
  least,
  minus,
  most,
  ONE,
  over,
  plus,
  times,
  ZERO,
} from './exact.js';
import type { BlockPrice, Decimal, PeriodUsage } from './price-model.js';

export interface Span {
  /** Units up to here belong to lower tiers. */
  readonly from: Exact;
  /** The last unit; undefined = no end. */
  readonly to: Exact | undefined;
  /** Of one unit. */
  readonly price: Exact;
  readonly flat: Exact;
}

export function spansOf<T extends { readonly upTo?: Decimal; readonly flat?: Decimal }>(
  tiers: readonly T[],
  priceOf: (tier: T) => Exact,
): Span[] {
  let from = ZERO;
  return tiers.map((tier) => {
    const { upTo, flat = '0' } = tier;
    const to = upTo === undefined ? undefined : exact(upTo);
    const span = { from, to, price: priceOf(tier), flat: exact(flat) };
    from = to ?? from;
    return span;
  });
}

/** How many of the units after `from` until `to` lie in a tier. */
function within(span: Span, from: Exact, to: Exact): Exact {
  const low = most(span.from, from);
  const high = span.to === undefined ? to : least(span.to, to);
  return most(ZERO, minus(high, low));
}

/** Whether a sum of units has entered a tier. The first is entered by nothing. */
function isEntered(spans: readonly Span[], at: number, units: Exact | undefined): boolean {
  return units !== undefined && (at === 0 || compare(units, (spans[at] as Span).from) > 0);
}

/** @throws RangeError for units beyond a last tier that ends */
export function refuseBeyond(spans: readonly Span[], units: Exact): void {
  const end = spans.at(-1)?.to;
  if (end !== undefined && compare(units, end) > 0)
    throw new RangeError('more units were used than the last tier has: it needs to be one without an end');
}

/**
 * Units after `before` until `after`, tier by tier; `before` undefined = the period's first part.
 *
 * @param kind  what the priced units are called
 */
export function graduated(
  spans: readonly Span[],
  before: Exact | undefined,
  after: Exact,
  kind: Charge['kind'] = 'units',
): Charge[] {
  refuseBeyond(spans, after);
  return spans.flatMap((span, at) => [
    ...(isEntered(spans, at, after) && !isEntered(spans, at, before)
      ? [charge('flat', ONE, span.flat, at + 1)]
      : []),
    charge(kind, within(span, before ?? ZERO, after), span.price, at + 1),
  ]);
}

export function volume(spans: readonly Span[], units: Exact, tierUnits: Exact): Charge[] {
  refuseBeyond(spans, tierUnits);
  const at = spans.findIndex(({ to }) => to === undefined || compare(tierUnits, to) <= 0);
  const { flat, price } = spans[at] as Span;
  return [charge('flat', ONE, flat, at + 1), charge('units', units, price, at + 1)];
}

/**
 * A quantity that is held and changes, each change prorated to its part of the period: the whole units decide
 * the tier, the prorated ones are paid. A change that crosses a tier's edge is split there in proportion. The flat
 * amount of every tier ever entered is due. Less than nothing held, or paid, is nothing.
 */
export function graduatedChanges(
  spans: readonly Span[],
  changes: NonNullable<PeriodUsage['changes']>,
): Charge[] {
  const paid = spans.map(() => ZERO);
  let held = ZERO;
  let highest = ZERO;
  for (const change of changes) {
    const units = exact(change.units);
    if (units.numerator === 0n) continue;
    const share = over(exact(change.prorated), units);
    const to = plus(held, units);
    const [low, high] = compare(held, to) < 0 ? [held, to] : [to, held];
    const sign = compare(held, to) < 0 ? share : times(share, { numerator: -1n, denominator: 1n });
    spans.forEach((span, at) => {
      // Units below nothing go against the first tier.
      const floor = at === 0 ? { ...span, from: least(span.from, low) } : span;
      paid[at] = plus(paid[at] as Exact, times(within(floor, low, high), sign));
    });
    held = to;
    highest = most(highest, held);
  }
  refuseBeyond(spans, highest);
  if (compare(held, ZERO) < 0) return [];
  const units = spans.map((span, at) => charge('units', paid[at] as Exact, span.price, at + 1));
  const total = units.reduce((sum, { amount }) => plus(sum, amount), ZERO);
  const flats = spans.flatMap((span, at) =>
    isEntered(spans, at, highest) ? [charge('flat', ONE, span.flat, at + 1)] : [],
  );
  return [...flats, ...(compare(total, ZERO) < 0 ? [] : units)];
}

interface Block {
  readonly size: Exact;
  readonly price: Exact;
  readonly blocks: Exact | undefined;
}

const blocksOf = (tiers: BlockPrice['tiers']): Block[] =>
  tiers.map(({ size, price, blocks }) => ({
    size: exact(size),
    price: exact(price),
    blocks: blocks === undefined ? undefined : exact(String(blocks)),
  }));

/** How many blocks of each tier a sum of units begins. */
function begun(tiers: readonly Block[], units: Exact): Exact[] {
  let left = units;
  const taken = tiers.map(({ size, blocks }) => {
    const wanted = ceiling(over(left, size));
    const count = blocks === undefined ? wanted : least(wanted, blocks);
    left = most(ZERO, minus(left, times(count, size)));
    return count;
  });
  if (left.numerator > 0n)
    throw new RangeError('more units were used than the last tier has: it needs to be one without an end');
  return taken;
}

export function allTiers({ tiers }: BlockPrice, before: Exact, after: Exact): Charge[] {
  const blocks = blocksOf(tiers);
  const earlier = begun(blocks, before);
  return begun(blocks, after).map((count, at) =>
    charge('blocks', minus(count, earlier[at] as Exact), (blocks[at] as Block).price, at + 1),
  );
}

export function topTier({ tiers }: BlockPrice, units: Exact): Charge[] {
  const blocks = blocksOf(tiers);
  const reached = begun(blocks, units);
  const top = Math.max(
    0,
    reached.findLastIndex((count) => count.numerator > 0n),
  );
  const { size, price } = blocks[top] as Block;
  return [charge('blocks', ceiling(over(units, size)), price, top + 1)];
}
