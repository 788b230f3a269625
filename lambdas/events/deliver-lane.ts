/** Sends what waits in a lane, in order, until it is empty, its listener fails, or time is up. */
import type { PartnerEvent } from '../../domain/events/event.js';
import { CLOUD_EVENT, messageFor } from '../../domain/events/message.js';
import { isGivenUp, nextAttemptMs } from '../../domain/events/schedule.js';
import { seatAgainMs, seatsOf } from '../../domain/events/seats.js';
import { activeSecrets, signatureOf } from '../../domain/events/signature.js';
import {
  type CallbackPolicy,
  callbackUrlProblem,
  isLocalCallback,
} from '../../domain/notify/callback-url.js';
import { post } from '../shared/post.js';
import {
  type Attempted,
  type DeliveryBook,
  type Known,
  type Lane,
  type Lease,
  type Pending,
  SINK,
} from './delivery-book.js';

export interface DeliverOptions {
  readonly book: DeliveryBook;
  readonly operatorId: string;
  readonly policy: CallbackPolicy;
  /** Real time, ms since the epoch. */
  readonly now: () => number;
  readonly token: () => string;
  /** When no more is begun. */
  readonly deadlineMs: number;
  /** Does the sending; replaced to measure without a network. */
  readonly post?: typeof post;
  /** @default 10 s */
  readonly timeoutMs?: number;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}

export interface LaneResult {
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
  readonly disabled: boolean;
  /** When somebody should look at the lane again: at once when time was up, at the next attempt when one failed. */
  readonly againMs?: number;
}

const TIMEOUT_MS = 10_000;
/** Longer than an attempt and what is written about it. */
const LEASE_MS = 40_000;
/** As long as the function may run. */
const SEATED_MS = 60_000;
const GONE = 410;
/** How often it is noted that an endpoint is well. */
const NOTED_EVERY_MS = 60_000;

interface Outgoing {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends what waits in a lane, when its owner has a seat for it; else has it looked at again. */
export async function deliverLane(lane: Lane, options: DeliverOptions): Promise<LaneResult> {
  const { book, now, random = Math.random } = options;
  const token = options.token();
  const lease = await book.take(lane, token, now(), now() + LEASE_MS);
  if (lease === undefined) return NOTHING;
  const known = lane.endpointId === SINK ? undefined : await book.listener(lane.endpointId);
  const host = await hostOf(lane, known, options);
  if (host === undefined) return work(lane, lease, known, options);
  const { owner, name, failingSince } = host;
  const seats = seatsOf(name, failingSince !== undefined);
  const seat = await book.enter(owner, seats, token, { nowMs: now(), untilMs: now() + SEATED_MS });
  if (seat === undefined) {
    const againMs = seatAgainMs(failingSince, now(), random());
    await book.defer(lane, lease, againMs);
    return { ...NOTHING, againMs };
  }
  try {
    return await work(lane, lease, known, options);
  } finally {
    await book.leave(owner, seat, token);
  }
}

interface Host {
  readonly owner: string;
  /** Of the endpoint, or of where the sink is. */
  readonly name: string;
  readonly failingSince?: string;
}

/** Whom a lane leads to; undefined when nothing of it is to be sent. */
async function hostOf(
  lane: Lane,
  known: Known | undefined,
  { book }: DeliverOptions,
): Promise<Host | undefined> {
  if (known !== undefined) {
    const { owner, failingSince, listener } = known;
    if (listener.status === 'disabled') return undefined;
    return { owner, name: lane.endpointId, ...(failingSince === undefined ? {} : { failingSince }) };
  }
  const first = lane.endpointId === SINK ? await book.first(lane) : undefined;
  const event = first === undefined ? undefined : await book.event(first.eventId);
  if (event?.sink === undefined) return undefined;
  return {
    owner: event.owner,
    name: new URL(event.sink.url).host,
    // Of one that was tried in vain: its other messages are other lanes, of which nothing is known.
    ...(first!.attempts === 0 ? {} : { failingSince: event.time }),
  };
}

const NOTHING = { delivered: 0, failed: 0, dead: 0, disabled: false };

async function work(
  lane: Lane,
  taken: Lease,
  listener: Known | undefined,
  options: DeliverOptions,
): Promise<LaneResult> {
  const { book, now } = options;
  const tally = { ...NOTHING };
  let lease: Lease | undefined = taken;
  let known = listener;
  while (lease !== undefined) {
    if (now() >= options.deadlineMs) {
      const first = await book.first(lane);
      if (first !== undefined) {
        await book.postpone(lane, lease, first, { nowMs: now(), dueMs: now() });
        return { ...tally, againMs: now() };
      }
    }
    const pending = await book.first(lane);
    if (pending === undefined) {
      if (await book.close(lane, lease)) return tally;
      lease = await book.renew(lane, lease, now() + LEASE_MS);
      continue;
    }
    const attempted = await attempt(lane, pending, known, options);
    const nowMs = now();
    if (attempted.as === 'delivered') {
      tally.delivered++;
      known = await noteWell(lane, known, options);
    } else if (attempted.isTried && known !== undefined) {
      const failingSince = await book.noteFailure(lane.endpointId, nowMs, attempted);
      const isGone = attempted.status === GONE;
      known = { ...known, failingSince };
      if (isGone || isGivenUp(failingSince, nowMs)) {
        await book.disable(lane.endpointId, known, isGone ? 'gone' : 'failing', nowMs);
        known = { ...known, listener: { ...known.listener, status: 'disabled' } };
        tally.disabled = true;
      }
    }
    const isOver = attempted.as !== 'failed' || tally.disabled;
    const dueMs = isOver ? undefined : nextAttemptMs(pending.attempts + 1, nowMs);
    if (attempted.as !== 'delivered') tally.failed += attempted.isTried ? 1 : 0;
    if (dueMs !== undefined) {
      await book.postpone(
        lane,
        lease,
        { ...pending, attempts: pending.attempts + 1 },
        { ...told(attempted), nowMs, dueMs },
      );
      return { ...tally, againMs: dueMs };
    }
    const as = attempted.as === 'delivered' ? 'delivered' : 'dead';
    if (as === 'dead') tally.dead++;
    if (
      !(await settled(
        lane,
        lease,
        pending,
        { ...told(attempted), as, nowMs, untilMs: nowMs + LEASE_MS },
        options,
      ))
    )
      return tally;
  }
  return tally;
}

const settled = (
  lane: Lane,
  lease: Lease,
  { attempts, ...pending }: Pending,
  outcome: Parameters<DeliveryBook['settle']>[3],
  { book }: DeliverOptions,
): Promise<boolean> =>
  book.settle(
    lane,
    lease,
    { ...pending, attempts: attempts + ((outcome.status ?? outcome.error) ? 1 : 0) },
    outcome,
  );

const told = ({ status, error }: Attempted): Attempted => ({
  ...(status === undefined ? {} : { status }),
  ...(error === undefined ? {} : { error }),
});

async function noteWell(
  { endpointId }: Lane,
  known: Known | undefined,
  { book, now }: DeliverOptions,
): Promise<Known | undefined> {
  if (known === undefined) return undefined;
  const { failingSince, lastSuccessAt, ...rest } = known;
  const isNoted =
    failingSince === undefined &&
    lastSuccessAt !== undefined &&
    now() - Date.parse(lastSuccessAt) < NOTED_EVERY_MS;
  if (isNoted) return known;
  await book.noteSuccess(endpointId, now());
  return { ...rest, lastSuccessAt: new Date(now()).toISOString() };
}

/** `dead`: sending it again can't help. `isTried`: somebody was asked. */
type Outcome = Attempted & { readonly as: 'delivered' | 'failed' | 'dead'; readonly isTried: boolean };

async function attempt(
  lane: Lane,
  pending: Pending,
  known: Known | undefined,
  options: DeliverOptions,
): Promise<Outcome> {
  const { policy, now, timeoutMs = TIMEOUT_MS } = options;
  const untried = (error: string): Outcome => ({ as: 'dead', isTried: false, error });
  const event = await options.book.event(pending.eventId);
  if (event === undefined) return untried('the event is no more');
  const outgoing = lane.endpointId === SINK ? toSink(event, now()) : toListener(known, event, options);
  if (typeof outgoing === 'string') return untried(outgoing);
  const problem = callbackUrlProblem(outgoing.url, policy);
  if (problem !== undefined) return { as: 'failed', isTried: true, error: problem };
  const url = new URL(outgoing.url);
  try {
    const { status } = await (options.post ?? post)(url, {
      ...outgoing,
      timeoutMs,
      mayBePrivate: isLocalCallback(url, policy),
    });
    if (status >= 200 && status < 300) return { as: 'delivered', isTried: true, status };
    const isRedirect = status >= 300 && status < 400;
    return {
      as: status === GONE ? 'dead' : 'failed',
      isTried: true,
      status,
      error: isRedirect ? `answered ${status}; redirections are not followed` : `answered ${status}`,
    };
  } catch (error) {
    return { as: 'failed', isTried: true, error: error instanceof Error ? error.message : String(error) };
  }
}

function toListener(
  known: Known | undefined,
  event: PartnerEvent,
  { now, operatorId }: DeliverOptions,
): Outgoing | string {
  if (known === undefined) return 'the endpoint was deleted';
  if (known.listener.status === 'disabled') return 'the endpoint is disabled';
  const { url, body } = messageFor(known.listener, event, operatorId);
  const timestampS = Math.floor(now() / 1000);
  return {
    url,
    body,
    headers: {
      'content-type': CLOUD_EVENT,
      'user-agent': 'Wildlily-Webhooks/1',
      'webhook-id': event.id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': signatureOf(activeSecrets(known.listener.secrets, now()), {
        id: event.id,
        timestampS,
        body,
      }),
    },
  };
}

function toSink({ sink, id }: PartnerEvent, nowMs: number): Outgoing | string {
  if (sink === undefined) return 'the event has no sink';
  const { url, accessToken, expiresAt, body } = sink;
  if (expiresAt !== undefined && Date.parse(expiresAt) <= nowMs) return 'the token of the sink has expired';
  return {
    url,
    body: JSON.stringify(body),
    headers: {
      'content-type': CLOUD_EVENT,
      'user-agent': 'Wildlily-Webhooks/1',
      'webhook-id': id,
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
    },
  };
}
