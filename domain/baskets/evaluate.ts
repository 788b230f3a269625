/** What a basket qualifies for: exact, and never more for fewer lines. */
import { toMicros } from '../operator/decimal.js';
import { MOST_POINTS } from '../loyalty/points.js';
import type { BasketRule } from './rule.js';
import type { BasketBody } from './schemas.js';

export interface BasketLine {
  /** The till's number of it. */
  readonly line: number;
  readonly sku: string;
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
  /** Pieces, ≥ 1; what is weighed is one piece. */
  readonly quantity: number;
  readonly unitMicros: number;
  /** What was paid for all pieces. */
  readonly totalMicros: number;
}

/** The most of a bucket, and of a sum of money here: sums of it are exact. */
const MOST = 2 ** 50;

export interface LineProblem {
  readonly param: string;
  readonly reason: string;
}

/** The lines of a body, or everything that is wrong with them. */
export function linesOf(
  lines: BasketBody['lines'],
): { readonly lines: readonly BasketLine[]; readonly paidMicros: number } | readonly LineProblem[] {
  const problems: LineProblem[] = [];
  const seen = new Set<number>();
  let paid = 0n;
  const read = lines.map(({ line, sku, category, brand, quantity, unitPrice, total }, i): BasketLine => {
    if (seen.has(line))
      problems.push({ param: `lines[${i}].line`, reason: `got ${line} twice; allowed: each number once` });
    seen.add(line);
    const unitMicros = toMicros(unitPrice);
    const micros = total === undefined ? BigInt(unitMicros) * BigInt(quantity) : BigInt(toMicros(total));
    paid += micros;
    return { line, sku, category, brand, quantity, unitMicros, totalMicros: Number(micros) };
  });
  if (paid > BigInt(MOST))
    problems.push({
      param: 'lines',
      reason: 'together they come to more than 2^50 millionths of the currency',
    });
  return problems.length > 0 ? problems : { lines: read, paidMicros: Number(paid) };
}

export interface Sale {
  readonly store: string;
  /** Whose till it is. */
  readonly owner: string;
  readonly soldAtMs: number;
}

const within = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  list === undefined || (value !== undefined && list.includes(value));

export const holds = (rule: BasketRule, { store, owner, soldAtMs }: Sale): boolean =>
  within(rule.stores, store) &&
  within(rule.partners, owner) &&
  rule.fromMs <= soldAtMs &&
  soldAtMs < rule.toMs;

/** Numbers of the lines that a rule is about. */
export const qualifying = (rule: BasketRule, lines: readonly BasketLine[]): number[] =>
  lines
    .filter(
      ({ sku, category, brand }) =>
        within(rule.skus, sku) && within(rule.categories, category) && within(rule.brands, brand),
    )
    .map(({ line }) => line);

/** What of a rule is kept with a basket, so that a return is reckoned as the sale was. */
export interface Terms {
  /** Numbers of the lines that it is about. */
  readonly lines: readonly number[];
  readonly minMicros: number;
  readonly minQuantity: number;
  readonly perMicros?: number | undefined;
  readonly perBasket?: number | undefined;
}

export const termsOf = (rule: BasketRule, lines: readonly BasketLine[]): Terms => ({
  lines: qualifying(rule, lines),
  minMicros: rule.minMicros,
  minQuantity: rule.minQuantity,
  ...(rule.perMicros === undefined ? {} : { perMicros: rule.perMicros }),
  // So that no amount is ever more than can be given at once.
  perBasket: Math.min(
    rule.perBasket ?? MOST,
    Math.floor((rule.kind === 'points' ? MOST_POINTS : MOST) / rule.amount),
  ),
});

/** How often lines get what a rule gives. Fewer lines or pieces never get it more often. */
export function timesOf(terms: Terms, lines: readonly BasketLine[]): number {
  const about = new Set(terms.lines);
  let micros = 0;
  let pieces = 0;
  for (const { line, quantity, totalMicros } of lines) {
    if (!about.has(line)) continue;
    micros += totalMicros;
    pieces += quantity;
  }
  if (pieces === 0 || pieces < terms.minQuantity || micros < terms.minMicros) return 0;
  const times = terms.perMicros === undefined ? 1 : Math.floor(micros / terms.perMicros);
  return Math.min(times, terms.perBasket ?? times);
}

/** Pieces that came back, by the line's number. */
export type Returned = Readonly<Record<string, number>>;

/** What is left of lines: of what was paid for a line, as much as pieces are left, rounded down. */
export const remaining = (lines: readonly BasketLine[], returned: Returned): BasketLine[] =>
  lines.flatMap((line) => {
    const quantity = line.quantity - (returned[line.line] ?? 0);
    if (quantity <= 0) return [];
    const totalMicros = Number((BigInt(line.totalMicros) * BigInt(quantity)) / BigInt(line.quantity));
    return [{ ...line, quantity, totalMicros }];
  });
