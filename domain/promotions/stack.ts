/** Which of several promotions apply together, in which order, and what each takes off. */
import { minorUnitMicros } from '../operator/currency.js';
import type { Effect, OrderDiscount } from './effect.js';
import type { Stacking } from './promotion.js';
import type { Reason } from './qualify.js';
import type { Line, Order } from './situation.js';

export interface Candidate {
  /** Of the code or promotion; orders what has the same priority, so that the order of asking decides nothing. */
  readonly id: string;
  readonly stacking: Stacking;
  readonly effects: readonly Effect[];
}

export interface Applied<C extends Candidate> {
  readonly candidate: C;
  /** What it takes off the order, micros. */
  readonly offMicros: number;
}

export interface Stack<C extends Candidate> {
  /** As they were applied. */
  readonly applied: readonly Applied<C>[];
  readonly dropped: readonly { readonly candidate: C; readonly reason: Reason }[];
  /** What is left to pay of the order, micros; undefined without one. */
  readonly restMicros?: number;
}

/**
 * By priority, then by id. One that is exclusive applies when it comes first, and then nothing else does; of a group
 * only the first applies. Discounts are taken off what those before left, never more than there is.
 */
export function stack<C extends Candidate>(
  candidates: readonly C[],
  order: Order | undefined,
  currency: string,
): Stack<C> {
  const sorted = [...candidates].sort(
    (a, b) => a.stacking.priority - b.stacking.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const rest = order?.lines.map((line) => ({ ...line }));
  const applied: Applied<C>[] = [];
  const dropped: { candidate: C; reason: Reason }[] = [];
  const groups = new Map<string, string>();
  let alone: string | undefined;
  for (const candidate of sorted) {
    const { exclusive, group } = candidate.stacking;
    const first = group === undefined ? undefined : groups.get(group);
    const problem =
      alone !== undefined
        ? `${alone} applies alone`
        : exclusive && applied.length > 0
          ? 'it applies alone, and others come before it'
          : first !== undefined
            ? `${first} is of the same group "${group}", of which one applies`
            : undefined;
    if (problem !== undefined) {
      dropped.push({ candidate, reason: { code: 'stacked-out', detail: problem } });
      continue;
    }
    if (exclusive) alone = candidate.id;
    if (group !== undefined) groups.set(group, candidate.id);
    const offMicros =
      rest === undefined
        ? 0
        : candidate.effects.reduce((sum, effect) => sum + takeOff(rest, effect, currency), 0);
    applied.push({ candidate, offMicros });
  }
  return {
    applied,
    dropped,
    ...(rest === undefined
      ? {}
      : { restMicros: rest.reduce((sum, { amountMicros }) => sum + amountMicros, 0) }),
  };
}

type Rest = { -readonly [name in keyof Line]: Line[name] }[];

function takeOff(rest: Rest, effect: Effect, currency: string): number {
  if (effect.type === 'gift-payment') return takeFrom(rest, effect.micros);
  if (effect.type !== 'order-discount') return 0;
  const of = rest.filter(({ product }) => effect.product === undefined || product === effect.product);
  return takeFrom(
    of,
    discountMicros(
      of.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
      effect,
      currency,
    ),
  );
}

/** What a discount comes to, rounded half up to the currency's smallest coin, and never more than the amount. */
export function discountMicros(
  amountMicros: number,
  { basisPoints, micros = 0 }: Pick<OrderDiscount, 'basisPoints' | 'micros'>,
  currency: string,
): number {
  if (basisPoints === undefined) return Math.min(micros, amountMicros);
  const step = BigInt(minorUnitMicros(currency));
  const exact = BigInt(amountMicros) * BigInt(basisPoints);
  const coins = (exact + (10_000n * step) / 2n) / (10_000n * step);
  return Math.min(Number(coins * step), amountMicros);
}

/** Takes an amount off lines, each in turn as far as it reaches. */
function takeFrom(lines: Rest, micros: number): number {
  let left = micros;
  for (const line of lines) {
    const off = Math.min(left, line.amountMicros);
    line.amountMicros -= off;
    left -= off;
  }
  return micros - left;
}
