import { parseDecimal } from './decimal.js';
import { isRecord, isText, isWhole } from './guards.js';
import { MAX_PREFIX_LENGTH } from './prefix-index.js';
import { secondOfDay } from './second-of-day.js';
import type { RateDefinition, SlotDefinition } from './tariff-definition.js';

const MICRO_DECIMALS = 6;
const PREFIX = new RegExp(`^\\+?\\d{0,${MAX_PREFIX_LENGTH}}$`);

/** Takes one problem: where, what stands there, what may stand there. */
export type Report = (path: string, value: unknown, allowed: string) => void;

/** Reports what is wrong with one rate by itself. */
export function checkRate(rate: RateDefinition, path: string, report: Report): void {
  if (!isText(rate.destination) || rate.destination === '') {
    report(`${path}.destination`, rate.destination, 'a name');
  }
  if (!Array.isArray(rate.prefixes) || rate.prefixes.length === 0) {
    report(`${path}.prefixes`, rate.prefixes, "at least one prefix; '' is any number");
  } else {
    for (const [i, prefix] of rate.prefixes.entries()) {
      if (!isText(prefix) || !PREFIX.test(prefix)) {
        report(
          `${path}.prefixes[${i}]`,
          prefix,
          `at most ${MAX_PREFIX_LENGTH} digits, with or without a leading +`,
        );
      }
    }
  }
  if (rate.connectFee !== undefined) checkDecimal(rate.connectFee, `${path}.connectFee`, report);
  checkSlots(rate, path, report);
  checkTerms(rate, path, report);
  checkTiming(rate, path, report);
}

function checkSlots({ slots }: RateDefinition, path: string, report: Report): void {
  if (!Array.isArray(slots) || slots.length === 0) return report(`${path}.slots`, slots, 'at least one slot');
  let ordered = true;
  let previous = -1;
  for (const [i, slot] of slots.entries()) {
    const at = `${path}.slots[${i}]`;
    if (!isRecord(slot)) {
      report(at, slot, 'a slot');
      ordered = false;
      continue;
    }
    checkDecimal(slot.rate, `${at}.rate`, report);
    for (const field of ['unit', 'increment'] as const) {
      if (isWhole(slot[field], 1)) continue;
      report(`${at}.${field}`, slot[field], 'a whole number of units, at least 1');
      ordered = false;
    }
    const sound = i === 0 ? slot.fromUnit === 0 : isWhole(slot.fromUnit, previous + 1);
    if (!sound) {
      const allowed = i === 0 ? '0 for the first slot' : `a whole number above ${Math.max(0, previous)}`;
      report(`${at}.fromUnit`, slot.fromUnit, allowed);
      ordered = false;
    } else previous = slot.fromUnit;
  }
  if (ordered) checkReached(slots, path, report);
}

/** A slot is never reached when the last increment before it goes on until the slot after it. */
function checkReached(slots: readonly SlotDefinition[], path: string, report: Report): void {
  let paid = 0;
  let increment = slots[0]!.increment;
  for (const [i, { fromUnit, increment: own }] of slots.entries()) {
    paid += Math.max(0, Math.ceil((fromUnit - paid) / increment)) * increment;
    const next = slots[i + 1]?.fromUnit;
    if (next !== undefined && next <= paid) {
      report(
        `${path}.slots[${i}].fromUnit`,
        fromUnit,
        `a slot that is reached: the increment begun before it ends at unit ${paid}, where slots[${i + 1}] has begun`,
      );
    } else increment = own;
  }
}

function checkTerms(rate: RateDefinition, path: string, report: Report): void {
  if (rate.maxCost !== undefined && checkDecimal(rate.maxCost, `${path}.maxCost`, report)) {
    const most = parseDecimal(rate.maxCost)!;
    if (most.numerator === 0n)
      report(`${path}.maxCost`, rate.maxCost, 'more than 0; what is free has rate "0"');
    else if (10n ** BigInt(MICRO_DECIMALS) % most.denominator !== 0n) {
      report(`${path}.maxCost`, rate.maxCost, `at most ${MICRO_DECIMALS} decimals`);
    } else if ((most.numerator * 1_000_000n) / most.denominator > BigInt(Number.MAX_SAFE_INTEGER)) {
      report(`${path}.maxCost`, rate.maxCost, `at most ${Number.MAX_SAFE_INTEGER} micros`);
    }
  }
  if (rate.maxCostStrategy !== undefined) {
    if (!['free', 'disconnect'].includes(rate.maxCostStrategy)) {
      report(`${path}.maxCostStrategy`, rate.maxCostStrategy, 'free, disconnect');
    } else if (rate.maxCost === undefined) {
      report(`${path}.maxCostStrategy`, rate.maxCostStrategy, 'only together with maxCost');
    }
  }
  if (rate.rounding !== undefined && !['up', 'middle', 'down'].includes(rate.rounding)) {
    report(`${path}.rounding`, rate.rounding, 'up, middle, down');
  }
  if (
    rate.roundingDecimals !== undefined &&
    !(isWhole(rate.roundingDecimals, 0) && rate.roundingDecimals <= MICRO_DECIMALS)
  ) {
    report(`${path}.roundingDecimals`, rate.roundingDecimals, `a whole number from 0 to ${MICRO_DECIMALS}`);
  }
}

function checkTiming({ timing }: RateDefinition, path: string, report: Report): void {
  if (timing === undefined) return;
  if (!isRecord(timing)) return report(`${path}.timing`, timing, 'a timing with `from`');
  if (!isText(timing.from) || secondOfDay(timing.from) === undefined) {
    report(`${path}.timing.from`, timing.from, 'a local time HH:MM or HH:MM:SS');
  }
  if (timing.holidays !== undefined && typeof timing.holidays !== 'boolean') {
    report(`${path}.timing.holidays`, timing.holidays, 'true, false');
  }
  if (timing.weekDays === undefined) return;
  if (!Array.isArray(timing.weekDays) || (timing.weekDays.length === 0 && timing.holidays !== true)) {
    report(`${path}.timing.weekDays`, timing.weekDays, 'at least one weekday, or no weekDays for every day');
    return;
  }
  for (const [i, day] of timing.weekDays.entries()) {
    const at = `${path}.timing.weekDays[${i}]`;
    if (!(isWhole(day, 0) && day <= 6)) report(at, day, '0 (Sunday) to 6 (Saturday)');
    else if (timing.weekDays.indexOf(day) < i) report(at, day, 'each weekday once');
  }
}

function checkDecimal(value: unknown, path: string, report: Report): value is string {
  if (isText(value) && parseDecimal(value) !== undefined) return true;
  const negative = isText(value) ? /^-\d/.test(value) : typeof value === 'number' && value < 0;
  report(path, value, negative ? 'a decimal that is not negative' : 'a decimal in quotes, such as "0.1"');
  return false;
}
