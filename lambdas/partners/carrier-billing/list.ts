/** Lists of CAMARA's carrier billing: pages by number, dates, order. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { json } from '../../shared/problem.js';
import { RefusedError } from '../kernel/refused.js';
import { invalidArgument } from './refusals.js';

type Query = Readonly<Record<string, string>>;
type Json = Readonly<Record<string, unknown>>;

export interface CamaraQuery {
  readonly page: number;
  readonly perPage: number;
  readonly isAscending: boolean;
  /** Epoch milliseconds, both included. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Undefined = any. */
  readonly statuses: readonly string[] | undefined;
  readonly merchantIdentifier: string | undefined;
}

export interface ListTerms {
  /** `payment` or `refund`: begins the names of its parameters. */
  readonly of: 'payment' | 'refund';
  /** Begins its own codes. */
  readonly code: 'CARRIER_BILLING' | 'CARRIER_BILLING_REFUND';
  readonly statuses: readonly string[];
}

const MOST_A_PAGE = 100;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** @throws RefusedError 400 with all that is wrong */
export function camaraQuery(query: Query, { of, code, statuses }: ListTerms, nowMs: number): CamaraQuery {
  const [from, to] = [`${of}CreationDate.gte`, `${of}CreationDate.lte`];
  const status = `${of}Status`;
  const known = ['page', 'perPage', 'order', from, to, status, 'merchantIdentifier'];
  const { page = '1', perPage = '10', order = 'desc' } = query;
  const wanted = query[status]?.split(',').map((each) => each.trim());
  const wrong = [
    ...Object.keys(query)
      .filter((name) => !known.includes(name))
      .map((param) => ({ param, reason: `there is no such parameter; allowed: ${known.join(', ')}` })),
    ...Object.entries({ page, perPage })
      .filter(([, value]) => !/^[1-9]\d{0,8}$/.test(value))
      .map(([param, value]) => ({ param, reason: `got "${value}"; allowed: whole number from 1` })),
    ...(order === 'desc' || order === 'asc'
      ? []
      : [{ param: 'order', reason: `got "${order}"; allowed: desc, asc` }]),
    ...[from, to].flatMap((param) => {
      const value = query[param];
      return value === undefined || (RFC3339.test(value) && !Number.isNaN(Date.parse(value)))
        ? []
        : [{ param, reason: `got "${value}"; allowed: RFC 3339 with a time zone: 2026-11-23T09:30:00Z` }];
    }),
    ...(wanted ?? [])
      .filter((each) => !statuses.includes(each))
      .map((each) => ({ param: status, reason: `got "${each}"; allowed: ${statuses.join(', ')}` })),
  ];
  if (wrong.length > 0) throw invalidArgument(...wrong);
  const fromMs = query[from] === undefined ? -Infinity : Date.parse(query[from]);
  const toMs =
    query[to] === undefined ? (query[from] === undefined ? Infinity : nowMs) : Date.parse(query[to]);
  if (query[from] !== undefined && query[to] !== undefined && fromMs > toMs)
    throw new RefusedError(
      400,
      `${code}.INVALID_DATE_RANGE`,
      `Client specified an invalid date range: ${from} is after ${to}`,
    );
  return {
    page: Number(page),
    perPage: Number(perPage),
    isAscending: order === 'asc',
    fromMs,
    toMs,
    statuses: wanted,
    merchantIdentifier: query['merchantIdentifier'],
  };
}

interface Listed {
  readonly createdAt: string;
  readonly status: string;
  readonly merchantIdentifier?: string;
}

export function isListed(query: CamaraQuery, { createdAt, status, merchantIdentifier }: Listed): boolean {
  const atMs = Date.parse(createdAt);
  return (
    atMs >= query.fromMs &&
    atMs <= query.toMs &&
    (query.statuses?.includes(status) ?? true) &&
    (query.merchantIdentifier === undefined || query.merchantIdentifier === merchantIdentifier)
  );
}

/**
 * Where the page begins among all that match.
 *
 * @throws RefusedError 400 when there is no such page, or it would be too long
 */
export function pageStart({ page, perPage }: CamaraQuery, total: number, { code }: ListTerms): number {
  const start = (page - 1) * perPage;
  if (page > 1 && start >= total)
    throw new RefusedError(
      400,
      'OUT_OF_RANGE',
      `Client specified an invalid range: page ${page} of ${perPage} each; there are ${total}`,
    );
  if (perPage > MOST_A_PAGE)
    throw new RefusedError(
      400,
      `${code}.TOO_MANY_MATCHING_RECORDS`,
      `Too many matching records found. Specify additional/suitable criteria to limit the number of records: perPage got ${perPage}; allowed: at most ${MOST_A_PAGE}`,
    );
  return start;
}

export function listAnswer(
  views: readonly Json[],
  { total, start }: { readonly total: number; readonly start: number },
): APIGatewayProxyStructuredResultV2 {
  return json(200, views, {
    'x-total-count': String(total),
    'content-last-key': String(start + views.length),
  });
}
