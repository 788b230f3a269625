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

/** What an order of a mobile plan may say, each of which the order's `productCharacteristic` names. */
export const ORDERED: readonly Resource[] = [
  {
    ...ordered('simType', 'The form of its SIM'),
    productSpecCharacteristicValue: [{ value: 'physical', isDefault: true }, { value: 'esim' }],
  },
  ordered('msisdn', 'Its number, in international form; one of the stock when the order names none'),
  ordered('iccid', 'The card that it is; one of the stock when the order names none'),
  ordered('eid', 'The device that an eSIM is bound to'),
  {
    ...ordered('portIn', 'A number that the customer brings along, and what its operator asks'),
    valueType: 'object',
  },
  {
    ...ordered('firstTopUp', 'Taken before it is activated: amount, provider, returnUrl'),
    valueType: 'object',
  },
];

function ordered(name: string, description: string): Resource {
  return { name, description, valueType: 'string', minCardinality: 0, maxCardinality: 1, configurable: true };
}
