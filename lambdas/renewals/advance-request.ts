/** How far a test clock is asked to go: `{"to": "2027-01-01T00:00:00Z"}` or `{"by": "P1M"}`. */
import { DateTime, Duration } from 'luxon';
import { parseQuantity } from '../../domain/operator/quantity.js';
import type { InvalidParam } from '../shared/problem.js';

export type AdvanceRequest =
  /** An instant, epoch ms. */
  | { readonly toMs: number }
  /** Where the clock gets from where it is. */
  | { readonly from: (nowMs: number) => number };

/** Far enough for any plan, and before any limit of the account's format. Epoch ms. */
export const LATEST_MS = Date.UTC(2090, 0, 1);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const DURATION = /^P(?=[^T]|T.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;

const ALLOWED_TO = 'allowed: an instant with its offset, such as "2027-01-01T00:00:00Z", before 2090';
const ALLOWED_BY =
  'allowed: a duration above zero (ISO 8601) such as "P1M", "P1DT12H", or "31 days", "36 h", "90 min", "30 s"';

/**
 * What a request's body asks for, or everything that is wrong with it.
 *
 * Years, months, weeks and days are those of the calendar in `timeZone`: a month after 31 January is the end of
 * February, at the same hour of the day. "31 days" in words are 31 times 24 hours.
 *
 * @param timeZone  the market's IANA zone
 */
export function parseAdvance(
  body: unknown,
  timeZone: string,
): AdvanceRequest | { readonly invalidParams: readonly InvalidParam[] } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return {
      invalidParams: [{ param: 'body', reason: `got ${show(body)}; allowed: {"to": …} or {"by": …}` }],
    };
  const { to, by, ...others } = body as { to?: unknown; by?: unknown };
  const invalidParams: InvalidParam[] = Object.entries(others).map(([param, value]) => ({
    param,
    reason: `got ${show(value)}; there is no such member; allowed: to, by`,
  }));
  if ((to === undefined) === (by === undefined))
    invalidParams.push({
      param: 'to',
      reason: `got ${to === undefined ? 'neither "to" nor "by"' : 'both "to" and "by"'}; allowed: one of them`,
    });
  const toMs = to === undefined ? undefined : instantMs(to);
  if (to !== undefined && toMs === undefined)
    invalidParams.push({ param: 'to', reason: `got ${show(to)}; ${ALLOWED_TO}` });
  const from = by === undefined ? undefined : advancer(by, timeZone);
  if (by !== undefined && from === undefined)
    invalidParams.push({ param: 'by', reason: `got ${show(by)}; ${ALLOWED_BY}` });
  if (invalidParams.length > 0) return { invalidParams };
  return toMs === undefined ? { from: from! } : { toMs };
}

function instantMs(text: unknown): number | undefined {
  if (typeof text !== 'string' || !INSTANT.test(text)) return undefined;
  const at = DateTime.fromISO(text);
  return at.isValid && at.toMillis() < LATEST_MS ? at.toMillis() : undefined;
}

function advancer(text: unknown, timeZone: string): ((nowMs: number) => number) | undefined {
  if (typeof text !== 'string') return undefined;
  const quantity = parseQuantity(text);
  if (quantity !== undefined)
    return quantity.unit === 'seconds' && quantity.amount > 0
      ? (nowMs) => nowMs + quantity.amount * 1000
      : undefined;
  const duration = DURATION.test(text) ? Duration.fromISO(text) : undefined;
  if (duration === undefined || !duration.isValid || duration.toMillis() <= 0) return undefined;
  return (nowMs) => DateTime.fromMillis(nowMs, { zone: timeZone }).plus(duration).toMillis();
}

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
