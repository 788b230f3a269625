/** Nchf_SpendingLimitControl over HTTP: subscribe, modify and end; notifications are `notifier.ts`. */
import { randomUUID } from 'node:crypto';
import { policyCounters, statusInfos, type StatusInfos } from '../../domain/policy/counter-status.js';
import type { NotifyPolicy } from '../../domain/notify/notify-uri.js';
import { policyProblems, type PolicyProblem } from '../../domain/policy/problem.js';
import {
  parseSpendingLimitContext,
  type SpendingLimitContext,
} from '../../domain/policy/spending-limit-context.js';
import { answered } from '../../domain/policy/spending-limit-status.js';
import type { NetworkRequest } from '../shared/front-door-event.js';
import { parseJson } from '../shared/parse-json.js';
import type { ReadCounters } from './account-counters.js';
import { subscriptionId, type PolicySubscription, type SubscriptionStore } from './subscription-store.js';

export interface SpendingLimitOptions {
  readonly store: SubscriptionStore;
  /** The account that charges a SUPI; undefined = no such subscriber. */
  readonly accountOf: (supi: string) => Promise<string | undefined>;
  readonly readCounters: ReadCounters;
  readonly notify: NotifyPolicy;
  readonly now: () => Promise<number>;
}

export interface NetworkResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ROUTE = /\/nchf-spendinglimitcontrol\/v1\/subscriptions(?:\/([^/]+))?\/?$/;
const ID = /^imsi-\d{5,15}\.[0-9a-f]{32}$/;
/** Far more than a subscription with all its counters takes. */
const MAX_BODY = 64 * 1024;

export async function serveSpendingLimits(
  request: NetworkRequest,
  options: SpendingLimitOptions,
): Promise<NetworkResponse> {
  const { method, path } = request;
  const route = ROUTE.exec(path);
  const id = route?.[1];
  if (route !== null && id === undefined && method === 'POST') return subscribe(request, options);
  if (id !== undefined && method === 'PUT') return modify(id, request, options);
  if (id !== undefined && method === 'DELETE') return end(id, options);
  return refuse(policyProblems.unknownRoute(method, path));
}

async function subscribe(request: NetworkRequest, options: SpendingLimitOptions): Promise<NetworkResponse> {
  const read = await readContext(request, options);
  if ('problem' in read) return refuse(read.problem);
  const id = subscriptionId(read.context.supi, randomUUID().replaceAll('-', ''));
  const subscription = { ...read.context, id, told: {}, revision: 0 };
  // Before the counters are read: what changes from now on is notified, so nothing falls in between.
  await options.store.put(subscription);
  const infos = await statusNow(subscription, read.accountKey, options);
  const location = `${request.origin}${request.path.replace(/\/$/, '')}/${id}`;
  return answer(201, answered(read.context, infos), { location });
}

async function modify(
  id: string,
  request: NetworkRequest,
  options: SpendingLimitOptions,
  round = 1,
): Promise<NetworkResponse> {
  const known = await live(id, options);
  if (known === undefined) return refuse(policyProblems.unknownSubscription(id));
  const read = await readContext(request, options);
  if ('problem' in read) return refuse(read.problem);
  if (read.context.supi !== known.supi) {
    const reason = `got "${read.context.supi}"; allowed: ${known.supi}, whose subscription this is`;
    return refuse(policyProblems.malformed([{ param: '/supi', reason }]));
  }
  const changed = { ...read.context, id, told: {}, revision: known.revision + 1 };
  // One that was ended meanwhile must not come back; one that was told something meanwhile is changed all the same.
  if (!(await options.store.replace(changed, known)))
    return round < MOST_ROUNDS ? modify(id, request, options, round + 1) : busy(id);
  return answer(200, answered(read.context, await statusNow(changed, read.accountKey, options)));
}

async function end(id: string, options: SpendingLimitOptions): Promise<NetworkResponse> {
  const known = await live(id, options);
  if (known === undefined) return refuse(policyProblems.unknownSubscription(id));
  await options.store.remove(id);
  return { status: 204, headers: {} };
}

async function live(
  id: string,
  { now, store }: SpendingLimitOptions,
): Promise<PolicySubscription | undefined> {
  if (!ID.test(id)) return undefined;
  const known = await store.get(id);
  return known === undefined || known.expiresAtMs <= (await now()) ? undefined : known;
}

/** What a stored subscription is answered. Where a notification came before that, what is true after it. */
async function statusNow(
  subscription: PolicySubscription,
  accountKey: string,
  { now, readCounters, store: rows }: SpendingLimitOptions,
): Promise<StatusInfos> {
  let row: PolicySubscription | undefined = subscription;
  for (let round = 0; round < MOST_ROUNDS && row !== undefined; round++) {
    const counted = await readCounters(accountKey, await now());
    if (counted === undefined) break;
    const infos = statusInfos(counted.plan, counted.account, row.supi, row.counters);
    if (await rows.noteTold(row, infos)) return infos;
    row = await rows.get(row.id);
  }
  return busy(subscription.id);
}

/** @throws Error always: answered 503, to be sent again */
function busy(id: string): never {
  throw new Error(`subscription ${id} could not be answered: others write it or its account`);
}

/** Notifications that may come between a subscription and its answer. */
const MOST_ROUNDS = 5;

type Read =
  | { readonly context: SpendingLimitContext; readonly accountKey: string }
  | { readonly problem: PolicyProblem };

async function readContext(request: NetworkRequest, options: SpendingLimitOptions): Promise<Read> {
  const json = readJson(request);
  if ('problem' in json) return json;
  const nowMs = await options.now();
  const parsed = parseSpendingLimitContext(json.json, options.notify, nowMs);
  if (!parsed.ok) return { problem: policyProblems.malformed(parsed.invalidParams) };
  const { counters, supi } = parsed.context;
  const accountKey = await options.accountOf(supi);
  const counted = accountKey === undefined ? undefined : await options.readCounters(accountKey, nowMs);
  if (accountKey === undefined || counted === undefined) return { problem: policyProblems.unknownUser(supi) };
  const ids = policyCounters(counted.plan).map(({ id }) => id);
  if (ids.length === 0) return { problem: policyProblems.noCounters(supi) };
  const unknown = (counters ?? []).flatMap((id, i) =>
    ids.includes(id)
      ? []
      : [{ param: `/policyCounterIds/${i}`, reason: `got "${id}"; allowed: ${ids.join(', ')}` }],
  );
  if (unknown.length > 0) return { problem: policyProblems.unknownCounters(unknown) };
  return { context: parsed.context, accountKey };
}

function readJson({ body, contentType }: NetworkRequest): { json: unknown } | { problem: PolicyProblem } {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(contentType))
    return { problem: policyProblems.mediaType(contentType) };
  if (body.length > MAX_BODY) return { problem: policyProblems.tooLarge(body.length, MAX_BODY) };
  try {
    return { json: parseJson(body) };
  } catch (error) {
    return { problem: policyProblems.notJson((error as Error).message) };
  }
}

function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): NetworkResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export function refuse(problem: PolicyProblem): NetworkResponse {
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem.status === 503 ? { 'retry-after': '1' } : {}),
    },
    body: JSON.stringify(problem),
  };
}
