import { addDecimals, compareDecimals, multiplyDecimals } from '../operator/decimal.js';
import type { OfferingRate, OfferingService } from '../operator/offering.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { unitSize } from '../operator/quantity.js';
import type { Operator } from '../operator/schema.js';
import type { FloorPrice, Surroundings } from './offering-view.js';
import type { PricedService } from './priced-service.js';
import { FREE_BY_LAW, INCOMING } from './service-tariff.js';

/** Retail prices, before tax, that are below the host's floor for their kind of service. */
export function checkFloorPrices(
  services: readonly PricedService[],
  { floorPrices, tax }: Surroundings,
): Problem[] {
  if (tax === undefined) return [];
  return services.flatMap(({ part, tariff, zone }) => {
    // Abroad the host's floor does not hold: the visited network's price does.
    if (zone !== undefined) return [];
    const service = part.value;
    const floor = floorPrices.find((candidate) => candidate.service === service?.kind);
    if (service === undefined || tariff === undefined || floor === undefined) return [];
    // A floor per minute of data is a problem of its own.
    if (unitSize(floor.per).unit !== tariff.definition.unit) return [];
    const exempt = new Set([...floor.exempt, ...FREE_BY_LAW, INCOMING]);
    if (exempt.has(service.id)) return [];
    return tariff.definition.rates.flatMap((rate, index) => {
      if (exempt.has(rate.destination)) return [];
      return rate.slots.flatMap((slot, slotIndex) => {
        if (!isBelowFloor(slot, floor, tax)) return [];
        const path = pricePath(service, tariff.paths[index]!, index, slotIndex);
        const { price, per, tax: taxText } = floorInWords(floor, tax);
        return [
          problemAt(
            path,
            slot.rate,
            `at least ${price} per ${per}${taxText}, or an exemption in host.agreement.floorPrices`,
            `below the floor price that the host sets for ${service.kind}`,
          ),
        ];
      });
    });
  });
}

/** Compares per unit, before tax, without a division: rate × floorUnit × 100 against floor × rateUnit × (100 + tax). */
export function isBelowFloor(
  slot: { readonly rate: string; readonly unit: number },
  floor: FloorPrice,
  tax: Operator['market']['tax'],
): boolean {
  const retail = multiplyDecimals(multiplyDecimals(slot.rate, String(unitSize(floor.per).amount)), '100');
  const gross = tax.inclusive ? addDecimals('100', tax.ratePercent) : '100';
  const lowest = multiplyDecimals(multiplyDecimals(floor.price, String(slot.unit)), gross);
  return compareDecimals(retail, lowest) < 0;
}

export function floorInWords(
  floor: FloorPrice,
  tax: Operator['market']['tax'],
): { price: string; per: string; tax: string } {
  return {
    price: floor.price,
    per: floor.per,
    tax: tax.inclusive ? ` before ${tax.ratePercent} % ${tax.name}` : '',
  };
}

function pricePath(service: OfferingService, path: string, rate: number, slot: number): string {
  const form: OfferingService | OfferingRate = service.rates?.[rate] ?? service;
  if ('slots' in form && form.slots !== undefined) return at(path, 'slots', slot, 'price');
  return at(path, form.free === true ? 'free' : 'price');
}
