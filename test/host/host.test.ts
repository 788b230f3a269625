/** The host's client, callbacks and simulator together, over HTTP and one DynamoDB. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HostRequest } from '../../domain/host/request.js';
import { SIGNATURE_HEADER, signCallback, signatureProblem } from '../../domain/host/signature.js';
import { serveCallback } from '../../lambdas/host/callback.js';
import { HostClient } from '../../lambdas/host/host-client.js';
import { HostRecords } from '../../lambdas/host/host-records.js';
import { HostUnavailableError } from '../../lambdas/host/host-unavailable.js';
import { callBack, serveSimulator, type SimulatorOptions } from '../../lambdas/host/simulator.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { openPartnerDesk, type PartnerDesk } from '../partners/partner-desk.js';
import { createTables } from '../support/tables.js';

const KEY = 'a-key-of-this-sandbox';
const NOW = Date.UTC(2027, 2, 1, 9);

let local: LocalDynamoDb;
let dynamodb: DynamoDBClient;
let server: Server;
let records: HostRecords;
let client: HostClient;
let desk: PartnerDesk;
const waiting: string[] = [];
const woken: string[] = [];
let requests = 0;
/** ES2+ functions whose next answer does not arrive. */
let lose: string[] = [];

beforeAll(async () => {
  desk = await openPartnerDesk();
  local = await startLocalDynamoDb();
  dynamodb = new DynamoDBClient({
    endpoint: local.endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(dynamodb);
  // The simulated host looks up whose order an ES2+ call belongs to.
  records = new HostRecords(desk.client, 'records');
  const simulator: SimulatorOptions = {
    client: desk.client,
    table: 'records',
    key: KEY,
    smdpAddress: 'smdp.lily.example',
    later: async (requestId) => void waiting.push(requestId),
    now: () => NOW,
  };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void answer(request.method!, request.url!, Buffer.concat(chunks), request.headers).then(
        ({ statusCode = 200, headers = {}, body = '' }) => {
          response.writeHead(statusCode, headers as Record<string, string>);
          response.end(body);
        },
      );
    });
  });
  const answer = async (method: string, path: string, bytes: Buffer, headers: object) => {
    const body = bytes.length === 0 ? {} : { body: bytes.toString() };
    if (path === '/host/callbacks')
      return serveCallback(
        { headers: headers as Record<string, string>, isBase64Encoded: false, ...body },
        { records, keys: async () => [KEY], wake: async (id) => void woken.push(id), now: () => NOW },
      );
    requests++;
    const lost = lose.findIndex((name) => path.endsWith(name));
    const [, kind = '', name = ''] = /^\/host-simulator\/(.*?)\/?([^/]*)$/.exec(path) ?? [];
    const isEs2 = kind.startsWith('gsma');
    const routeKey = isEs2
      ? 'POST /host-simulator/gsma/rsp2/es2plus/{function}'
      : `${method} /host-simulator/requests${method === 'GET' ? '/{requestId}' : ''}`;
    const told = await serveSimulator(
      {
        routeKey,
        headers,
        pathParameters: { function: name, requestId: name },
        ...body,
      } as unknown as APIGatewayProxyEventV2,
      simulator,
    );
    if (lost < 0) return told;
    lose.splice(lost, 1);
    return { statusCode: 502, headers: {}, body: '' };
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new HostClient({
    hostUrl: `${url}/host-simulator`,
    requester: 'lily-gb',
    callbackUrl: `${url}/host/callbacks`,
    secret: async () => ({ token: KEY, callbackKeys: [KEY] }),
    records,
    now: () => NOW,
  });
  callBackNow = async () => {
    for (const id of waiting.splice(0)) await callBack(id, simulator);
  };
});
let callBackNow: () => Promise<void>;

afterAll(async () => {
  server.close();
  dynamodb.destroy();
  await local.stop();
  await desk.stop();
});

let orders = 0;
const asked = (more: Partial<HostRequest> & { kind: HostRequest['kind'] }): HostRequest =>
  ({
    requestId: `ord_${++orders}.${more.kind}`,
    owner: 'acme',
    supi: 'imsi-234990000000001',
    msisdn: 'msisdn-447700900001',
    iccid: '8944990000000000017',
    ...more,
  }) as HostRequest;

test('what touches other registers is pending, then called back once signed; the answer is kept', async () => {
  const request = asked({ kind: 'activate', offeringId: 'starter' });
  expect(await client.submit(request)).toEqual({ state: 'pending' });
  expect(await client.submit(request)).toMatchObject({ state: expect.stringMatching(/pending|done/) });
  expect(waiting).toEqual([request.requestId]);
  await callBackNow();
  expect(woken.splice(0)).toEqual([`ord_${orders}`]);
  const before = requests;
  expect(await client.submit(request)).toEqual({ state: 'done' });
  expect(await client.query(request.requestId)).toEqual({ state: 'done' });
  expect(requests).toBe(before);
});

test('what the host does by itself is done at once', async () => {
  expect(await client.submit(asked({ kind: 'suspend', reason: 'lost' }))).toEqual({ state: 'done' });
});

test('a request that nobody made is unknown', async () => {
  expect(await client.query('ord_none.activate')).toBeUndefined();
});

test('an eSIM is ordered and confirmed by ES2+; one whose answers were lost is gone on with', async () => {
  const request = asked({ kind: 'order-profile', profileType: 'consumer' });
  lose = ['downloadOrder', 'confirmOrder'];
  await expect(client.submit(request)).rejects.toThrow(HostUnavailableError);
  await expect(client.query(request.requestId)).rejects.toThrow(HostUnavailableError);
  const told = await client.query(request.requestId);
  expect(told).toMatchObject({
    state: 'done',
    profile: { activationCode: expect.stringMatching(/^LPA:1\$[^$]+\$[0-9A-F]{20}$/) },
  });
  expect(await client.submit(request)).toEqual(told);
});

test('simulations: a port is declined once, a SIM fails, the host is down; only of who made them', async () => {
  const simulate = async (as: 'acme' | 'corner-shop', body: object) =>
    (await desk.call('createSimulation', { as, body })).body as { id: string };
  await simulate('acme', { kind: 'port-declined', times: 1, code: 'pac-expired' });
  const port = { kind: 'port-in', fields: { pac: 'ABC123456' } } as const;
  const stranger = asked({ ...port, owner: 'corner-shop' });
  expect(await client.submit(stranger)).toEqual({ state: 'pending' });
  const own = asked(port);
  await client.submit(own);
  await callBackNow();
  expect(await client.query(stranger.requestId)).toEqual({ state: 'done' });
  expect(await client.query(own.requestId)).toMatchObject({ state: 'declined', code: 'pac-expired' });
  const later = asked(port);
  await client.submit(later);
  await callBackNow();
  expect(await client.query(later.requestId)).toEqual({ state: 'done' });

  const down = await simulate('acme', { kind: 'host-down' });
  await expect(client.submit(asked({ kind: 'resume', reason: 'found' }))).rejects.toThrow(
    HostUnavailableError,
  );
  expect((await desk.call('listSimulations', { as: 'acme' })).body).toHaveLength(2);
  expect((await desk.call('listSimulations', { as: 'corner-shop' })).body).toEqual([]);
  expect(
    (await desk.call('deleteSimulation', { as: 'corner-shop', path: { simulationId: down.id } })).status,
  ).toBe(404);
  expect((await desk.call('deleteSimulation', { as: 'acme', path: { simulationId: down.id } })).status).toBe(
    204,
  );
  expect(await client.submit(asked({ kind: 'resume', reason: 'found' }))).toEqual({ state: 'done' });

  await simulate('acme', { kind: 'sim-failure', match: { iccid: '8944990000000000025' }, times: 1 });
  const failing = asked({ kind: 'order-profile', profileType: 'consumer', iccid: '8944990000000000025' });
  expect(await client.submit(failing)).toMatchObject({
    state: 'declined',
    code: 'es2-8.2.1-4.2',
  });
});

test('a simulation says everything that is wrong with it', async () => {
  const { status, body } = await desk.call('createSimulation', {
    body: { kind: 'sim-fail', times: 0, match: { msisdn: '0770' }, delay: 3 },
  });
  expect(status).toBe(400);
  expect(body.invalidParams.map(({ param }: { param: string }) => param).sort()).toEqual([
    'delay',
    'kind',
    'match.msisdn',
    'times',
  ]);
});

describe('callbacks', () => {
  const body = JSON.stringify({ requestId: 'ord_x.activate', state: 'done' });
  const call = async (text: string, header: string | undefined) =>
    (
      await serveCallback(
        {
          headers: header === undefined ? {} : { [SIGNATURE_HEADER]: header },
          body: text,
          isBase64Encoded: false,
        },
        {
          records,
          keys: async () => ['old-key-old-key-1', KEY],
          wake: async () => undefined,
          now: () => NOW,
        },
      )
    ).statusCode;

  test('of a request that was never made are 404, and nothing is kept', async () => {
    expect(await call(body, signCallback(body, KEY, NOW))).toBe(404);
    expect(await records.find('ord_x.activate')).toBeUndefined();
  });

  test.each([
    ['no signature', undefined],
    ['another form', 'v1=00'],
    ['another key', signCallback(body, 'another-key-another', NOW)],
    ['an old time', signCallback(body, KEY, NOW - 301_000)],
    ['a future time', signCallback(body, KEY, NOW + 301_000)],
    ['another body', signCallback(`${body} `, KEY, NOW)],
  ])('with %s are refused', async (_, header) => {
    expect(await call(body, header)).toBe(401);
  });

  test('of both keys in force are taken', () => {
    for (const key of ['old', 'new'])
      expect(signatureProblem(signCallback(body, key, NOW), body, ['new', 'old'], NOW)).toBeUndefined();
  });

  test.each(['', 'text', '[]', '{"requestId":""}', '{"requestId":"a","state":"perhaps"}'])(
    'that say %j are refused',
    async (text) => {
      expect(await call(text, signCallback(text, KEY, NOW))).toBe(400);
    },
  );

  test('the first word counts', async () => {
    const request = asked({ kind: 'activate', offeringId: 'starter' });
    await records.note(request, NOW);
    const said = async (answer: object) => {
      const text = JSON.stringify({ requestId: request.requestId, ...answer });
      return call(text, signCallback(text, KEY, NOW));
    };
    expect(await said({ state: 'done' })).toBe(204);
    expect(await said({ state: 'declined', code: 'late', message: '', retryable: false })).toBe(204);
    expect((await records.find(request.requestId))?.answer).toEqual({ state: 'done' });
  });
});
