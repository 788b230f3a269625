/** Criteria of TMF671 as they are executed: a parameter of the situation, an operator, a value. */
import { isDecimal, toMicros } from '../operator/decimal.js';
import { didYouMean } from '../operator/suggest.js';
import type { Criterion } from './promotion.js';
import { localTime, orderMicros, type Situation } from './situation.js';

/** As TMF671 lists them. */
const OPERATORS = ['=', '<>', '>', '>=', '<', '<='] as const;
type Operator = (typeof OPERATORS)[number];

type Found = string | number;

interface Parameter {
  /** `text` is equal or not; all others have an order, too. */
  readonly type: 'text' | 'money' | 'number' | 'time';
  /** Everything that it is; nothing when the situation does not tell. */
  readonly of: (situation: Situation) => readonly Found[];
}

const DAY_MS = 86_400_000;

const one = (value: Found | undefined): readonly Found[] => (value === undefined ? [] : [value]);

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  orderAmount: { type: 'money', of: (situation) => one(orderMicros(situation)) },
  orderQuantity: {
    type: 'number',
    of: ({ order }) => one(order?.lines.reduce((sum, { quantity }) => sum + quantity, 0)),
  },
  product: { type: 'text', of: ({ order }) => order?.lines.map(({ product }) => product) ?? [] },
  category: {
    type: 'text',
    of: ({ order }) =>
      order?.lines.flatMap(({ category }) => (category === undefined ? [] : [category])) ?? [],
  },
  plan: { type: 'text', of: ({ subscriber }) => one(subscriber?.offeringId) },
  subscriberState: { type: 'text', of: ({ subscriber }) => one(subscriber?.state) },
  tenureDays: {
    type: 'number',
    of: ({ subscriber, nowMs }) =>
      subscriber?.activatedAt === undefined
        ? []
        : [Math.floor((nowMs - Date.parse(subscriber.activatedAt)) / DAY_MS)],
  },
  channel: { type: 'text', of: ({ channel }) => one(channel) },
  store: { type: 'text', of: ({ store }) => one(store) },
  partner: { type: 'text', of: ({ partner }) => one(partner) },
  weekday: { type: 'number', of: (situation) => [localTime(situation).weekday] },
  timeOfDay: { type: 'time', of: (situation) => [localTime(situation).minutes] },
};

const ATTRIBUTE = /^attribute\.([A-Za-z0-9_-]{1,60})$/;

/** Parameters that are executed, for errors and documentation. */
export const PARAMETER_NAMES: readonly string[] = [...Object.keys(PARAMETERS), 'attribute.<name>'];

/** A criterion that can be decided. */
export interface ReadCriterion {
  readonly holds: (situation: Situation) => boolean;
}

/** @returns why it can't be decided, as text */
export function readCriterion({
  criteriaParameter,
  criteriaOperator,
  criteriaValue,
}: Criterion): ReadCriterion | string {
  const attribute = ATTRIBUTE.exec(criteriaParameter)?.[1];
  const parameter =
    attribute === undefined
      ? Object.hasOwn(PARAMETERS, criteriaParameter)
        ? PARAMETERS[criteriaParameter]
        : undefined
      : attributeParameter(attribute, criteriaOperator, criteriaValue);
  if (parameter === undefined)
    return `criteriaParameter: got "${criteriaParameter}"${didYouMean(criteriaParameter, PARAMETER_NAMES)}; decided here: ${PARAMETER_NAMES.join(', ')}`;
  const operator = OPERATORS.find((each) => each === criteriaOperator);
  if (operator === undefined)
    return `criteriaOperator: got "${criteriaOperator}"; decided here: ${OPERATORS.join(' ')}`;
  if (parameter.type === 'text' && operator !== '=' && operator !== '<>')
    return `criteriaOperator: got "${operator}" for ${criteriaParameter}, which is text; decided here: = <>`;
  const wanted = valuesOf(parameter.type, operator, criteriaValue);
  if (typeof wanted === 'string') return `criteriaValue: got "${criteriaValue}"; ${wanted}`;
  return { holds: (situation) => holds(operator, parameter.of(situation), wanted) };
}

/** A number is compared as one, whoever tells it. */
function attributeParameter(name: string, operator: string, value: string): Parameter {
  const isNumber = operator !== '=' && operator !== '<>' && NUMBER.test(value);
  return {
    type: isNumber ? 'number' : 'text',
    of: ({ attributes }) => {
      const told = attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      if (told === undefined) return [];
      return isNumber ? (Number.isFinite(Number(told)) ? [Number(told)] : []) : [String(told)];
    },
  };
}

/** What is not told holds for nothing: `<>` too, or leaving a fact out would be worth something. */
function holds(operator: Operator, found: readonly Found[], wanted: readonly Found[]): boolean {
  if (found.length === 0) return false;
  const is = (value: Found) => wanted.includes(value);
  const first = Number(wanted[0]);
  switch (operator) {
    case '=':
      return found.some(is);
    case '<>':
      return !found.some(is);
    case '>':
      return found.some((value) => Number(value) > first);
    case '>=':
      return found.some((value) => Number(value) >= first);
    case '<':
      return found.some((value) => Number(value) < first);
    case '<=':
      return found.some((value) => Number(value) <= first);
  }
}

const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/;
const MOST_VALUES = 200;

/** With `=` and `<>` several values, with commas between: any of them. @returns what is wrong, as text */
function valuesOf(type: Parameter['type'], operator: Operator, text: string): readonly Found[] | string {
  const parts =
    operator === '=' || operator === '<>' ? text.split(',').map((part) => part.trim()) : [text.trim()];
  if (parts.length > MOST_VALUES) return `decided here: at most ${MOST_VALUES} values`;
  const values = parts.map((part) => valueOf(type, part));
  return values.includes(undefined) ? EXAMPLES[type] : (values as Found[]);
}

const EXAMPLES: Readonly<Record<Parameter['type'], string>> = {
  text: 'decided here: text of at least one character',
  money: 'decided here: an amount such as "20.00"',
  number: 'decided here: a number such as "90"',
  time: 'decided here: a time of day such as "17:30"',
};

function valueOf(type: Parameter['type'], text: string): Found | undefined {
  switch (type) {
    case 'text':
      return text === '' ? undefined : text;
    case 'number':
      return NUMBER.test(text) ? Number(text) : undefined;
    case 'money':
      return microsOf(text);
    case 'time': {
      const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
      return found === null ? undefined : Number(found[1]) * 60 + Number(found[2]);
    }
  }
}

/** An amount such as "20.00"; undefined when it is none. */
export function microsOf(text: string): number | undefined {
  if (!isDecimal(text) || text.length > 16) return undefined;
  try {
    return toMicros(text);
  } catch {
    return undefined;
  }
}
