/** Lists of TMF630: `offset`, `limit`, `fields`, filters, and how many there are in the headers. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { didYouMean } from '../../../domain/operator/suggest.js';
import { parseFields, selectFields } from '../../../domain/partners/tmf/fields.js';
import { type Filter, matches, parseFilter } from '../../../domain/partners/tmf/filter.js';
import { json, type InvalidParam } from '../../shared/problem.js';
import { invalid } from './refused.js';

type Resource = Readonly<Record<string, unknown>>;
type Query = Readonly<Record<string, string>>;

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;
/** Of a filter: each may be a look-up of its own. */
const MOST_VALUES = 200;

export interface ListSource<T> {
  /** Those from `offset` on, oldest first, and how many there are. */
  page(offset: number, limit: number): Promise<{ readonly items: readonly T[]; readonly total: number }>;
  /** All of them in the same order, for filters that no index answers. */
  walk(): AsyncIterable<T>;
  /** Those that an index finds for a filter, or undefined when none does. They are filtered again. */
  find?(filters: readonly Filter[]): Promise<readonly T[]> | undefined;
}

/** A list that is at hand whole. */
export function listOf<T>(items: readonly T[]): ListSource<T> {
  return {
    page: (offset, limit) =>
      Promise.resolve({ items: items.slice(offset, offset + limit), total: items.length }),
    walk: async function* () {
      yield* items;
    },
  };
}

export interface ListQuery {
  readonly offset: number;
  readonly limit: number;
  readonly fields: readonly string[] | undefined;
  readonly filters: readonly Filter[];
}

/**
 * @param attributes  the first-level attributes that may be filtered by
 * @param others  parameters that are not filters, which the handler reads itself
 * @throws RefusedError 400 with everything that is wrong
 */
export function listQuery(
  query: Query,
  attributes: readonly string[],
  others: readonly string[] = [],
): ListQuery {
  const { offset = '0', limit = String(DEFAULT_LIMIT), fields, ...rest } = query;
  const problems: InvalidParam[] = [];
  if (!/^\d{1,9}$/.test(offset))
    problems.push({ param: 'offset', reason: `got "${offset}"; allowed: whole number from 0` });
  if (!/^\d{1,9}$/.test(limit) || Number(limit) > MAX_LIMIT)
    problems.push({ param: 'limit', reason: `got "${limit}"; allowed: whole number from 0 to ${MAX_LIMIT}` });
  const named = Object.entries(rest).filter(([name]) => !others.includes(name));
  for (const [name, value] of named) {
    const first = name.split('.')[0]!;
    if (!attributes.includes(first))
      problems.push({
        param: name,
        reason: `got "${value}"; there is no such attribute to filter by${didYouMean(first, attributes)}; allowed: ${['offset', 'limit', 'fields', ...new Set([...others, ...attributes])].join(', ')}`,
      });
  }
  const filters = named.map(([name, value]) => parseFilter(name, value));
  for (const { path, values } of filters)
    if (values.length > MOST_VALUES)
      problems.push({
        param: path.join('.'),
        reason: `got ${values.length} values; allowed: at most ${MOST_VALUES}`,
      });
  if (problems.length > 0) throw invalid('invalid-query', problems);
  return {
    offset: Number(offset),
    limit: Number(limit),
    fields: parseFields(fields),
    filters,
  };
}

/** 200 with a page of resources, `X-Total-Count` (all that match) and `X-Result-Count` (those in the page). */
export async function answerList<T>(
  { offset, limit, fields, filters }: ListQuery,
  source: ListSource<T>,
  view: (item: T) => Resource | Promise<Resource>,
): Promise<APIGatewayProxyStructuredResultV2> {
  if (filters.length === 0) {
    const { items, total } = await source.page(offset, limit);
    return answer(await Promise.all(items.map(async (item) => view(item))), total, fields);
  }
  const page: Resource[] = [];
  let total = 0;
  const found = await source.find?.(filters);
  for await (const item of found ?? source.walk()) {
    const resource = await view(item);
    if (!matches(resource, filters)) continue;
    if (total >= offset && page.length < limit) page.push(resource);
    total++;
  }
  return answer(page, total, fields);
}

function answer(
  page: readonly Resource[],
  total: number,
  fields: readonly string[] | undefined,
): APIGatewayProxyStructuredResultV2 {
  return json(
    200,
    page.map((resource) => selectFields(resource, fields)),
    { 'x-total-count': String(total), 'x-result-count': String(page.length) },
  );
}

/** 200 with one resource, less what is not selected. */
export function answerOne(resource: Resource, query: Query): APIGatewayProxyStructuredResultV2 {
  const unknown = Object.entries(query).filter(([name]) => name !== 'fields');
  if (unknown.length > 0)
    throw invalid(
      'invalid-query',
      unknown.map(([param, value]) => ({
        param,
        reason: `got "${value}"; there is no such parameter; allowed: fields`,
      })),
    );
  return json(200, selectFields(resource, parseFields(query['fields'])));
}
