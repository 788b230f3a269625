/** Subscriptions to SIM swaps: made, listed, read and deleted. */
import {
  dueReason,
  endOf,
  type SimSwapSubscription,
  type SubscriptionSink,
  viewSubscription,
} from '../../../domain/partners/sim-swap/subscription.js';
import { callbackUrlProblem } from '../../../domain/notify/callback-url.js';
import { newId } from '../../../domain/partners/ids.js';
import { BusyError } from '../../accounts/desk.js';
import { wake } from '../../events/outbox.js';
import { json } from '../../shared/problem.js';
import { type AskedSink, credentialOf } from '../carrier-billing/sinks.js';
import { actorOf, maySee, ownerOf } from '../kernel/partner.js';
import type { Recorded } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import { noContent, type PartnerHandler, type PartnerRequest } from '../kernel/serve.js';
import { enrol, isFull, leave, MOST_OF_NUMBER } from './rolls.js';
import { lineOf, mustName } from './line.js';
import type { SimSwapOffice } from './office.js';
import { tellEnded } from './tell.js';

interface Asked {
  readonly protocol: string;
  readonly sink: string;
  readonly sinkCredential?: NonNullable<AskedSink['sinkCredential']>;
  readonly types: readonly string[];
  readonly protocolSettings?: Readonly<Record<string, unknown>>;
  readonly config: {
    readonly subscriptionDetail: { readonly phoneNumber?: string };
    readonly subscriptionExpireTime?: string;
    readonly subscriptionMaxEvents?: number;
  };
}

export function subscriptionHandlers(office: SimSwapOffice): Record<string, PartnerHandler> {
  return {
    createSimSwapSubscription: async (request) => create(office, request),
    retrieveSimSwapSubscription: async (request) =>
      json(200, viewSubscription(await subscriptionOf(office, request), request.nowMs)),
    retrieveSimSwapSubscriptionList: async (request) => list(office, request),
    deleteSimSwapSubscription: async (request) => remove(office, request),
  };
}

const MOST_A_PAGE = 100;
/** When others write at the same moment. */
const ATTEMPTS = 5;

/**
 * The standard's list has no parameters; a partner may have more subscriptions than an answer holds, so it has the pages
 * of CAMARA's other lists.
 */
async function list({ subscriptions }: SimSwapOffice, { partner, nowMs, query }: PartnerRequest) {
  const { page = '1', perPage = String(MOST_A_PAGE), ...others } = query;
  const wrong = [
    ...Object.keys(others).map((name) => `${name}: there is no such parameter; allowed: page, perPage`),
    ...(/^[1-9]\d{0,5}$/.test(page) ? [] : [`page: got "${page}"; allowed: whole number from 1`]),
    ...(/^[1-9]\d{0,2}$/.test(perPage) && Number(perPage) <= MOST_A_PAGE
      ? []
      : [`perPage: got "${perPage}"; allowed: whole number from 1 to ${MOST_A_PAGE}`]),
  ];
  if (wrong.length > 0) throw new RefusedError(400, 'INVALID_ARGUMENT', wrong.join('. '));
  const start = (Number(page) - 1) * Number(perPage);
  const { items, total } = await subscriptions.list(partner).page(start, Number(perPage));
  return json(
    200,
    items.map((subscription) => viewSubscription(subscription, nowMs)),
    { 'x-total-count': String(total), 'content-last-key': String(start + items.length) },
  );
}

async function create(office: SimSwapOffice, request: PartnerRequest) {
  const { nowMs, partner, seed } = request;
  const asked = request.body as Asked;
  const value = await valueOf(office, asked, nowMs);
  const id = newId('sms', seed);
  const owner = ownerOf(partner);
  const { phoneNumber } = value;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const record = await office.subscriptions.create(
      { id, owner, nowMs, value },
      enrol(office.table, { id, owner }, value),
    );
    if (record !== undefined) return json(201, viewSubscription(record, nowMs));
    if (await isFull(office, owner, phoneNumber))
      throw new RefusedError(
        429,
        'QUOTA_EXCEEDED',
        `Out of resource quota: there are ${MOST_OF_NUMBER} subscriptions of yours to ${phoneNumber}; allowed: at most ${MOST_OF_NUMBER}. Delete one first.`,
      );
  }
  throw new BusyError(`others subscribe to ${phoneNumber} at this moment`);
}

/** @throws RefusedError for what is not supported, or is nobody's number */
async function valueOf(office: SimSwapOffice, asked: Asked, nowMs: number): Promise<SimSwapSubscription> {
  const { protocol, types, config, protocolSettings } = asked;
  if (protocol !== 'HTTP')
    throw new RefusedError(400, 'INVALID_PROTOCOL', `Only HTTP is supported: got "${protocol}".`);
  const sink = checkedSink(office, asked);
  const { subscriptionExpireTime: expiresAt, subscriptionMaxEvents: maxEvents } = config;
  mustBeAhead('config.subscriptionExpireTime', expiresAt, nowMs);
  mustBeAhead('sinkCredential.accessTokenExpiresUtc', sink.expiresAt, nowMs);
  const phoneNumber = mustName(config.subscriptionDetail.phoneNumber);
  if ((await lineOf(office, phoneNumber)) === undefined)
    throw new RefusedError(
      422,
      'SERVICE_NOT_APPLICABLE',
      `The service is not available for the provided identifier: phoneNumber ${phoneNumber} is none of this operator.`,
    );
  return {
    phoneNumber,
    sink,
    source: office.source,
    types,
    config: { ...config },
    ...(protocolSettings === undefined ? {} : { protocolSettings }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(maxEvents === undefined ? {} : { maxEvents }),
    status: 'ACTIVE',
    told: 0,
    toldOf: [],
  };
}

/** @throws RefusedError 400 `INVALID_SINK`, `INVALID_CREDENTIAL`, `INVALID_TOKEN` */
function checkedSink({ localHttp }: SimSwapOffice, { sink, sinkCredential }: Asked): SubscriptionSink {
  const problem = callbackUrlProblem(sink, { localHttp });
  if (problem !== undefined) throw new RefusedError(400, 'INVALID_SINK', `sink: ${problem}`);
  return { ...credentialOf(sinkCredential), url: sink };
}

function mustBeAhead(param: string, time: string | undefined, nowMs: number): void {
  if (time !== undefined && Date.parse(time) <= nowMs)
    throw new RefusedError(
      400,
      'INVALID_ARGUMENT',
      `${param}: got "${time}"; allowed: a time to come (now is ${new Date(nowMs).toISOString()}).`,
    );
}

async function subscriptionOf(
  { subscriptions }: SimSwapOffice,
  { path, partner }: PartnerRequest,
): Promise<Recorded<SimSwapSubscription>> {
  const id = path['subscriptionId'] ?? '';
  const found = await subscriptions.get(id);
  if (found === undefined || !maySee(partner, found.owner))
    throw new RefusedError(404, 'NOT_FOUND', `The specified resource is not found: subscription ${id}.`);
  return found;
}

async function remove(office: SimSwapOffice, request: PartnerRequest) {
  const { nowMs } = request;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await subscriptionOf(office, request);
    // Of one that has ended its sink was told, or is about to be.
    const isOver = before.status === 'EXPIRED' || dueReason(before, nowMs) !== undefined;
    const reason = isOver ? endOf(before)?.reason : 'SUBSCRIPTION_DELETED';
    const { writes, eventIds } =
      before.status === 'EXPIRED' || reason === undefined
        ? { writes: [], eventIds: [] }
        : tellEnded(office, before, reason, nowMs, actorOf(request.partner));
    const rolls = before.status === 'EXPIRED' ? [] : leave(office.table, before);
    if (await office.subscriptions.remove(before, [...rolls, ...writes])) {
      await wake(office.eventsQueueUrl, eventIds);
      return noContent();
    }
  }
  throw new BusyError(`others change subscription ${request.path['subscriptionId']} at this moment`);
}
