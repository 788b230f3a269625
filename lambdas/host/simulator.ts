/** The simulated host of a sandbox: takes requests, keeps them, calls back; and its SM-DP+. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { bareIccid } from '../../domain/host/es2plus.js';
import type { HostAnswer, HostRequest } from '../../domain/host/request.js';
import { signCallback, SIGNATURE_HEADER } from '../../domain/host/signature.js';
import { behaviourOf, type Simulation, simulationFor } from '../../domain/host/simulation.js';
import { fromItem } from '../shared/attributes.js';
import { json, problem } from '../shared/problem.js';
import { HostRecords } from './host-records.js';

type Answer = APIGatewayProxyStructuredResultV2;

export interface SimulatorOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Sent as bearer token, and the key of callbacks. */
  readonly key: string;
  /** What the SM-DP+ is called in activation codes. */
  readonly smdpAddress: string;
  /** Calls {@link callBack} for a request after so many seconds. */
  readonly later: (requestId: string, afterS: number) => Promise<void>;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
}

/** A request as the host has it. */
interface Taken {
  readonly callbackUrl: string;
  readonly answer: HostAnswer;
  readonly atMs: number;
}

const KEPT_S = 30 * 24 * 3600;
const keyOf = (requestId: string) => ({ pk: { S: `HOSTSIM#${requestId}` }, sk: { S: 'META' } });

export async function serveSimulator(
  event: APIGatewayProxyEventV2,
  options: SimulatorOptions,
): Promise<Answer> {
  if (event.headers['authorization'] !== `Bearer ${options.key}`)
    return problem(401, 'token-invalid', { detail: 'the bearer token is not the one that was agreed' });
  const body = JSON.parse(event.body ?? 'null') as unknown;
  switch (event.routeKey) {
    case 'POST /host-simulator/requests':
      return takeRequest(body as HostRequest & { readonly callbackUrl: string }, options);
    case 'GET /host-simulator/requests/{requestId}':
      return tellRequest(event.pathParameters?.['requestId'] ?? '', options);
    case 'POST /host-simulator/gsma/rsp2/es2plus/{function}':
      return es2(event.pathParameters?.['function'] ?? '', body as Es2Message, options);
    default:
      return problem(404, 'route-not-found', { detail: `${event.routeKey} is not served here` });
  }
}

async function takeRequest(
  { callbackUrl, ...request }: HostRequest & { readonly callbackUrl: string },
  options: SimulatorOptions,
): Promise<Answer> {
  const before = await find(request.requestId, options);
  if (before !== undefined) return tell(before, options);
  const simulation = simulationFor(request, await simulations(options));
  const behaviour = behaviourOf(request, simulation);
  if (simulation !== undefined) await use(simulation, options);
  if (behaviour.kind === 'down') return problem(503, 'host-down', { detail: 'simulated: the host is down' });
  const isLater = behaviour.kind === 'later';
  const taken: Taken = {
    callbackUrl,
    answer: behaviour.answer,
    atMs: options.now() + (isLater ? behaviour.afterS * 1000 : 0),
  };
  if (!(await keep(request.requestId, taken, options)))
    return tell((await find(request.requestId, options))!, options);
  if (!isLater) return json(200, behaviour.answer);
  await options.later(request.requestId, behaviour.afterS);
  return json(202, { state: 'pending' });
}

async function tellRequest(requestId: string, options: SimulatorOptions): Promise<Answer> {
  const taken = await find(decodeURIComponent(requestId), options);
  return taken === undefined
    ? problem(404, 'request-unknown', { detail: `there is no request "${requestId}"` })
    : tell(taken, options);
}

const tell = ({ answer, atMs }: Taken, { now }: SimulatorOptions): Answer =>
  atMs > now() ? json(202, { state: 'pending' }) : json(200, answer);

/**
 * Tells the operator what became of a request.
 *
 * @throws Error when it was not taken: the call is made again
 */
export async function callBack(requestId: string, options: SimulatorOptions): Promise<void> {
  const taken = await find(requestId, options);
  if (taken === undefined) return;
  const body = JSON.stringify({ requestId, ...taken.answer });
  const response = await fetch(taken.callbackUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [SIGNATURE_HEADER]: signCallback(body, options.key, options.now()),
    },
    body,
  });
  if (!response.ok) throw new Error(`the callback of ${requestId} was answered ${response.status}`);
}

async function find(requestId: string, { client, table }: SimulatorOptions): Promise<Taken | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: keyOf(requestId), ConsistentRead: true }),
  );
  return item === undefined ? undefined : (JSON.parse(item['taken']?.S ?? '{}') as Taken);
}

/** @returns false: somebody was first */
async function keep(
  requestId: string,
  taken: Taken,
  { client, table, now }: SimulatorOptions,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...keyOf(requestId),
          taken: { S: JSON.stringify(taken) },
          ttl: { N: String(Math.floor(now() / 1000) + KEPT_S) },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Whether something is done for the first time. */
const once = async (name: string, options: SimulatorOptions): Promise<boolean> =>
  keep(name, { callbackUrl: '', answer: { state: 'done' }, atMs: options.now() }, options);

/** All that are in force, in the order in which they were made. */
async function simulations({ client, table }: SimulatorOptions): Promise<Simulation[]> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'SIMULATIONS' } },
    }),
  );
  return items.map((item) => fromItem(item) as unknown as Simulation);
}

/** Counts down those that apply to so many requests. */
async function use({ id, times }: Simulation, { client, table }: SimulatorOptions): Promise<void> {
  if (times === undefined) return;
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: `SIMULATION#${id}` }, sk: { S: 'META' } },
        UpdateExpression: 'ADD times :less, revision :one',
        ConditionExpression: 'times > :none',
        ExpressionAttributeValues: { ':less': { N: '-1' }, ':none': { N: '0' }, ':one': { N: '1' } },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

interface Es2Message {
  readonly header?: { readonly functionCallIdentifier?: string };
  readonly iccid: string;
  readonly eid?: string;
  readonly matchingId?: string;
}

/**
 * Profiles as SM-DP+ do them: an order that fails says why in the status of its answer, not in HTTP, and what was done
 * before is in use already. Whose order it is says the request that the call is named by.
 */
async function es2(name: string, message: Es2Message, options: SimulatorOptions): Promise<Answer> {
  const { iccid, eid, matchingId, header } = message;
  const requestId = (header?.functionCallIdentifier ?? '').replace(/\.[dc]$/, '');
  const request = (await new HostRecords(options.client, options.table).find(requestId))?.request;
  const simulation = request && simulationFor(request, await simulations(options));
  const behaviour = request && behaviourOf(request, simulation);
  if (behaviour?.kind === 'down') {
    await use(simulation!, options);
    return problem(503, 'host-down', { detail: 'simulated: the SM-DP+ is down' });
  }
  if (behaviour?.answer.state === 'declined') {
    await use(simulation!, options);
    return failed('4.2', `simulated: ${behaviour.answer.code}`);
  }
  const profile = `ES2#${bareIccid(iccid)}`;
  const isNew = await once(`${profile}#${name}#${matchingId ?? ''}`, options);
  if (name !== 'cancelOrder' && !isNew) return failed('3.3', 'simulated: in use already');
  const done = { functionExecutionStatus: { status: 'Executed-Success' } };
  if (name === 'confirmOrder')
    return json(200, {
      header: done,
      ...(eid === undefined ? {} : { eid }),
      matchingId,
      smdpAddress: options.smdpAddress,
    });
  return json(200, { header: done, ...(name === 'downloadOrder' ? { iccid } : {}) });
}

const failed = (reasonCode: string, message: string): Answer =>
  json(200, {
    header: {
      functionExecutionStatus: {
        status: 'Failed',
        statusCodeData: { subjectCode: '8.2.1', reasonCode, message },
      },
    },
  });
