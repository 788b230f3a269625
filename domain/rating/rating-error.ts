/** Base of the errors that rating throws; `code` is stable and meant for callers to act on. */
export abstract class RatingError extends Error {
  abstract readonly code: string;
}

/** A cost or an amount left what a safe integer of micros can hold (2^53 − 1, nine billion of a currency's unit). */
export class AmountOverflow extends RatingError {
  readonly code = 'AMOUNT_OVERFLOW';
  /** The amount in whole micros, as a decimal string. */
  readonly micros: string;

  constructor(micros: bigint | number) {
    super(`${micros} micros are more than an account can hold (allowed: at most ${Number.MAX_SAFE_INTEGER})`);
    this.name = 'AmountOverflow';
    this.micros = String(micros);
  }
}

/** A quantity, an instant or a profile index that cannot be rated; a mistake of the caller. */
export class RatingInputError extends RatingError {
  readonly code = 'RATING_INPUT';
  readonly argument: string;
  readonly value: unknown;

  constructor(argument: string, value: unknown, allowed: string) {
    super(`${argument} is ${String(value)} (allowed: ${allowed})`);
    this.name = 'RatingInputError';
    this.argument = argument;
    this.value = value;
  }
}

/** One thing that is wrong with a tariff definition. */
export interface TariffProblem {
  /** Where, for example `rates[3].slots[0].increment`. */
  readonly path: string;
  /** What stands there. */
  readonly value: unknown;
  /** What may stand there. */
  readonly allowed: string;
}

/** A tariff definition that does not compile. Holds every problem, not the first. */
export class TariffError extends RatingError {
  readonly code = 'TARIFF_INVALID';
  readonly problems: readonly TariffProblem[];

  constructor(problems: readonly TariffProblem[]) {
    const lines = problems.map(
      (p) => `${p.path}: ${JSON.stringify(p.value) ?? 'nothing'} (allowed: ${p.allowed})`,
    );
    super(`the tariff has ${problems.length} problem(s):\n${lines.join('\n')}`);
    this.name = 'TariffError';
    this.problems = problems;
  }
}
