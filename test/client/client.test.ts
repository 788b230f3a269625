/** The typed client against a server that answers what it is told to. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PartnerClient, partnerClient, ProblemError } from '../../client/src/index.js';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** No answer: the connection is cut. */
  readonly cut?: true;
}

let server: Server;
let lily: PartnerClient;
let asked: Asked[];
let answers: Answer[];
let tokens: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (request.url === '/oauth2/token') {
        tokens.push(`${request.headers.authorization} ${body}`);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ access_token: `token-${tokens.length}`, expires_in: 3600 }));
        return;
      }
      asked.push({
        method: request.method!,
        url: request.url!,
        headers: request.headers as Asked['headers'],
        body,
      });
      const answer = answers.shift() ?? { status: 500 };
      if (answer.cut) {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status ?? 200, answer.headers);
      response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked = [];
  answers = [];
  tokens = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  lily = partnerClient({ url, tokenUrl: `${url}/oauth2/token`, clientId: 'acme', clientSecret: 'secret' });
});

const problem = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: { code, detail: `${code}, as the server says`, invalidParams: [] },
});
const NOW = { 'retry-after': '0' };
const keys = () => asked.map(({ headers }) => headers['idempotency-key']);

describe('requests', () => {
  it('are operations by their names, with path, query and body', async () => {
    answers = [{ status: 201, body: { id: 'cus_1' } }, { body: { id: 'cus_1' } }, { status: 204 }];
    const made = await lily.createCustomer({
      body: { name: 'Ada', engagedParty: { id: 'pty_1', '@referredType': 'Individual' } },
    });
    expect(made.id).toBe('cus_1');
    await lily.patchCustomer({ id: 'cus/1', body: { name: 'Ada Lovelace' } });
    expect(await lily.deleteCustomer({ id: 'cus_1' })).toBeUndefined();
    const base = '/tmf-api/customerManagement/v4/customer';
    expect(asked.map(({ method, url, headers }) => [method, url, headers['content-type']])).toEqual([
      ['POST', base, 'application/json'],
      ['PATCH', `${base}/cus%2F1`, 'application/merge-patch+json'],
      ['DELETE', `${base}/cus_1`, undefined],
    ]);
    expect(new Set(keys()).size).toBe(3);
  });

  it('share one token, and fetch another when it is not accepted', async () => {
    answers = [{ body: [] }, { body: [] }, { status: 401 }, { body: [] }];
    await Promise.all([lily.listCustomer(), lily.listProduct()]);
    expect(tokens).toEqual([
      `Basic ${Buffer.from('acme:secret').toString('base64')} grant_type=client_credentials`,
    ]);
    await lily.listCustomer();
    expect(asked.map(({ headers }) => headers['authorization'])).toEqual(
      ['token-1', 'token-1', 'token-1', 'token-2'].map((token) => `Bearer ${token}`),
    );
  });

  it('without what their path needs are not sent', async () => {
    await expect(lily.retrieveCustomer({ id: '' })).rejects.toThrow('got ""; allowed: text');
    expect(asked).toEqual([]);
  });
});

describe('repeats', () => {
  it('have the same key, whatever came between', async () => {
    answers = [
      { cut: true },
      problem(409, 'request-in-flight', NOW),
      problem(429, 'too-many-requests', NOW),
      problem(503, 'busy', NOW),
      { status: 201, headers: { 'idempotency-replayed': 'true' }, body: { id: 'ord_1' } },
    ];
    const { status, headers, body } = await lily.send('createProductOrder', {
      body: { productOrderItem: [{ id: '1', action: 'add' }] },
    });
    expect([status, headers.get('idempotency-replayed'), body.id]).toEqual([201, 'true', 'ord_1']);
    expect(asked).toHaveLength(5);
    expect(new Set(keys()).size).toBe(1);
  });

  it('have the key that was given', async () => {
    answers = [{ status: 201, body: {} }];
    await lily.createCustomer({
      body: { name: 'Ada', engagedParty: { id: 'pty_1', '@referredType': 'Individual' } },
      idempotencyKey: 'order-17',
    });
    expect(keys()).toEqual(['order-17']);
  });

  it('are not made of what is refused, nor of what has to wait too long', async () => {
    answers = [
      problem(409, 'product-order-done'),
      problem(429, 'too-many-requests', { 'retry-after': '3600' }),
    ];
    await expect(lily.deleteProductOrder({ id: 'ord_1' })).rejects.toMatchObject({
      code: 'product-order-done',
    });
    await expect(lily.listCustomer()).rejects.toMatchObject({ status: 429, retryAfterS: 3600 });
    expect(asked).toHaveLength(2);
  });

  it('end with who asked', async () => {
    answers = [problem(503, 'busy', { 'retry-after': '30' })];
    const stop = new AbortController();
    const call = lily.listCustomer({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(call).rejects.toThrow('enough');
  });
});

describe('problems', () => {
  it('say which code, where and why', async () => {
    answers = [
      {
        status: 400,
        headers: { 'x-request-id': 'request-7' },
        body: {
          code: 'invalid-body',
          detail: 'name: is missing',
          invalidParams: [{ param: 'name', reason: 'is missing; it is mandatory' }],
        },
      },
    ];
    const error = await lily.listCustomer().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      status: 400,
      code: 'invalid-body',
      requestId: 'request-7',
      message: 'listCustomer: name: is missing',
      invalidParams: [{ param: 'name' }],
    });
  });

  it('of CAMARA have its codes, and of gateways their status', async () => {
    answers = [
      { status: 422, body: { status: 422, code: 'MISSING_IDENTIFIER', message: 'no number' } },
      { status: 403, body: { message: 'Forbidden' } },
    ];
    await expect(lily.checkSimSwap({ body: {} })).rejects.toMatchObject({ code: 'MISSING_IDENTIFIER' });
    await expect(lily.listCustomer()).rejects.toMatchObject({ code: 'http-403' });
  });
});

describe('lists', () => {
  it('are pages with how many there are', async () => {
    answers = [{ headers: { 'x-total-count': '7' }, body: [{ id: 'cus_1' }] }];
    const page = await lily.listCustomer({ query: { limit: 1, name: '"Ada"', status: undefined } });
    expect(page).toEqual({ items: [{ id: 'cus_1' }], total: 7 });
    expect(asked[0]!.url).toContain('?limit=1&name=%22Ada%22');
  });

  it('are walked to their end', async () => {
    const total = { 'x-total-count': '3' };
    answers = [
      { headers: total, body: [{ id: 'cus_1' }, { id: 'cus_2' }] },
      { headers: total, body: [{ id: 'cus_3' }] },
    ];
    const ids: string[] = [];
    for await (const { id } of lily.all('listCustomer', { query: { limit: 2 } })) ids.push(id);
    expect(ids).toEqual(['cus_1', 'cus_2', 'cus_3']);
    expect(asked.map(({ url }) => url.split('?')[1])).toEqual(['limit=2', 'limit=2&offset=2']);
  });

  it('of events go on from where they ended, past pages that filters have emptied', async () => {
    answers = [
      { headers: { 'x-next-after': 'a' }, body: [{ id: 'evt_1' }] },
      { headers: { 'x-next-after': 'b' }, body: [] },
      { headers: { 'x-next-after': 'c' }, body: [{ id: 'evt_2' }] },
      { headers: { 'x-next-after': 'c' }, body: [] },
    ];
    const ids: string[] = [];
    for await (const { id } of lily.all('listEvents', { query: { type: 'customer.created' } })) ids.push(id);
    expect(ids).toEqual(['evt_1', 'evt_2']);
    expect(asked.map(({ url }) => new URL(url, 'http://any').searchParams.get('after'))).toEqual([
      null,
      'a',
      'b',
      'c',
    ]);
  });
});
