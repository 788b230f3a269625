/** Pages of a list: `?limit=` items, then `?after=` the cursor that the page before gave. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { InvalidParam } from './problem.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export interface PageRequest {
  readonly limit: number;
  /** Sort key of the last item of the page before. */
  readonly after: string | undefined;
}

/**
 * What page a request asks for, or everything that is wrong with how it asks.
 *
 * @param isSortKey  whether a text may be a sort key of the list; a cursor that holds anything else is refused
 */
export function pageRequest(
  query: APIGatewayProxyEventV2['queryStringParameters'],
  isSortKey: (key: string) => boolean,
): PageRequest | { readonly invalidParams: readonly InvalidParam[] } {
  const { limit: limitText, after: cursor, ...others } = query ?? {};
  const limit = limitText === undefined ? DEFAULT_LIMIT : Number(limitText);
  const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8');
  const invalidParams: InvalidParam[] = Object.entries(others).map(([param, value]) => ({
    param,
    reason: `got "${value}"; there is no such parameter; allowed: limit, after`,
  }));
  if (limitText !== undefined && (!/^\d+$/.test(limitText) || limit < 1 || limit > MAX_LIMIT)) {
    invalidParams.push({
      param: 'limit',
      reason: `got "${limitText}"; allowed: whole number from 1 to ${MAX_LIMIT}`,
    });
  }
  if (after !== undefined && !isSortKey(after)) {
    invalidParams.push({
      param: 'after',
      reason: `got "${cursor}"; allowed: the \`after\` of the page before`,
    });
  }
  return invalidParams.length > 0 ? { invalidParams } : { limit, after };
}

/** The cursor that follows an item. */
export function cursorAfter(sortKey: string): string {
  return Buffer.from(sortKey, 'utf8').toString('base64url');
}
