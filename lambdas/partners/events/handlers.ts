/** Events of the partner API: listeners of TM Forum hubs, webhook endpoints, replays, and lists for who asks. */
import { randomBytes } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  type HubListener,
  hubQuery,
  isSameListener,
  type Listener,
  type WebhookEndpoint,
} from '../../../domain/events/listener.js';
import { cloudEvent } from '../../../domain/events/message.js';
import type { EndpointCreate, EndpointUpdate, ReplayAsked } from '../../../domain/events/schemas.js';
import { rotated, secretOf } from '../../../domain/events/signature.js';
import { type CallbackPolicy, callbackUrlProblem } from '../../../domain/notify/callback-url.js';
import { newId } from '../../../domain/partners/ids.js';
import type { TmfApiName } from '../../../domain/partners/routes.js';
import { deadOf, healthKey } from '../../events/dynamodb-deliveries.js';
import { pageOfEvents, readEvent } from '../../events/event-row.js';
import {
  endpointBook,
  type Found,
  hubBook,
  type ListenerRecord,
  listenersOf,
  readListeners,
} from '../../events/listeners.js';
import { sendAll } from '../../events/outbox.js';
import { keepReplay, type Replay } from '../../events/replay.js';
import { fromItem } from '../../shared/attributes.js';
import { json, type InvalidParam } from '../../shared/problem.js';
import { answerList, answerOne, listQuery } from '../kernel/list.js';
import { maySee, ownerOf } from '../kernel/partner.js';
import { invalid, notFound, RefusedError } from '../kernel/refused.js';
import { created, noContent, type PartnerHandler, type PartnerRequest } from '../kernel/serve.js';

export interface EventsOffice {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly operatorId: string;
  readonly policy: CallbackPolicy;
  readonly queueUrl: string | undefined;
  /** Real time, ms since the epoch. */
  readonly now: () => number;
}

/** Of one owner, so that telling an event stays one thing. */
const MOST_LISTENERS = 100;
/** Events are listed by several at once: what is younger is not shown yet, so that nobody who asks by cursor misses any. */
const SETTLED_MS = 3_000;
const SHOWN_DEAD = 100;
const MOST_PAGES = 20;
const SECRET_BYTES = 24;

export function eventsHandlers(office: EventsOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    registerListener: (request) => register(office, request),
    unregisterListener: (request) => unregister(office, request),
    listEvents: (request) => listEvents(office, request),
    retrieveEvent: (request) => retrieveEvent(office, request),
    createWebhookEndpoint: (request) => createEndpoint(office, request),
    listWebhookEndpoints: (request) =>
      answerList(
        listQuery(request.query, ['id', 'url', 'status', 'description', 'types']),
        endpointBook(office.client, office.table).list(request.partner),
        (record) => view(record, request),
      ),
    retrieveWebhookEndpoint: (request) => retrieveEndpoint(office, request),
    patchWebhookEndpoint: (request) => patchEndpoint(office, request),
    deleteWebhookEndpoint: (request) => deleteEndpoint(office, request),
    replayWebhookEndpoint: (request) => replay(office, request),
  };
}

/**
 * What is wrong with a callback, by its text alone. Where its name leads is looked up, and pinned, with every delivery:
 * an answer here that depended on it would tell partners what our resolver knows.
 */
function callbackProblems(param: string, text: string, policy: CallbackPolicy): readonly InvalidParam[] {
  const reason = callbackUrlProblem(text, policy);
  return reason === undefined ? [] : [{ param, reason }];
}

async function register(office: EventsOffice, request: PartnerRequest) {
  const { callback, query } = request.body as { callback: string; query?: string };
  const api = request.route.api as TmfApiName;
  const asked = hubQuery(api, query ?? '');
  const problems: InvalidParam[] = [
    ...callbackProblems('callback', callback, office.policy),
    ...('problems' in asked ? asked.problems.map((reason) => ({ param: 'query', reason })) : []),
  ];
  if (problems.length > 0 || 'problems' in asked) throw invalid('invalid-listener', problems);
  const owner = ownerOf(request.partner);
  const id = newId('hub', request.seed);
  const listener: HubListener = {
    form: 'hub',
    api,
    url: callback,
    ...(query === undefined ? {} : { query }),
    ...asked,
    secrets: [{ secret: newSecret() }],
    status: 'enabled',
  };
  const others = await readListeners(office.client, office.table, owner);
  const same = others.find(
    (other) => other.id !== id && other.form === 'hub' && isSameListener(other, listener),
  );
  if (same !== undefined)
    throw new RefusedError(409, 'listener-exists', `listener ${same.id} has this callback and query already`);
  mustHaveRoom(others, id);
  const record = await hubBook(office.client, office.table).create({
    id,
    owner,
    nowMs: request.nowMs,
    value: { ...listener, ...found(owner, id) },
  });
  return json(
    201,
    { id, callback, ...(query === undefined ? {} : { query }) },
    {
      location: `${request.baseUrl}${request.route.path}/${id}`,
      // The standard's answer has no room for it.
      'x-webhook-secret': record?.secrets[0]?.secret ?? '',
    },
  );
}

async function unregister(office: EventsOffice, request: PartnerRequest) {
  const id = request.path['id'] ?? '';
  const book = hubBook(office.client, office.table);
  const record = await book.mustGet(request.partner, id);
  if (record.form !== 'hub' || record.api !== request.route.api) throw notFound('listener', id);
  const also = [{ Delete: { TableName: office.table, Key: healthKey(id) } }];
  if (!(await book.remove(record, also))) throw changed();
  return noContent();
}

async function createEndpoint(office: EventsOffice, request: PartnerRequest) {
  const { url, types, description } = request.body as EndpointCreate;
  const problems = callbackProblems('url', url, office.policy);
  if (problems.length > 0) throw invalid('invalid-endpoint', problems);
  const owner = ownerOf(request.partner);
  const id = newId('we', request.seed);
  mustHaveRoom(await readListeners(office.client, office.table, owner), id);
  const endpoint: WebhookEndpoint = {
    form: 'endpoint',
    url,
    ...(types === undefined ? {} : { types }),
    ...(description === undefined ? {} : { description }),
    secrets: [{ secret: newSecret() }],
    status: 'enabled',
  };
  const record = await endpointBook(office.client, office.table).create({
    id,
    owner,
    nowMs: request.nowMs,
    value: { ...endpoint, ...found(owner, id) },
  });
  if (record === undefined) throw changed();
  return created({ ...view(record, request), secret: record.secrets[0]?.secret });
}

async function retrieveEndpoint(office: EventsOffice, request: PartnerRequest) {
  const record = await mustGetEndpoint(office, request);
  const { client, table } = office;
  const [{ Item: health }, { Items: dead = [] }] = await Promise.all([
    client.send(new GetItemCommand({ TableName: table, Key: healthKey(record.id) })),
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :dead',
        ExpressionAttributeValues: { ':dead': { S: deadOf(record.id) } },
        ScanIndexForward: false,
        Limit: SHOWN_DEAD,
      }),
    ),
  ]);
  const { failingSince, lastSuccessAt, lastError } = health === undefined ? {} : fromItem(health);
  return answerOne(
    {
      ...view(record, request),
      ...(failingSince === undefined ? {} : { failingSince, lastError }),
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
      deadLetters: dead
        .map((item) => fromItem(item))
        .map(({ eventId, type, time, updatedAt }) => ({ eventId, type, time, diedAt: updatedAt })),
    },
    request.query,
  );
}

async function patchEndpoint(office: EventsOffice, request: PartnerRequest) {
  const patch = request.body as EndpointUpdate;
  const record = await mustGetEndpoint(office, request);
  if (record.form !== 'endpoint') throw notFound('webhook-endpoint', record.id);
  if (patch.url !== undefined) {
    const problems = callbackProblems('url', patch.url, office.policy);
    if (problems.length > 0) throw invalid('invalid-endpoint', problems);
  }
  // The same request again, after a crash, finds the secret that it made.
  const rotates = patch.rotateSecret === true && record.rotatedBy !== request.seed;
  const { types, description, disabledReason, disabledAt, ...same } = record;
  const isDisabled = (patch.status ?? record.status) === 'disabled';
  const value: Listener & Found = {
    ...same,
    ...optional('types', patch.types === undefined ? types : (patch.types ?? undefined)),
    ...optional(
      'description',
      patch.description === undefined ? description : (patch.description ?? undefined),
    ),
    ...(isDisabled
      ? {
          disabledReason: record.status === 'disabled' ? (disabledReason ?? 'asked') : 'asked',
          disabledAt: disabledAt ?? new Date(request.nowMs).toISOString(),
        }
      : {}),
    url: patch.url ?? record.url,
    status: isDisabled ? 'disabled' : 'enabled',
    ...(rotates
      ? { secrets: rotated(record.secrets, newSecret(), office.now()), rotatedBy: request.seed }
      : {}),
  };
  // Enabled again, what it failed before does not count.
  const enabled =
    record.status === 'disabled' && !isDisabled
      ? [{ Delete: { TableName: office.table, Key: healthKey(record.id) } }]
      : [];
  const after = await endpointBook(office.client, office.table).update(record, value, request.nowMs, enabled);
  if (after === undefined) throw changed();
  const secret = patch.rotateSecret === true ? after.secrets[0]?.secret : undefined;
  return json(200, { ...view(after, request), ...optional('secret', secret) });
}

async function deleteEndpoint(office: EventsOffice, request: PartnerRequest) {
  const record = await mustGetEndpoint(office, request);
  const also = [{ Delete: { TableName: office.table, Key: healthKey(record.id) } }];
  if (!(await endpointBook(office.client, office.table).remove(record, also))) throw changed();
  return noContent();
}

async function replay(office: EventsOffice, request: PartnerRequest) {
  const { from, to, types } = request.body as ReplayAsked;
  const record = await mustGetEndpoint(office, request);
  if (Date.parse(from) >= Date.parse(to))
    throw invalid('invalid-replay', [{ param: 'to', reason: `got "${to}"; allowed: after from, "${from}"` }]);
  if (record.status === 'disabled')
    throw new RefusedError(409, 'endpoint-disabled', `${record.id} is disabled; enable it first`);
  const asked: Replay = {
    id: newId('rpl', request.seed),
    endpointId: record.id,
    owner: record.owner,
    from,
    to,
    ...(types === undefined ? {} : { types }),
    state: 'accepted',
    askedAt: new Date(office.now()).toISOString(),
  };
  await keepReplay(office.client, office.table, asked);
  await sendAll(office.queueUrl, [{ replayId: asked.id }]);
  const { owner: _owner, askedAt: _at, ...answer } = asked;
  return json(202, answer);
}

async function listEvents(office: EventsOffice, request: PartnerRequest) {
  const { after, type, subject, limit: limitText = '50', ...others } = request.query;
  const limit = Number(limitText);
  const start = after === undefined ? undefined : Buffer.from(after, 'base64url').toString('utf8');
  const problems: InvalidParam[] = [
    ...Object.entries(others).map(([param, value]) => ({
      param,
      reason: `got "${value}"; there is no such parameter; allowed: after, type, subject, limit`,
    })),
    ...(/^\d{1,3}$/.test(limitText) && limit >= 1 && limit <= 200
      ? []
      : [{ param: 'limit', reason: `got "${limitText}"; allowed: whole number from 1 to 200` }]),
    ...(start === undefined || /^\d{4}-\d\d-\d\dT[\d:.]+Z#evt_[0-9a-zA-Z_-]+$/.test(start)
      ? []
      : [{ param: 'after', reason: `got "${after}"; allowed: the x-next-after of the page before` }]),
  ];
  if (problems.length > 0) throw invalid('invalid-query', problems);
  const before = new Date(office.now() - SETTLED_MS).toISOString();
  const events: Readonly<Record<string, unknown>>[] = [];
  let cursor = start;
  // Filters may leave little of a page: so many are read, and who wants more asks again.
  for (let pages = 0; pages < MOST_PAGES && events.length < limit; pages++) {
    const page = await pageOfEvents(office.client, office.table, {
      owner: ownerOf(request.partner),
      after: cursor,
      before,
      limit: limit - events.length,
      type,
      subject,
    });
    events.push(...page.rows.map(({ event }) => cloudEvent(event, office.operatorId)));
    cursor = page.next ?? page.last ?? cursor;
    if (page.next === undefined) break;
  }
  return json(200, events, {
    'x-result-count': String(events.length),
    ...(cursor === undefined ? {} : { 'x-next-after': Buffer.from(cursor, 'utf8').toString('base64url') }),
  });
}

async function retrieveEvent({ client, table, operatorId }: EventsOffice, request: PartnerRequest) {
  const id = request.path['eventId'] ?? '';
  const row = await readEvent(client, table, id);
  if (row === undefined || !maySee(request.partner, row.event.owner)) throw notFound('event', id);
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :d)',
      ExpressionAttributeValues: { ':pk': { S: `EVENT#${id}` }, ':d': { S: 'DELIVERY#' } },
    }),
  );
  const mine = request.partner.isOperator
    ? undefined
    : new Set((await readListeners(client, table, request.partner.id)).map((listener) => listener.id));
  const deliveries = items
    .map((item) => fromItem(item))
    .filter(({ endpointId }) => mine === undefined || endpointId === 'sink' || mine.has(endpointId as string))
    .map(({ endpointId, status, attempts, lastStatus, lastError, nextAttemptAt, updatedAt }) => ({
      endpointId,
      status,
      attempts,
      ...optional('lastStatus', lastStatus),
      ...optional('lastError', lastError),
      ...optional('nextAttemptAt', nextAttemptAt),
      updatedAt,
    }));
  return answerOne({ ...cloudEvent(row.event, operatorId), deliveries }, request.query);
}

async function mustGetEndpoint(office: EventsOffice, request: PartnerRequest): Promise<ListenerRecord> {
  const id = request.path['endpointId'] ?? '';
  const record = await endpointBook(office.client, office.table).mustGet(request.partner, id);
  if (record.form !== 'endpoint') throw notFound('webhook-endpoint', id);
  return record;
}

function view(record: ListenerRecord, { baseUrl }: PartnerRequest): Readonly<Record<string, unknown>> {
  const { id, url, status, disabledReason, disabledAt, createdAt } = record;
  const { types, description } = record as Partial<WebhookEndpoint>;
  return {
    id,
    href: `${baseUrl}/webhook-endpoints/${id}`,
    url,
    ...optional('types', types),
    ...optional('description', description),
    status,
    ...optional('disabledReason', disabledReason),
    ...optional('disabledAt', disabledAt),
    createdAt,
  };
}

const optional = (name: string, value: unknown): Record<string, unknown> =>
  value === undefined ? {} : { [name]: value };

const found = (owner: string, id: string): Found => ({ gsi1pk: listenersOf(owner), gsi1sk: id });

const newSecret = (): string => secretOf(randomBytes(SECRET_BYTES));

function mustHaveRoom(others: readonly ListenerRecord[], id: string): void {
  if (others.filter((other) => other.id !== id).length >= MOST_LISTENERS)
    throw new RefusedError(409, 'too-many-listeners', `allowed: ${MOST_LISTENERS} endpoints and listeners`);
}

const changed = () =>
  new RefusedError(409, 'changed-meanwhile', 'it was changed by somebody else; read it and send it again');
