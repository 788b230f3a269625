/** What a policy control function subscribes with: SpendingLimitContext (TS 29.594 §5.6.2.2). */
import { type NotifyPolicy, notifyUriProblem } from '../notify/notify-uri.js';
import type { InvalidParam } from './problem.js';

export interface SpendingLimitContext {
  /** `imsi-…`. */
  readonly supi: string;
  /** Policy counters to be told about; absent = all of the plan. */
  readonly counters?: readonly string[];
  /** Without a slash at its end. */
  readonly notifUri: string;
  readonly notifId?: string;
  /** Epoch milliseconds: as asked for, but no later than `LONGEST_MS` from now. */
  readonly expiresAtMs: number;
}

/** Subscriptions of network functions that went away must not stay for ever. */
export const LONGEST_MS = 30 * 86_400_000;

/** Counters that one subscription may name, and the length of names and ids. */
const MOST_COUNTERS = 64;
const MOST_CHARACTERS = 128;

const SUPI = /^imsi-\d{5,15}$/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export type ParsedContext =
  | { readonly ok: true; readonly context: SpendingLimitContext }
  | { readonly ok: false; readonly invalidParams: readonly InvalidParam[] };

/** Reads a body, and reports all that is wrong with it at once. Attributes that are not ours are left alone. */
export function parseSpendingLimitContext(body: unknown, policy: NotifyPolicy, nowMs: number): ParsedContext {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return {
      ok: false,
      invalidParams: [{ param: '', reason: `got ${echo(body)}; allowed: a SpendingLimitContext` }],
    };
  }
  const { supi, policyCounterIds, notifUri, expiry, notifId, supportedFeatures } = body as Record<
    string,
    unknown
  >;
  const invalidParams: InvalidParam[] = [];
  const wrong = (param: string, value: unknown, allowed: string) =>
    invalidParams.push({
      param,
      reason: `${value === undefined ? 'missing' : `got ${echo(value)}`}; allowed: ${allowed}`,
    });

  if (typeof supi !== 'string' || !SUPI.test(supi)) wrong('/supi', supi, '"imsi-" and 5 to 15 digits');
  if (typeof notifUri !== 'string') wrong('/notifUri', notifUri, 'the URI that is notified');
  else {
    const reason = notifyUriProblem(notifUri, policy);
    if (reason !== undefined) invalidParams.push({ param: '/notifUri', reason });
  }
  const names = `1 to ${MOST_COUNTERS} different names of 1 to ${MOST_CHARACTERS} characters`;
  if (policyCounterIds !== undefined && !isListOfNames(policyCounterIds))
    wrong('/policyCounterIds', policyCounterIds, names);
  if (notifId !== undefined && !isName(notifId))
    wrong('/notifId', notifId, `1 to ${MOST_CHARACTERS} characters`);
  if (
    supportedFeatures !== undefined &&
    !(typeof supportedFeatures === 'string' && /^[A-Fa-f0-9]*$/.test(supportedFeatures))
  )
    wrong('/supportedFeatures', supportedFeatures, 'hexadecimal digits');
  const expiresAtMs = expiry === undefined ? nowMs + LONGEST_MS : timeOf(expiry);
  if (expiresAtMs === undefined || expiresAtMs <= nowMs)
    wrong('/expiry', expiry, `a date and time with its offset, after ${new Date(nowMs).toISOString()}`);
  if (invalidParams.length > 0) return { ok: false, invalidParams };
  return {
    ok: true,
    context: {
      supi: supi as string,
      notifUri: (notifUri as string).replace(/\/+$/, ''),
      expiresAtMs: Math.min(expiresAtMs as number, nowMs + LONGEST_MS),
      ...(policyCounterIds === undefined ? {} : { counters: policyCounterIds as string[] }),
      ...(notifId === undefined ? {} : { notifId: notifId as string }),
    },
  };
}

function isListOfNames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MOST_COUNTERS &&
    value.every(isName) &&
    new Set(value).size === value.length
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= MOST_CHARACTERS;
}

function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !DATE_TIME.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function echo(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}
