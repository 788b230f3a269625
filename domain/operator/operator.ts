/**
 * The operator file, read: data in, an operator or every problem out.
 *
 * Shape and meaning are checked in one go. What is malformed is reported and left out or replaced by a stand-in,
 * and the checks between parts run on what remains, so that nobody mends a file in several rounds.
 */
import type { z } from 'zod';
import { checkOffering } from '../catalogue/check-offering.js';
import {
  rawMember,
  type FloorPrice,
  viewSurroundings as surroundingsOf,
  type OfferingView,
  type OperatorTerms,
  type Part,
  type Surroundings,
} from '../catalogue/offering-view.js';
import { checkAddOn } from '../catalogue/check-add-on.js';
import { checkHostZones } from '../catalogue/check-zones.js';
import { addOnSchema } from './add-on.js';
import { capSchema } from './cap.js';
import { checkAgreementTerms } from './check-agreement.js';
import { checkGrowth } from './check-growth.js';
import { checkOperator } from './check-operator.js';
import { checkVenture } from './check-venture.js';
import { bundlePart, servicePart } from './guess.js';
import { hostSchema } from './host.js';
import { jointVentureSchema } from './joint-venture.js';
import { loyaltySchema } from './loyalty.js';
import { marketSchema } from './market.js';
import { offeringSchema, type Offering } from './offering.js';
import { at, once, type Problem } from './problem.js';
import { REWARD_BUCKETS } from '../rewards/reward.js';
import { rewardsSchema } from './rewards.js';
import { operatorSchema, type Operator } from './schema.js';
import { checkStructure } from './structure.js';
import { usagePriceSchema } from './usage-price.js';
import { hostZoneSchema, planZoneSchema } from './zone.js';

export { operatorSchema, type Operator, type OperatorFile } from './schema.js';
export type { Problem } from './problem.js';

export type ParsedOperator =
  | { readonly ok: true; readonly operator: Operator }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads the content of an operator file.
 *
 * @param data  the file as plain data (parsed YAML or JSON)
 * @returns the operator with all defaults, or all problems: first those of shape, then those between parts
 */
export function parseOperator(data: unknown): ParsedOperator {
  const problems = [...checkStructure(operatorSchema, data), ...checkMeaning(data)];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, operator: operatorSchema.parse(data) };
}

export type ParsedOffering =
  | { readonly ok: true; readonly offering: Offering }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads one offering, as it stands under `plans` of an operator file, in its market and under its host's terms.
 *
 * @param terms  the operator
 * @param data  the offering as plain data
 * @returns the offering with all defaults, or all problems, as of a whole file
 */
export function parseOffering(terms: OperatorTerms, data: unknown): ParsedOffering {
  const problems = once([
    ...checkStructure(offeringSchema, data),
    ...checkOffering(viewPlan(data, ''), surroundingsOf(terms)),
  ]);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, offering: offeringSchema.parse(data) };
}

/** `<brand>-<country>`, for example `lily-gb`. */
export function operatorId({ brand, market }: Pick<Operator, 'brand' | 'market'>): string {
  return `${brand.id}-${market.country.toLowerCase()}`;
}

const { market: marketMembers, seeds: seedsMember, payments: paymentsMember } = operatorSchema.shape;
const seedsMembers = seedsMember.unwrap().shape;
const seedPlanSchema = seedsMembers.plans.unwrap().element.shape.plan;
const { providers: providersMember, topUps: topUpsMember } = paymentsMember.unwrap().shape;
const providerSchema = providersMember.unwrap().element;
const policyMembers = marketMembers.shape.policy.shape;
const agreementMembers = hostSchema.shape.agreement.shape;

function checkMeaning(data: unknown): Problem[] {
  const agreement = rawMember(rawMember(data, 'host'), 'agreement');
  const rawPlans = listOf(rawMember(data, 'plans'));
  const plans = rawPlans.map((plan, index) => viewPlan(plan, at('plans', index)));
  const planIds = rawPlans.map((plan) => rawMember(plan, 'id'));
  const rawFloorPrices = listOf(rawMember(agreement, 'floorPrices'));
  const rawWholesaleRates = listOf(rawMember(agreement, 'wholesaleRates'));
  const rawPartners = rawMember(rawMember(data, 'jointVenture'), 'partners');
  const seeds = rawMember(data, 'seeds');
  const floorPrices = rawFloorPrices.map((floor) =>
    valueOf(agreementMembers.floorPrices.unwrap().element, floor),
  );
  const addOns = listOf(rawMember(data, 'addOns')).map((addOn, index) =>
    partOf(addOnSchema)(at('addOns', index), addOn),
  );
  const hostZones = listOf(rawMember(rawMember(data, 'host'), 'zones')).map((zone, index) =>
    partOf(hostZoneSchema)(at('host.zones', index), zone),
  );
  const surroundings = viewSurroundings(rawMember(data, 'market'), {
    floorPrices,
    addOns,
    hostZones,
    rewardBuckets: rawMember(data, 'rewards') === undefined ? [] : REWARD_BUCKETS,
  });
  const kinds = new Map<string, string>();
  for (const { path, value: service } of plans.flatMap((plan) => plan.services)) {
    if (service !== undefined && !kinds.has(service.kind)) kinds.set(service.kind, path);
  }
  return [
    ...checkOperator({
      numberingPlan: surroundings.numberingPlan,
      wholesaleRates: rawWholesaleRates.map((rate) => valueOf(agreementMembers.wholesaleRates.element, rate)),
      wholesaleServices: rawWholesaleRates.map((rate) => rawMember(rate, 'service')),
      wholesaleZones: rawWholesaleRates.map((rate) => rawMember(rate, 'zone')),
      zoneIds: hostZones.map(({ raw }) => rawMember(raw, 'id')),
      floorPrices,
      floorServices: rawFloorPrices.map((floor) => rawMember(floor, 'service')),
      planIds,
      addOnIds: addOns.map(({ raw }) => rawMember(raw, 'id')),
      kinds,
      partners: valueOf(jointVentureSchema.shape.partners, rawPartners),
      partnerIds: listOf(rawPartners).map((partner) => rawMember(partner, 'id')),
      channelPartnerIds: listOf(rawMember(data, 'channelPartners')).map((partner) =>
        rawMember(partner, 'id'),
      ),
      providers: listOf(rawMember(rawMember(data, 'payments'), 'providers')).map((provider) =>
        valueOf(providerSchema, provider),
      ),
      topUps: valueOf(topUpsMember, rawMember(rawMember(data, 'payments'), 'topUps')),
      seedSubscribers: valueOf(seedsMembers.subscribers, rawMember(seeds, 'subscribers')),
      seedPlans: listOf(rawMember(seeds, 'plans')).map((entry) =>
        valueOf(seedPlanSchema, rawMember(entry, 'plan')),
      ),
    }),
    ...checkVenture(rawMember(data, 'jointVenture')),
    ...checkAgreementTerms(
      agreement,
      at('host', 'agreement'),
      rawWholesaleRates.map((rate) => valueOf(agreementMembers.wholesaleRates.element, rate)),
      valueOf(
        policyMembers.hostAgreement,
        rawMember(rawMember(rawMember(data, 'market'), 'policy'), 'hostAgreement'),
      ),
    ),
    ...checkGrowth({
      dataReward: valueOf(
        policyMembers.dataReward,
        rawMember(rawMember(rawMember(data, 'market'), 'policy'), 'dataReward'),
      ),
      hasRewards: rawMember(data, 'rewards') !== undefined,
      rewards: valueOf(rewardsSchema, rawMember(data, 'rewards')),
      loyalty: valueOf(loyaltySchema, rawMember(data, 'loyalty')),
    }),
    ...checkHostZones(
      hostZones,
      surroundings.numberingPlan === undefined ? [] : [surroundings.numberingPlan.mcc],
    ),
    ...addOns.flatMap((addOn) => checkAddOn(addOn, surroundings, planIds)),
    ...once(plans.flatMap((plan) => checkOffering(plan, surroundings))),
  ];
}

function viewSurroundings(
  market: unknown,
  {
    floorPrices,
    addOns,
    hostZones,
    rewardBuckets,
  }: Pick<Surroundings, 'addOns' | 'hostZones' | 'rewardBuckets'> & {
    readonly floorPrices: readonly (FloorPrice | undefined)[];
  },
): Surroundings {
  const { currency, timeZone, holidays, numberingPlan, tax } = marketSchema.shape;
  const policy = rawMember(market, 'policy');
  const billShock = rawMember(policy, 'billShock');
  return {
    currency: valueOf(currency, rawMember(market, 'currency')),
    timeZone: valueOf(timeZone, rawMember(market, 'timeZone')),
    holidays: valueOf(holidays, rawMember(market, 'holidays')),
    numberingPlan: valueOf(numberingPlan, rawMember(market, 'numberingPlan')),
    tax: valueOf(tax, rawMember(market, 'tax')),
    contentBasedZeroRating: valueOf(
      policyMembers.contentBasedZeroRating,
      rawMember(policy, 'contentBasedZeroRating'),
    ),
    billShock: {
      path: 'market.policy.billShock',
      raw: billShock,
      value: valueOf(policyMembers.billShock, billShock),
    },
    floorPrices: floorPrices.filter((floor) => floor !== undefined),
    addOns,
    hostZones,
    rewardBuckets,
  };
}

function viewPlan(raw: unknown, path: string): OfferingView {
  const { paymentMode, wallet, finalUnit, recurring, invoice, advance } = offeringSchema.shape;
  const member = <S extends z.ZodType>(key: string, schema: S): Part<z.output<S>> => ({
    path: at(path, key),
    raw: rawMember(raw, key),
    value: valueOf(schema, rawMember(raw, key)),
  });
  const parts = <T>(key: string, toPart: (path: string, raw: unknown) => Part<T>): Part<T>[] =>
    listOf(rawMember(raw, key)).map((item, index) => toPart(at(path, key, index), item));
  const id = rawMember(raw, 'id');
  return {
    path,
    id: typeof id === 'string' ? id : undefined,
    paymentMode: member('paymentMode', paymentMode),
    services: parts('services', servicePart),
    bundles: parts('bundles', bundlePart),
    wallet: member('wallet', wallet),
    finalUnit: member('finalUnit', finalUnit),
    recurring: member('recurring', recurring.unwrap()),
    invoice: member('invoice', invoice.unwrap()),
    advance: member('advance', advance.unwrap()),
    zones: parts('zones', partOf(planZoneSchema)),
    caps: parts('caps', partOf(capSchema)),
    usagePrices: parts('usagePrices', partOf(usagePriceSchema)),
  };
}

function partOf<S extends z.ZodType>(schema: S): (path: string, raw: unknown) => Part<z.output<S>> {
  return (path, raw) => ({ path, raw, value: valueOf(schema, raw) });
}

/** What a part of the file means, or undefined when it is malformed. */
function valueOf<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> | undefined {
  const result = schema.safeParse(raw);
  return result.success ? result.data : undefined;
}

function listOf(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}
