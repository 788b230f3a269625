/** Accounts changed over real HTTP: every kind of route, and its scope. */
import type { LocalOperator } from '../../local/local-operator.js';
import { type LocalRun, startLocalRun, tokenFor } from '../support/local-run.js';

jest.setTimeout(120_000);

let run: LocalRun;
let gb: LocalOperator;
let writing: string;
let reading: string;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'lily-gb');
  gb = run.operators.find(({ id }) => id === 'lily-gb')!;
  writing = await tokenFor(gb, 'subscribers/write');
  reading = await tokenFor(gb, 'subscribers/read');
});
afterAll(() => run?.stop());

async function ask(method: string, path: string, body?: unknown, token = writing) {
  const response = await fetch(`${gb.apis['operator']}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    repeated: response.headers.get('repeated'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

const anna = {
  id: 'sub_anna',
  msisdn: '+447700999123',
  imsi: '234990000099001',
  iccid: '8944990000000990017',
  offeringId: 'starter',
  credit: '40.00',
};

test('from a new subscriber to one with another plan, an add-on and a lifted limit', async () => {
  expect(await ask('POST', '/subscribers', anna)).toMatchObject({ status: 201, repeated: null });
  expect(await ask('POST', '/subscribers', anna)).toMatchObject({ status: 200, repeated: 'true' });
  expect(
    await ask(
      'POST',
      '/subscribers/sub_anna/quote',
      { usage: [{ service: 'internet', bytes: '3 GB' }] },
      reading,
    ),
  ).toMatchObject({ status: 200, body: { price: '20.00', covered: true } });
  const plan = { id: 'p', offeringId: 'monthly', when: 'now' };
  expect(await ask('PUT', '/subscribers/sub_anna/plan', plan)).toMatchObject({ status: 200 });
  expect(await ask('POST', '/subscribers/sub_anna/add-ons', { id: 'w', addOn: 'weekend' })).toMatchObject({
    status: 200,
  });
  expect(await ask('DELETE', '/subscribers/sub_anna/add-ons/weekend')).toMatchObject({ status: 200 });
  expect(await ask('POST', '/subscribers/sub_anna/counters/roaming-cap/lift', { id: 'l' })).toMatchObject({
    status: 200,
  });
  const adjusted = { id: 'a', bucket: 'wallet', amount: '5.00', reason: 'goodwill', actor: 'kim' };
  for (const repeated of [null, 'true'])
    expect(await ask('POST', '/subscribers/sub_anna/adjustments', adjusted)).toMatchObject({
      status: 200,
      repeated,
    });
  expect(await ask('GET', '/subscribers/sub_anna', undefined, reading)).toMatchObject({
    status: 200,
    body: { offeringId: 'monthly', account: { state: 'active', members: [`imsi-${anna.imsi}`] } },
  });
});

test('a client of the network may do none of it', async () => {
  const client = await tokenFor(gb, 'charging/session');
  for (const [method, path] of [
    ['POST', '/subscribers'],
    ['PUT', '/subscribers/sub_anna/state'],
    ['POST', '/subscribers/sub_anna/quote'],
  ] as const)
    expect((await ask(method, path, {}, client)).status).toBe(403);
});
