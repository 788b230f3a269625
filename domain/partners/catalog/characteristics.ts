/** What a plan or an add-on includes, as characteristics. */
import type { BucketTemplate, PlanVersion } from '../../catalogue/plan.js';
import { amountOf, moneyOf } from './amounts.js';
import type { Resource } from './reference.js';

/** What the plan itself gives. */
export const allowancesOf = ({ buckets, currency }: PlanVersion): Resource[] =>
  buckets.filter(({ givenBy }) => givenBy === undefined).flatMap((bucket) => allowanceOf(bucket, currency));

/** What an add-on of the plan gives. */
export function allowancesOfAddOn({ buckets, addOns = [], currency }: PlanVersion, id: string): Resource[] {
  const index = addOns.findIndex((addOn) => addOn.id === id);
  return buckets
    .filter(({ givenBy }) => givenBy !== undefined && 'addOn' in givenBy && givenBy.addOn === index)
    .flatMap((bucket) => allowanceOf(bucket, currency));
}

function allowanceOf(bucket: BucketTemplate, currency: string): Resource[] {
  const { id, unit, amount, unlimited, scale, renews } = bucket;
  if (amount === 0 && unlimited === undefined) return [];
  const description = unit === 'money' ? 'Credit to begin with' : renews ? 'Each period' : 'Included';
  return [{ name: id, description, ...valueOf() }];

  function valueOf(): Resource {
    if (unlimited)
      return {
        valueType: 'string',
        productSpecCharacteristicValue: [{ value: 'unlimited', unitOfMeasure: unit, isDefault: true }],
      };
    const { amount: value, units } =
      unit === 'money'
        ? { amount: moneyOf(amount, currency).value, units: currency }
        : amountOf(amount, unit, scale);
    return {
      valueType: 'number',
      productSpecCharacteristicValue: [{ value, unitOfMeasure: units, isDefault: true }],
    };
  }
}

/** What an order of a mobile plan says or gets: the characteristics of its product. */
export const ORDERED: readonly Resource[] = [
  {
    name: 'msisdn',
    description: 'The number, E.164 without +; given when the order names none',
    valueType: 'string',
    configurable: true,
  },
  {
    name: 'simType',
    description: 'The form of its SIM',
    valueType: 'string',
    configurable: true,
    productSpecCharacteristicValue: [{ value: 'esim', isDefault: true }, { value: 'physical' }],
  },
  {
    name: 'iccid',
    description: 'The SIM; given when the order names none',
    valueType: 'string',
    configurable: true,
  },
];
