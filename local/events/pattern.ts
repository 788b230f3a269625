import { isIPv4 } from 'node:net';

/** A pattern that the local run can't judge. */
export class PatternError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatternError';
  }
}

type Matcher = (value: unknown) => boolean;
type Test = (event: unknown) => boolean;

/**
 * Compiles an event pattern, as EventBridge rules and Lambda's filter criteria use them.
 *
 * Knows exact values, `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `anything-but` (values, prefix,
 * suffix, equals-ignore-case, wildcard), `numeric`, `exists`, `cidr` (IPv4) and `$or`.
 * Source: EventBridge user guide, "Comparison operators".
 *
 * @throws PatternError on anything else, with the path
 */
export function compilePattern(pattern: unknown, path = '$'): Test {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern))
    throw new PatternError(`${path}: an object was expected, found ${JSON.stringify(pattern)}`);
  const tests = Object.entries(pattern).map(([field, rule]): Test => {
    const at = `${path}.${field}`;
    if (field === '$or' && Array.isArray(rule)) {
      const alternatives = rule.map((alternative, i) => compilePattern(alternative, `${at}[${i}]`));
      return (event) => alternatives.some((test) => test(event));
    }
    const test = Array.isArray(rule) ? compileValues(rule, at) : compileNested(rule, at);
    return (event) => test(isObject(event) ? event[field] : undefined);
  });
  return (event) => tests.every((test) => test(event));
}

function compileNested(rule: unknown, path: string): Test {
  const test = compilePattern(rule, path);
  // An array of objects matches when one of them does.
  return (value) => (Array.isArray(value) ? value.some(test) : test(value));
}

function compileValues(rules: readonly unknown[], path: string): Test {
  if (rules.length === 0) throw new PatternError(`${path}: an empty list matches nothing`);
  const matchers = rules.map((rule, i) => compileMatcher(rule, `${path}[${i}]`));
  return (value) =>
    matchers.some((matches) => (Array.isArray(value) ? value.some((each) => matches(each)) : matches(value)));
}

function compileMatcher(rule: unknown, path: string): Matcher {
  if (!isObject(rule)) return (value) => value === rule;
  const [[operator, operand] = [], ...more] = Object.entries(rule);
  if (operator === undefined || more.length > 0)
    throw new PatternError(`${path}: one comparison was expected, found ${JSON.stringify(rule)}`);
  if (operator === 'exists') return (value) => (value !== undefined) === operand;
  if (operator === 'anything-but') {
    if (isObject(operand)) {
      const excluded = Object.entries(operand).flatMap(([inner, texts]) =>
        (Array.isArray(texts) ? texts : [texts]).map((text) => compileText(inner, text, path)),
      );
      return (value) => value !== undefined && !excluded.some((matches) => matches(value));
    }
    const excluded = Array.isArray(operand) ? operand : [operand];
    return (value) => value !== undefined && !excluded.includes(value);
  }
  if (operator === 'numeric') return compileNumeric(operand, path);
  if (operator === 'cidr') return compileCidr(operand, path);
  return compileText(operator, operand, path);
}

function compileText(operator: string, operand: unknown, path: string): Matcher {
  if (isObject(operand) && (operator === 'prefix' || operator === 'suffix')) {
    const folded = String(operand['equals-ignore-case']).toLowerCase();
    return (value) =>
      typeof value === 'string' &&
      (operator === 'prefix' ? value.toLowerCase().startsWith(folded) : value.toLowerCase().endsWith(folded));
  }
  if (typeof operand !== 'string')
    throw new PatternError(`${path}: ${operator} takes a text, found ${JSON.stringify(operand)}`);
  switch (operator) {
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(operand);
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(operand);
    case 'equals-ignore-case':
      return (value) => typeof value === 'string' && value.toLowerCase() === operand.toLowerCase();
    case 'wildcard': {
      const pieces = operand
        .split('*')
        .map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
      const expression = new RegExp(`^${pieces.join('.*')}$`, 's');
      return (value) => typeof value === 'string' && expression.test(value);
    }
    default:
      throw new PatternError(`${path}: "${operator}" is not a comparison that the local run knows`);
  }
}

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};

function compileNumeric(operand: unknown, path: string): Matcher {
  const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
  const tests: Matcher[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const compare = COMPARE[String(parts[i])];
    const bound = parts[i + 1];
    if (compare === undefined || typeof bound !== 'number')
      throw new PatternError(
        `${path}: numeric takes pairs of < <= = >= > and a number, found ${JSON.stringify(operand)}`,
      );
    tests.push((value) => typeof value === 'number' && compare(value, bound));
  }
  if (tests.length === 0)
    throw new PatternError(`${path}: numeric takes a list, found ${JSON.stringify(operand)}`);
  return (value) => tests.every((test) => test(value));
}

function compileCidr(operand: unknown, path: string): Matcher {
  const [base = '', bits = ''] = String(operand).split('/');
  const length = Number(bits);
  if (!isIPv4(base) || !(length >= 0 && length <= 32))
    throw new PatternError(
      `${path}: cidr takes an IPv4 block like 10.0.0.0/8, found ${JSON.stringify(operand)}`,
    );
  const mask = length === 0 ? 0 : (-1 << (32 - length)) >>> 0;
  const wanted = (toNumber(base) & mask) >>> 0;
  return (value) => typeof value === 'string' && isIPv4(value) && (toNumber(value) & mask) >>> 0 === wanted;
}

const toNumber = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
