/** The host's terms as data: what usage costs us, beside what subscribers pay. */
import { localDateStartMs } from '../cycles/index.js';
import { unitSize } from '../operator/quantity.js';
import type { OperatorTerms } from './offering-view.js';
import type { ServiceKind } from './plan.js';

/** A version of the terms. JSON-safe; it never changes once published. */
export interface HostTerms {
  /** 1, 2, …, as the agreement counts. */
  readonly version: number;
  /** The first instant it is in force, ms since the epoch: a local midnight in the market. */
  readonly effectiveFromMs: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly rates: readonly HostRate[];
}

/** What `per` units of a service cost, before tax. */
export interface HostRate {
  readonly service: ServiceKind;
  /** Id of the roaming zone; absent = at home, and in zones that have no rate. */
  readonly zone?: string;
  /** 10⁻⁹ of the currency's unit. */
  readonly nanos: number;
  /** Bytes, seconds or messages. */
  readonly per: number;
}

/** Usage of one kind of service, in bytes, seconds or messages. */
export interface HostUsage {
  readonly service: ServiceKind;
  /** Id of the roaming zone; absent = at home. */
  readonly zone?: string | undefined;
  readonly units: number;
}

export function compileHostTerms({ market, host }: Pick<OperatorTerms, 'market' | 'host'>): HostTerms {
  const { version, effectiveFrom, wholesaleRates } = host.agreement;
  return {
    version,
    effectiveFromMs: localDateStartMs(market.timeZone, effectiveFrom),
    currency: market.currency,
    rates: wholesaleRates.map(({ service, zone, price, per }) => ({
      service,
      ...(zone === undefined ? {} : { zone }),
      nanos: toNanos(price),
      per: unitSize(per).amount,
    })),
  };
}

/**
 * What the host charges us for usage, in micros, before tax: exact, and rounded half up once. The cost of many
 * usages is the cost of their sum, not the sum of their costs.
 *
 * @returns undefined when the terms have no rate for the service
 * @throws RangeError for units that are no whole number ≥ 0, and for a cost beyond the safe integers
 */
export function wholesaleMicros(
  { rates }: HostTerms,
  { service, zone, units }: HostUsage,
): number | undefined {
  if (!Number.isSafeInteger(units) || units < 0) {
    throw new RangeError(`units ${units}: a whole number from 0 to ${Number.MAX_SAFE_INTEGER} is allowed`);
  }
  const ofKind = rates.filter((rate) => rate.service === service);
  const rate =
    ofKind.find((candidate) => candidate.zone === zone) ?? ofKind.find((other) => other.zone === undefined);
  if (rate === undefined) return undefined;
  const whole = BigInt(rate.per) * NANOS_A_MICRO;
  const micros = Number((2n * BigInt(units) * BigInt(rate.nanos) + whole) / (2n * whole));
  if (Number.isSafeInteger(micros)) return micros;
  throw new RangeError(`${units} units of ${service} cost more micros than ${Number.MAX_SAFE_INTEGER}`);
}

const NANOS_A_MICRO = 1_000n;

/** A price has at most nine decimals. */
const NANO_PLACES = 9;

function toNanos(price: string): number {
  const [whole, fraction = ''] = price.split('.');
  return Number(whole! + fraction.padEnd(NANO_PLACES, '0').slice(0, NANO_PLACES));
}
