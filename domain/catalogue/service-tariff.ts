/** From a service as it is written to the tariff that rating compiles. */
import { WEEK_DAYS } from '../operator/scalars.js';
import type { OfferingRate, OfferingService } from '../operator/service.js';
import { at } from '../operator/problem.js';
import { parseQuantity, unitSize, type PriceUnit } from '../operator/quantity.js';
import type { Operator } from '../operator/schema.js';
import type { RateDefinition, TariffDefinition } from '../rating/tariff-definition.js';
import type { ServiceKind, UsageUnit } from './plan.js';

export const USAGE_UNITS: Readonly<Record<ServiceKind, UsageUnit>> = {
  data: 'bytes',
  voice: 'seconds',
  sms: 'messages',
};

/** What a price is for when it does not say so. */
const DEFAULT_PER: Readonly<Record<ServiceKind, PriceUnit>> = {
  data: 'MB',
  voice: 'min',
  sms: 'message',
};

/** Units counted at a time when a price does not say so: 1 kB, 1 s, 1 message. */
const DEFAULT_INCREMENT: Readonly<Record<ServiceKind, number>> = { data: 1_000, voice: 1, sms: 1 };

/** The destination of a service that has one price. */
export const ANYWHERE = 'any';
/** Destinations that every plan has by itself, free. */
export const EMERGENCY = 'emergency';
export const FREEPHONE = 'freephone';
export const HELPLINE = 'helpline';
/** Free in every plan, from `market.numberingPlan`; no balance, cap or block stops them. */
export const FREE_BY_LAW: readonly string[] = [EMERGENCY, FREEPHONE, HELPLINE];
/** Calls received; no called number leads to it. */
export const INCOMING = 'incoming';
/** Tariffs know destinations by prefix only; numbers have no fifteen zeros, after the trunk prefix least of all. */
const NO_NUMBER_BEGINS_SO = '000000000000000';

export interface ServiceTariff {
  readonly definition: TariffDefinition;
  /** For each rate of the definition, where in the file it comes from. */
  readonly paths: readonly string[];
  /** Emergency numbers that also begin ordinary numbers which no rate of the service covers. */
  readonly ambiguousEmergencyNumbers: readonly string[];
}

/** One way to write a price: on a service or on a rate. */
type PriceForm = Pick<OfferingRate, 'free' | 'price' | 'per' | 'increment' | 'slots'>;

/** The tariff of a service whose parts are all well-formed. */
export function serviceTariff(
  service: OfferingService,
  path: string,
  market: Pick<Operator['market'], 'currency' | 'timeZone' | 'holidays'> & {
    readonly numberingPlan: Operator['market']['numberingPlan'] | undefined;
  },
): ServiceTariff {
  const written =
    service.rates === undefined
      ? [{ rate: singleRate(service), path }]
      : service.rates.map((rate, index) => ({
          rate: toRate(rate, service.kind),
          path: at(path, 'rates', index),
        }));
  const added =
    service.kind === 'data' || market.numberingPlan === undefined
      ? []
      : freeRates(service.kind, market.numberingPlan);
  // Whoever is called pays nothing, unless the plan says so.
  if (service.kind === 'voice' && !written.some(({ rate }) => rate.destination === INCOMING)) {
    added.push({
      rate: {
        destination: INCOMING,
        prefixes: [NO_NUMBER_BEGINS_SO],
        slots: slotsOf({ free: true }, 'voice'),
      },
      path,
    });
  }
  const { rates, uncovered } = withExactEmergencyNumbers([...written, ...added].map(({ rate }) => rate));
  return {
    definition: {
      currency: market.currency,
      unit: USAGE_UNITS[service.kind],
      timeZone: market.timeZone,
      holidays: market.holidays,
      rates,
    },
    paths: [...written, ...added].map((entry) => entry.path),
    ambiguousEmergencyNumbers: uncovered,
  };
}

/** The destinations of a tariff, each with whether it costs nothing at any time. */
export function destinationsOf({ rates }: TariffDefinition): ReadonlyMap<string, { readonly free: boolean }> {
  const destinations = new Map<string, { free: boolean }>();
  for (const rate of rates) {
    const free = isZero(rate.connectFee ?? '0') && rate.slots.every((slot) => isZero(slot.rate));
    destinations.set(rate.destination, { free: free && (destinations.get(rate.destination)?.free ?? true) });
  }
  return destinations;
}

function isZero(decimal: string): boolean {
  return /^[0.]*$/.test(decimal);
}

function singleRate(service: OfferingService): RateDefinition {
  return { destination: ANYWHERE, prefixes: [''], slots: slotsOf(service, service.kind) };
}

function toRate(rate: OfferingRate, kind: ServiceKind): RateDefinition {
  const { timing } = rate;
  return {
    destination: rate.destination,
    prefixes: rate.prefixes ?? [rate.destination === INCOMING ? NO_NUMBER_BEGINS_SO : ''],
    slots: slotsOf(rate, kind),
    ...(timing === undefined
      ? {}
      : {
          timing: {
            from: timing.from,
            ...(timing.weekDays === undefined
              ? {}
              : { weekDays: timing.weekDays.map((day) => WEEK_DAYS.indexOf(day)).sort((a, b) => a - b) }),
            ...(timing.holidays === undefined ? {} : { holidays: timing.holidays }),
          },
        }),
    ...(rate.connectFee === undefined ? {} : { connectFee: rate.connectFee }),
    ...(rate.maxCost === undefined ? {} : { maxCost: rate.maxCost }),
    ...(rate.maxCostStrategy === undefined ? {} : { maxCostStrategy: rate.maxCostStrategy }),
    ...(rate.rounding === undefined ? {} : { rounding: rate.rounding }),
    ...(rate.roundingDecimals === undefined ? {} : { roundingDecimals: rate.roundingDecimals }),
  };
}

function slotsOf(form: PriceForm, kind: ServiceKind): RateDefinition['slots'] {
  const slots = form.slots ?? [{ price: form.price ?? '0', per: form.per, increment: form.increment }];
  return slots.map((slot) => ({
    fromUnit: 'from' in slot && slot.from !== undefined ? amountOf(slot.from) : 0,
    rate: slot.price,
    unit: unitSize(slot.per ?? DEFAULT_PER[kind]).amount,
    increment: slot.increment === undefined ? DEFAULT_INCREMENT[kind] : amountOf(slot.increment),
  }));
}

function amountOf(quantity: string): number {
  const parsed = parseQuantity(quantity);
  if (parsed === undefined) throw new RangeError(`${quantity} is no quantity`);
  return parsed.amount;
}

function freeRates(
  kind: ServiceKind,
  numberingPlan: Operator['market']['numberingPlan'],
): { rate: RateDefinition; path: string }[] {
  const path = 'market.numberingPlan';
  const free = (destination: string, prefixes: readonly string[]): RateDefinition => ({
    destination,
    prefixes,
    slots: slotsOf({ free: true }, kind),
  });
  return [
    { rate: free(EMERGENCY, numberingPlan.emergencyNumbers), path: at(path, 'emergencyNumbers') },
    ...(kind === 'voice' && numberingPlan.freephonePrefixes.length > 0
      ? [{ rate: free(FREEPHONE, numberingPlan.freephonePrefixes), path: at(path, 'freephonePrefixes') }]
      : []),
    ...(kind === 'voice' && numberingPlan.helplinePrefixes.length > 0
      ? [{ rate: free(HELPLINE, numberingPlan.helplinePrefixes), path: at(path, 'helplinePrefixes') }]
      : []),
  ];
}

/**
 * Makes emergency numbers match exactly although tariffs match prefixes.
 *
 * "911" also begins +91 1…, numbers in India, and "120" begins +1 20…, Washington. So the ten longer prefixes
 * (9110 … 9119) go to the destination that would have carried them without the emergency number.
 */
function withExactEmergencyNumbers(rates: readonly RateDefinition[]): {
  rates: readonly RateDefinition[];
  uncovered: readonly string[];
} {
  const numbers = rates.find((rate) => rate.destination === EMERGENCY)?.prefixes ?? [];
  const others = rates.filter((rate) => rate.destination !== EMERGENCY);
  const taken = new Set(rates.flatMap((rate) => rate.prefixes));
  const extra = new Map<string, string[]>();
  const uncovered: string[] = [];
  for (const number of numbers) {
    const longer = Array.from({ length: 10 }, (_, digit) => `${number}${digit}`).filter(
      (prefix) => !taken.has(prefix),
    );
    const owner = longestMatch(others, number);
    if (owner !== undefined) extra.set(owner, [...(extra.get(owner) ?? []), ...longer]);
    else if (mayBeginNumber(number) && longer.length > 0) uncovered.push(number);
  }
  return {
    rates: rates.map((rate) => ({
      ...rate,
      prefixes: [...rate.prefixes, ...(extra.get(rate.destination) ?? [])],
    })),
    uncovered,
  };
}

function longestMatch(rates: readonly RateDefinition[], number: string): string | undefined {
  let best: { destination: string; length: number } | undefined;
  for (const { destination, prefixes } of rates) {
    for (const prefix of prefixes) {
      if (number.startsWith(prefix) && (best === undefined || prefix.length > best.length)) {
        best = { destination, length: prefix.length };
      }
    }
  }
  return best?.destination;
}

/** E.164: no country code begins with 0, none of country code 1 goes on with 0 or 1, and 999 is kept free. */
function mayBeginNumber(number: string): boolean {
  return !/^(0|1[01]|999)/.test(number);
}
