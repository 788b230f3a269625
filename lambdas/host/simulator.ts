/** The simulated host of a sandbox: takes requests, keeps them, calls back; and its SM-DP+. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { bareIccid } from '../../domain/host/es2plus.js';
import type { HostAnswer, HostRequest } from '../../domain/host/request.js';
import { signCallback, SIGNATURE_HEADER } from '../../domain/host/signature.js';
import { behaviourOf, type Simulation, simulationFor } from '../../domain/host/simulation.js';
import { fromItem } from '../shared/attributes.js';
import { json, problem } from '../shared/problem.js';

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
  await keep(request.requestId, taken, options);
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

async function keep(
  requestId: string,
  taken: Taken,
  { client, table, now }: SimulatorOptions,
): Promise<void> {
  await client.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        ...keyOf(requestId),
        taken: { S: JSON.stringify(taken) },
        ttl: { N: String(Math.floor(now() / 1000) + KEPT_S) },
      },
    }),
  );
}

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
  readonly iccid: string;
  readonly eid?: string;
}

/** Profiles as SM-DP+ do them: an order that fails says why in the status of its answer, not in HTTP. */
async function es2(name: string, { iccid, eid }: Es2Message, options: SimulatorOptions): Promise<Answer> {
  const bare = bareIccid(iccid);
  const failed = await failedProfile(bare, options);
  if (failed !== undefined && name !== 'cancelOrder')
    return json(200, {
      header: {
        functionExecutionStatus: {
          status: 'Failed',
          statusCodeData: { subjectCode: '8.2.1', reasonCode: '4.2', message: `simulated: ${failed}` },
        },
      },
    });
  const header = { functionExecutionStatus: { status: 'Executed-Success' } };
  if (name === 'confirmOrder')
    return json(200, {
      header,
      ...(eid === undefined ? {} : { eid }),
      // Follows from the card: the order that is sent again gets the same code.
      matchingId: createHash('sha256')
        .update(`${options.key}${bare}`)
        .digest('hex')
        .slice(0, 20)
        .toUpperCase(),
      smdpAddress: options.smdpAddress,
    });
  return json(200, { header, ...(name === 'downloadOrder' ? { iccid } : {}) });
}

/** An ES2+ message has no owner: a simulation of `order-profile` is found by its card alone. */
async function failedProfile(iccid: string, options: SimulatorOptions): Promise<string | undefined> {
  const found = (await simulations(options)).find(
    ({ kind, match = {}, times }) =>
      kind === 'sim-failure' && match.iccid === iccid && (times === undefined || times > 0),
  );
  if (found !== undefined) await use(found, options);
  return found === undefined ? undefined : (found.code ?? found.kind);
}
