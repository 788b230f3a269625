import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callProvider } from '../../lambdas/payments/call-provider.js';
import { providerUrl } from '../../lambdas/payments/provider-hosts.js';

let server: Server;
let heard: { url: string; method: string; headers: IncomingMessage['headers']; body: string }[];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { url = '', method = '', headers } = request;
      heard.push({ url, method, headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env['WILDLILY_PAYMENT_API'] = `http://127.0.0.1:${port}/payments-simulator`;
});
afterAll(() => {
  delete process.env['WILDLILY_PAYMENT_API'];
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  heard = [];
  answer = (response) => response.writeHead(200, { 'X-Request-Id': '7' }).end('{"ok":true}');
});

test('a local run answers in place of the provider, at the same path', async () => {
  const response = await callProvider('stripe', {
    method: 'POST',
    url: 'https://api.stripe.com/v1/refunds?a=b%20c',
    headers: { authorization: 'Bearer x', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'amount=1500&note=ü',
  });
  expect(response).toMatchObject({ status: 200, body: '{"ok":true}', headers: { 'x-request-id': '7' } });
  expect(heard).toMatchObject([
    {
      url: '/payments-simulator/api.stripe.com/v1/refunds?a=b%20c',
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-length': '19' },
      body: 'amount=1500&note=ü',
    },
  ]);
});

test('errors and redirections are answers: nothing is followed', async () => {
  const get = { method: 'GET', url: 'https://api.stripe.com/v1/x', headers: {} } as const;
  answer = (response) => response.writeHead(302, { location: 'https://evil.example/' }).end();
  expect(await callProvider('stripe', get)).toMatchObject({ status: 302 });
  answer = (response) => response.writeHead(500).end('no');
  expect(await callProvider('stripe', get)).toMatchObject({ status: 500, body: 'no' });
  expect(heard).toHaveLength(2);
});

test('an answer that is too large, cut off, or never comes may be asked for again', async () => {
  const get = { method: 'GET', url: 'https://api.stripe.com/v1/x', headers: {} } as const;
  answer = (response) => response.end(Buffer.alloc(1024 * 1024 + 1));
  await expect(callProvider('stripe', get)).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
  answer = (response) => {
    response.writeHead(200, { 'content-length': '10' }).write('12345');
    setTimeout(() => response.destroy(), 20);
  };
  await expect(callProvider('stripe', get)).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
  const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
  await expect(callProvider('stripe', get)).rejects.toThrow('no answer in 8000 ms');
  expect(timeout).toHaveBeenCalledWith(8_000);
  timeout.mockRestore();
});

test.each([
  ['stripe', 'http://api.stripe.com/v1'],
  ['stripe', 'https://api.stripe.com:444/v1'],
  ['stripe', 'https://api.stripe.com@evil.example/v1'],
  ['stripe', 'https://user:password@api.stripe.com/v1'],
  ['stripe', 'https://api.stripe.com.evil.example/'],
  ['stripe', 'https://evil.example/api.stripe.com'],
  ['stripe', 'https://api-stripe.com/'],
  ['stripe', 'https://api.paypal.com/'],
  ['adyen', 'https://x.y-checkout-live.adyenpayments.com/'],
  ['adyen', 'https://-checkout-live.adyenpayments.com/'],
  ['paypal', 'https://paypal.com/'],
  ['mpesa', 'https://169.254.169.254/latest/meta-data'],
  ['mpesa', '/relative'],
  ['mpesa', ''],
] as const)('%s is not called at %s', async (provider, url) => {
  expect(providerUrl(provider, url)).toBeUndefined();
  await expect(callProvider(provider, { method: 'GET', url, headers: {} })).rejects.toMatchObject({
    retryable: false,
  });
  expect(heard).toEqual([]);
});

test.each([
  ['stripe', 'https://api.stripe.com/v1'],
  ['adyen', 'https://checkout-test.adyen.com/v71/sessions'],
  ['adyen', 'https://1797a841fbb37ca7-LilyMobile-checkout-live.adyenpayments.com/checkout/v71/sessions'],
  ['paypal', 'https://api-m.sandbox.paypal.com/v2/checkout/orders'],
  ['paypal', 'https://api.paypal.com/v1/notifications/certs/CERT-1'],
  ['wechatpay', 'https://api.mch.weixin.qq.com/v3/certificates'],
  ['alipay', 'https://openapi.alipay.com/gateway.do'],
  ['alipay', 'https://openapi-sandbox.dl.alipaydev.com/gateway.do'],
  ['razorpay', 'https://api.razorpay.com/v1/orders'],
  ['mpesa', 'https://api.safaricom.co.ke/mpesa/stkpush/v1/processrequest'],
] as const)('%s is called at %s', (provider, url) => {
  expect(providerUrl(provider, url)?.href.toLowerCase()).toBe(url.toLowerCase());
});
