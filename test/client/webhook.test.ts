import { createHmac } from 'node:crypto';
import { verifyWebhook, WebhookSignatureError } from '../../client/src/index.js';

/** The vector of the Standard Webhooks reference libraries. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const BODY = '{"test": 2432232314}';
const HEADERS = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const at = { nowMs: 1_614_265_330_000 };

it('believes what is signed', () => {
  expect(verifyWebhook(BODY, HEADERS, SECRET, at)).toEqual({ test: 2432232314 });
  expect(verifyWebhook(Buffer.from(BODY), new Headers(HEADERS), SECRET, at)).toEqual({ test: 2432232314 });
});

it('believes either secret while one is rotated, and one of several signatures', () => {
  expect(verifyWebhook(BODY, HEADERS, ['whsec_b3RoZXI=', SECRET], at)).toBeDefined();
  const two = { ...HEADERS, 'webhook-signature': `v1,AAAA ${HEADERS['webhook-signature']}` };
  expect(verifyWebhook(BODY, two, SECRET, at)).toBeDefined();
});

it.each([
  ['another body', '{"test": 1}', HEADERS, {}],
  ['another id', BODY, { ...HEADERS, 'webhook-id': 'msg_2' }, {}],
  ['an old message', BODY, HEADERS, { nowMs: at.nowMs + 301_000 }],
  ['one from the future', BODY, HEADERS, { nowMs: at.nowMs - 301_000 }],
  ['no signature', BODY, { ...HEADERS, 'webhook-signature': undefined }, {}],
  ['a time that is none', BODY, { ...HEADERS, 'webhook-timestamp': 'soon' }, {}],
  ['a signature of another kind', BODY, { ...HEADERS, 'webhook-signature': 'v1a,AAAA' }, {}],
])('refuses %s', (_what, body, headers, options) => {
  expect(() => verifyWebhook(body, headers, SECRET, { ...at, ...options })).toThrow(WebhookSignatureError);
});

it('refuses what another secret signed', () => {
  const sign = createHmac('sha256', 'other').update(`a.1614265330.${BODY}`).digest('base64');
  const headers = { ...HEADERS, 'webhook-id': 'a', 'webhook-signature': `v1,${sign}` };
  expect(() => verifyWebhook(BODY, headers, SECRET, at)).toThrow('no signature is ours');
});
