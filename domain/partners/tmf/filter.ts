/**
 * Filters of TMF630: `?state=acknowledged,held&relatedParty.id="pty_1"&orderDate.gte=2026-11-01`. Several are joined
 * by AND, values after commas by OR; a path that meets a list means any of its elements.
 */

/** How a value is compared, the last part of a parameter's name; absent = equal. */
const OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'ne'] as const;
type Operator = (typeof OPERATORS)[number];

export interface Filter {
  /** As it stood in the query, less its operator. */
  readonly path: readonly string[];
  readonly operator: Operator;
  /** Any of them. */
  readonly values: readonly string[];
}

/** @returns one parameter of a query as a filter */
export function parseFilter(name: string, value: string): Filter {
  const parts = name.split('.');
  const last = parts.at(-1) as Operator;
  const hasOperator = parts.length > 1 && OPERATORS.includes(last);
  return {
    path: hasOperator ? parts.slice(0, -1) : parts,
    operator: hasOperator ? last : 'eq',
    values: splitValues(value),
  };
}

/**
 * Commas separate values, unless they stand between double quotes; quotes are not part of a value. A text with commas
 * is meant as a whole, too: clients send back what they were answered, without quotes.
 */
function splitValues(text: string): string[] {
  const values = text.match(/("[^"]*"|[^,"])+/g) ?? [''];
  return [
    ...new Set([
      ...values.map((value) => value.trim().replace(/^"(.*)"$/s, '$1')),
      ...(values.length > 1 ? [text] : []),
    ]),
  ];
}

export function matches(resource: unknown, filters: readonly Filter[]): boolean {
  return filters.every(({ path, operator, values }) => {
    const found = valuesAt(resource, path);
    return operator === 'ne'
      ? !values.some((value) => found.some((each) => compare(each, value) === 0))
      : values.some((value) => found.some((each) => holds(operator, compare(each, value))));
  });
}

function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    default:
      return order === 0;
  }
}

/** Everything that a path leads to; lists are walked through. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [first, ...rest] = path;
  if (first === undefined) return [value];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return [];
  return valuesAt((value as Readonly<Record<string, unknown>>)[first], rest);
}

/** Numbers by size, instants by when they are, all else by its text. NaN when it can't be compared. */
function compare(found: unknown, wanted: string): number {
  if (typeof found === 'number') return found - Number(wanted === '' ? Number.NaN : wanted);
  if (typeof found === 'boolean') return String(found) === wanted ? 0 : Number.NaN;
  if (typeof found !== 'string') return Number.NaN;
  if (found === wanted) return 0;
  const [a, b] = [instant(found), instant(wanted)];
  if (a !== undefined && b !== undefined) return a - b;
  return found < wanted ? -1 : 1;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

function instant(text: string): number | undefined {
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
