/**
 * Sessions that were limited, with the two functions as they are deployed: what limits is noted, what gives the account
 * value again is told to the network, which asks again. Where it is present, what is told is held against the YAML.
 */
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSEvent } from 'aws-lambda';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CountingStore } from '../../bench/counting-store.js';
import { canonicalJson } from '../../domain/canonical-json.js';
import { decideState } from '../../domain/charging/account-commands.js';
import { decideCredit } from '../../domain/charging/credit.js';
import { type Item, decodeAccount } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { type LimitedSession, reauthorisation } from '../../domain/charging/reauthorisation.js';
import { decodeReference, encodeReference } from '../../domain/charging/reference.js';
import { Charger } from '../../lambdas/charging/charger.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { nchfSchemas } from '../support/nchf-schema.js';
import { createTables } from '../support/tables.js';
import { MB, mixed } from './plans.js';
import { NOW, create, group, key, request } from './requests.js';

const SUPI = 'imsi-262010000000001';
const { id: _, ...content } = mixed({ data: 0, bonus: 0, wallet: 0 });
const poor = {
  ...content,
  id: `plan_${createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16)}`,
};
const index = indexPlan(poor);
const WALLET = poor.buckets.findIndex(({ id }) => id === 'wallet');
const schemas = nchfSchemas();
function holds(body: unknown): void {
  const validate = schemas?.('ChargingNotifyRequest');
  if (validate !== undefined) expect([body, validate(body), validate.errors]).toEqual([body, true, null]);
}

describe('the reference carries the URI', () => {
  const keys = [{ id: 7, key: new Uint8Array(32).fill(1) }];
  const session = {
    accountKey: SUPI,
    sessionId: 12,
    slot: 3,
    planId: 'plan_00112233445566aa',
    zone: -1,
    groups: [{ group: 0, classIndex: 0 }],
  };
  const round = (ref: typeof session & { notifyUri?: string }) =>
    decodeReference(encodeReference(ref, keys[0]!), keys);

  test.each([
    'https://smf.host.example/nsmf-callback/v1/charging/1000000001',
    'http://127.0.0.1:9090/rar',
    'https://[fd00::5]:8443/x',
    `https://smf.host.example/${'x'.repeat(487)}`,
  ])('%s, at home and abroad', (notifyUri) => {
    for (const zone of [-2, -1, 0, 5])
      expect(round({ ...session, zone, notifyUri })).toEqual({ ...session, zone, notifyUri });
  });

  test('without one it is as it was, and what was made before still names its session', () => {
    const before = 'BxRpbXNpLTI2MjAxMDAwMDAwMDAwMQwDABEiM0RVZqoBAAANmTUnRL4e2A';
    expect(encodeReference(session, keys[0]!)).toBe(before);
    expect(decodeReference(before, keys)).toEqual(session);
  });

  test('one that is too long or no ASCII stays out of it', () => {
    for (const notifyUri of [`https://smf.host.example/${'x'.repeat(488)}`, 'https://smf.example/ü', 'smf'])
      expect(round({ ...session, notifyUri })).toEqual(session);
  });

  test('the longest reference is read, and a changed URI is refused', () => {
    const groups = Array.from({ length: 36 }, (_value, i) => ({ group: i, classIndex: 1_000 }));
    const long = { ...session, groups, notifyUri: `https://smf.host.example/${'x'.repeat(487)}` };
    const text = encodeReference(long, keys[0]!);
    expect(text.length).toBeLessThanOrEqual(1_024);
    expect(decodeReference(text, keys)).toEqual(long);
    const bytes = Buffer.from(text, 'base64url');
    const at = bytes.indexOf('smf.host');
    bytes.write('evil', at, 'ascii');
    expect(decodeReference(bytes.toString('base64url'), keys)).toBeUndefined();
  });
});

describe('what is told follows from the account as it is', () => {
  const account = (item: Item) => decodeAccount(item, index);
  const limited = (sessionId: number, more: Partial<LimitedSession> = {}): LimitedSession => ({
    accountKey: SUPI,
    sessionId,
    notifyUri: 'https://smf.host.example/1',
    ratingGroups: [1000],
    atMs: NOW,
    ...more,
  });
  const LATER = NOW + 61_000;
  const asks = (...ratingGroups: number[]) => ({
    notificationType: 'REAUTHORIZATION',
    reauthorizationDetails: ratingGroups.map((ratingGroup) => ({ ratingGroup })),
  });

  async function session(plan = poor, groups = [group(1000)]) {
    const store = new CountingStore();
    store.seed(openAccount({ key: SUPI, plan, nowMs: NOW }));
    const noted: LimitedSession[] = [];
    const charger = new Charger({
      store,
      loadPlan: () => Promise.resolve(plan),
      now: () => NOW,
      noteLimited: (one) => Promise.resolve(void noted.push(one)),
    });
    const opened = await charger.create(SUPI, create(groups), 'https://smf.host.example/1');
    if (!opened.ok) throw new Error('refused');
    const { sessionId, slot, session: known } = opened.answer;
    const ref = { accountKey: SUPI, sessionId, slot, planId: plan.id, groups: known };
    return { store, charger, noted, ref, item: () => store.items.get(SUPI)! };
  }

  test('what got nothing is asked for again, and whatever else is limited in the session', async () => {
    const { item, noted, ref } = await session(poor, [group(1000), group(1001), group(2001)]);
    expect(noted).toEqual([limited(ref.sessionId, { ratingGroups: [1000, 1001] })]);
    expect(reauthorisation(limited(ref.sessionId), account(item()), NOW)).toEqual(asks(1000, 1001));
    holds(asks(1000, 1001));
  });

  test('a last grant is limited too, and a rating group that the plan does not know', async () => {
    const { noted } = await session(mixed({ data: MB, wallet: 0 }), [group(1000), group(77)]);
    expect(noted.map(({ ratingGroups }) => ratingGroups)).toEqual([[1000, 77]]);
  });

  test('one that is served again is over, but not before its answer can have been written', async () => {
    const { item, ref } = await session(mixed());
    for (const [nowMs, told] of [
      [LATER, 'over'],
      [NOW + 1_000, 'wait'],
    ] as const)
      expect(reauthorisation(limited(ref.sessionId), account(item()), nowMs)).toBe(told);
  });

  test('one that was released is over: by the fast path, and when that was tidied up', async () => {
    const { charger, item, ref } = await session(mixed());
    await charger.release(ref, request(1, [group(1000, { ask: false, used: { bytes: MB } })]));
    expect(reauthorisation(limited(ref.sessionId), account(item()), NOW)).toBe('over');
    await charger.create(SUPI, create([group(2001)]));
    expect(account(item()).sessions.map(({ id }) => id)).not.toContain(ref.sessionId);
    expect(reauthorisation(limited(ref.sessionId), account(item()), NOW)).toBe('over');
  });

  test('one that the account forgot learns it by asking; one that it does not know yet waits', async () => {
    const { item } = await session();
    expect(reauthorisation(limited(99), account(item()), LATER)).toEqual(asks(1000));
    expect(reauthorisation(limited(99), account(item()), NOW)).toBe('wait');
  });

  test('where the account has ended, charging ends', async () => {
    const { item, ref } = await session();
    const ended = { ...account(item()), state: 'terminated' as const };
    const abort = { notificationType: 'ABORT_CHARGING' };
    expect(reauthorisation(limited(ref.sessionId), ended, NOW)).toEqual(abort);
    expect(reauthorisation(limited(ref.sessionId), undefined, NOW)).toEqual(abort);
    holds(abort);
  });

  test('what is not limited notes nothing and makes no round trip more', async () => {
    const { charger, noted, ref, store } = await session(mixed());
    const used = { used: { bytes: 19 * MB }, exhausted: true };
    await charger.update(
      { ...ref, notifyUri: 'https://smf.host.example/1' },
      request(1, [group(1000, used)]),
    );
    await charger.release(ref, request(2, [group(1000, { ask: false, used: { bytes: MB } })]));
    expect(noted).toEqual([]);
    expect(store.roundTrips).toBe(4);
  });

  test('it is noted before it is written, so that no change of the account comes between', async () => {
    const store = new CountingStore();
    store.seed(openAccount({ key: SUPI, plan: poor, nowMs: NOW }));
    const versions: unknown[] = [];
    const charger = new Charger({
      store,
      loadPlan: () => Promise.resolve(poor),
      now: () => NOW,
      noteLimited: () => Promise.resolve(void versions.push(store.items.get(SUPI)?.['v'])),
    });
    const basis = store.items.get(SUPI)?.['v'];
    await charger.create(SUPI, create([group(1000)]), 'https://smf.host.example/1');
    expect(versions).toEqual([basis]);
    expect(store.items.get(SUPI)?.['v']).toBe(Number(basis) + 1);
  });
});

describe('from a limited session to one that goes on', () => {
  let database: LocalDynamoDb;
  let client: DynamoDBClient;
  let metrics: jest.SpyInstance;
  let smf: Server;
  /** Answers of the queue's own API. */
  let queue: Server;
  let origin: string;
  let heard: { path: string; body: unknown }[];
  let answers: number[];
  const delays: { VisibilityTimeout: number }[] = [];
  let charge: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
  let reauthorise: (event: SQSEvent) => Promise<{ batchItemFailures: unknown[] }>;
  let errors: jest.SpyInstance;

  const listen = async (server: Server): Promise<string> => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const reader = (take: (path: string, body: never) => number) =>
    createServer((incoming, response) => {
      let text = '';
      incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
      incoming.on('end', () =>
        response.writeHead(take(incoming.url ?? '', JSON.parse(text) as never)).end('{}'),
      );
    });

  beforeAll(async () => {
    // The one that returns an item whose condition failed, as the fast path needs it.
    database = await startLocalDynamoDb();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ACCOUNTS_TABLE: 'accounts',
      RECORDS_TABLE: 'records',
      OPERATOR_ID: 'test',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    metrics = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    client = new DynamoDBClient({});
    await createTables(client);
    smf = reader((path, body) => {
      heard.push({ path, body });
      return answers.shift() ?? 204;
    });
    queue = reader((_path, body) => {
      delays.push(body);
      return 200;
    });
    origin = await listen(smf);
    const endpoint = await listen(queue);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SQS: endpoint,
      QUEUE_URL: `${endpoint}/1/reauthorisations`,
      NOTIFY_HOSTS: 'smf.host.example',
      NOTIFY_LOCAL_HTTP: '1',
    });
    const { publishCatalogue } = await import('../../lambdas/catalogue/publish.js');
    await publishCatalogue('records', [poor]);
    charge = (await import('../../lambdas/charging/nchf.handler.js')).handler;
    reauthorise = (await import('../../lambdas/charging/reauthorise.handler.js')).handler;
  });
  afterAll(async () => {
    const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
    dynamodb.destroy();
    client.destroy();
    metrics.mockRestore();
    smf.close();
    queue.close();
    await database.stop();
  });
  beforeEach(async () => {
    errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    heard = [];
    answers = [];
    for (const { sk } of await rows()) await remove(sk);
    await put(openAccount({ key: SUPI, plan: poor, nowMs: Date.now() }));
  });
  afterEach(() => errors.mockRestore());

  async function put(item: Item): Promise<void> {
    const { marshalItem } = await import('../../lambdas/charging/dynamodb-account-store.js');
    await client.send(new PutItemCommand({ TableName: 'accounts', Item: marshalItem(item) }));
  }

  async function accountItem(): Promise<Item> {
    const { DynamoDbAccountStore } = await import('../../lambdas/charging/dynamodb-account-store.js');
    return (await new DynamoDbAccountStore(client, 'accounts').get(SUPI))!;
  }

  async function rows(): Promise<{ sk: string; ttl: number; notifyUri: string; ratingGroups: number[] }[]> {
    const { fromItem } = await import('../../lambdas/shared/attributes.js');
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: 'records',
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: `ACCOUNT#${SUPI}` }, ':sk': { S: 'REAUTH#' } },
      }),
    );
    return Items.map((item) => fromItem(item) as never);
  }

  async function remove(sk: string): Promise<void> {
    await client.send(
      new DeleteItemCommand({ TableName: 'records', Key: { pk: { S: `ACCOUNT#${SUPI}` }, sk: { S: sk } } }),
    );
  }

  let sent = 0;
  async function post(path: string, sequence: number, more: object) {
    const answer = await charge({
      version: '2.0',
      rawPath: path,
      headers: { 'content-type': 'application/json' },
      requestContext: { domainName: 'charging.example', http: { method: 'POST' } },
      body: JSON.stringify({
        subscriberIdentifier: SUPI,
        nfConsumerIdentification: { nodeFunctionality: 'SMF' },
        invocationTimeStamp: new Date().toISOString(),
        invocationSequenceNumber: sequence,
        multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: {} }],
        ...more,
      }),
      isBase64Encoded: false,
    } as unknown as APIGatewayProxyEventV2);
    return {
      status: answer.statusCode,
      location: new URL(String(answer.headers?.['location'] ?? 'http://none/')).pathname,
      body: JSON.parse(answer.body ?? '{}') as Record<string, never>,
    };
  }
  const open = (notifyUri: string | undefined = `${origin}/smf/${++sent}`) =>
    post('/nchf-convergedcharging/v3/chargingdata', 0, {
      pDUSessionChargingInformation: { chargingId: ++sent },
      ...(notifyUri === '' ? {} : { notifyUri }),
    });

  async function credit(micros: number): Promise<void> {
    const item = await accountItem();
    const nowMs = Date.now();
    const decision = decideCredit(
      item,
      { creditId: key(++sent), template: WALLET, amount: micros, expiresAt: 0, atMs: nowMs },
      index,
      nowMs,
    );
    if (decision.outcome !== 'credited') throw new Error(JSON.stringify(decision));
    await put(decision.item);
  }

  const told = (account = SUPI, type = 'balance.topped_up') =>
    ({
      Records: [
        {
          messageId: 'm1',
          receiptHandle: 'r1',
          attributes: { ApproximateReceiveCount: '2' },
          body: JSON.stringify({ 'detail-type': type, detail: { data: { account } } }),
        },
      ],
    }) as unknown as SQSEvent;

  test('nothing left, money comes, the network asks again and gets quota', async () => {
    const opened = await open();
    expect(opened.body['multipleUnitInformation']).toMatchObject([
      {
        ratingGroup: 1000,
        resultCode: 'QUOTA_LIMIT_REACHED',
        finalUnitIndication: { finalUnitAction: 'REDIRECT' },
      },
    ]);
    const [row] = await rows();
    expect(row).toMatchObject({ notifyUri: expect.stringContaining('/smf/'), ratingGroups: [1000] });
    expect(row!.ttl).toBeGreaterThan(Date.now() / 1000 + 31 * 86_400);
    await credit(5_000_000);
    expect(await reauthorise(told())).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual([
      {
        path: new URL(row!.notifyUri).pathname,
        body: { notificationType: 'REAUTHORIZATION', reauthorizationDetails: [{ ratingGroup: 1000 }] },
      },
    ]);
    holds(heard[0]?.body);
    expect(await rows()).toEqual([]);
    const again = await post(`${opened.location}/update`, 1, {});
    expect(again.body['multipleUnitInformation']).toMatchObject([
      { resultCode: 'SUCCESS', grantedUnit: { totalVolume: expect.any(Number) } },
    ]);
    await reauthorise(told());
    expect(heard).toHaveLength(1);
  });

  test('an update that is limited later is noted by what its reference carries, or by its own URI', async () => {
    const opened = await open();
    const [first] = await rows();
    await remove(first!.sk);
    await post(`${opened.location}/update`, 1, {});
    expect(await rows()).toMatchObject([{ sk: first!.sk, notifyUri: first!.notifyUri }]);
    await post(`${opened.location}/update`, 2, { notifyUri: `${origin}/moved` });
    expect(await rows()).toMatchObject([{ sk: first!.sk, notifyUri: `${origin}/moved` }]);
  });

  test('no URI, or one of elsewhere: charged all the same, and nothing noted', async () => {
    for (const uri of ['', 'https://elsewhere.example/smf', 'http://10.0.0.1/smf']) {
      expect((await open(uri)).status).toBe(201);
    }
    expect(await rows()).toEqual([]);
  });

  test('a store that fails costs the note, not the answer', async () => {
    const { ChargingMetrics } = await import('../../lambdas/charging/charging-metrics.js');
    const { noteLimited } = await import('../../lambdas/charging/limited-sessions.js');
    const counted = new ChargingMetrics('test');
    const count = jest.spyOn(counted, 'count');
    const limited = { accountKey: SUPI, sessionId: 1, notifyUri: origin, ratingGroups: [1000], atMs: 0 };
    const allowed = { hosts: [], localHttp: true };
    await noteLimited(limited, { client, table: 'nowhere', allowed, metrics: counted });
    expect(count.mock.calls).toEqual([['NotNotifiable']]);
    expect(errors).toHaveBeenCalledWith(expect.stringContaining('a limited session was not noted'));
  });

  test('the network does not answer: later, and later; then it is told', async () => {
    await open();
    await credit(5_000_000);
    answers = [503];
    expect(await reauthorise(told())).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(delays.at(-1)?.VisibilityTimeout).toBe(10);
    expect(await rows()).toHaveLength(1);
    expect(await reauthorise(told())).toEqual({ batchItemFailures: [] });
    expect(heard).toHaveLength(2);
    expect(await rows()).toEqual([]);
  });

  test.each([404, 410])(
    'a session that the network does not have any more (%d) is forgotten',
    async (status) => {
      await open();
      await credit(5_000_000);
      answers = [status];
      expect(await reauthorise(told())).toEqual({ batchItemFailures: [] });
      expect(await rows()).toEqual([]);
    },
  );

  test('one that fails does not keep the others from being told', async () => {
    await open();
    await open();
    await credit(5_000_000);
    answers = [500];
    expect(await reauthorise(told())).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(heard).toHaveLength(2);
    expect(await rows()).toHaveLength(1);
  });

  test('noted again while it was told: it stays noted', async () => {
    const opened = await open();
    const { reauthorise: tell } = await import('../../lambdas/charging/reauthorise.js');
    const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
    const { loadPlan } = await import('../../lambdas/shared/plan-store.js');
    let updated = 0;
    await tell(SUPI, {
      client: dynamodb,
      accountsTable: 'accounts',
      recordsTable: 'records',
      loadPlan,
      now: () => Promise.resolve(Date.now()),
      post: async () => {
        updated = (await post(`${opened.location}/update`, 1, {})).status ?? 0;
        return 'told';
      },
    });
    expect(updated).toBe(200);
    expect(await rows()).toHaveLength(1);
  });

  test('suspended: the network asks again, and hears no; ended: it stops charging', async () => {
    await credit(50_000);
    const opened = await open();
    expect(opened.body['multipleUnitInformation']).toMatchObject([
      { grantedUnit: {}, finalUnitIndication: {} },
    ]);
    await set('suspended');
    await reauthorise(told(SUPI, 'account.state-changed'));
    expect(heard.at(-1)?.body).toMatchObject({ notificationType: 'REAUTHORIZATION' });
    const again = await post(`${opened.location}/update`, 1, {});
    expect(again.body['multipleUnitInformation']).toMatchObject([{ resultCode: 'QUOTA_LIMIT_REACHED' }]);
    await set('terminated');
    await reauthorise(told(SUPI, 'account.state-changed'));
    expect(heard.at(-1)?.body).toEqual({ notificationType: 'ABORT_CHARGING' });
    holds(heard.at(-1)?.body);
    expect(await rows()).toEqual([]);
  });

  async function set(state: 'suspended' | 'terminated'): Promise<void> {
    const nowMs = Date.now();
    const decision = decideState(await accountItem(), index, nowMs, { id: key(++sent), atMs: nowMs, state });
    if (decision.outcome !== 'done') throw new Error(JSON.stringify(decision));
    await put(decision.item);
  }

  test('of an account without limited sessions one query is all; what is no event comes back', async () => {
    expect(await reauthorise(told('imsi-999'))).toEqual({ batchItemFailures: [] });
    const nothing = { Records: [{ ...told().Records[0], body: '{}' }] } as unknown as SQSEvent;
    expect(await reauthorise(nothing)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });
});
