/** The policy API of a running operator, over real HTTP: it is there, it demands its scope, it says what it knows. */
import type { LocalOperator } from '../../local/local-operator.js';
import { type LocalRun, startLocalRun, tokenFor } from '../support/local-run.js';

jest.setTimeout(180_000);

let run: LocalRun;
let de: LocalOperator;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'fieldworks-de');
  const found = run.operators.find(({ id }) => id === 'fieldworks-de');
  if (found === undefined) throw new Error('fieldworks-de does not run');
  de = found;
});
afterAll(() => run?.stop());

async function subscribe(scope: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${de.apis['policy']}/nchf-spendinglimitcontrol/v1/subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenFor(de, scope)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

test('a sandbox may be told on this machine, and a subscriber whose plan has no counters is named', async () => {
  const { supi } = de.subscribers.find(({ plan, demoTraffic }) => plan === 'office' && !demoTraffic)!;
  const local = { supi, notifUri: 'http://localhost:9000/pcf/7' };
  expect(await subscribe('policy/spending-limits', local)).toMatchObject({
    status: 400,
    body: { cause: 'NO_AVAILABLE_POLICY_COUNTERS', detail: expect.stringContaining(supi) },
  });
  const elsewhere = { supi, notifUri: 'http://pcf.host.example/' };
  expect(await subscribe('policy/spending-limits', elsewhere)).toMatchObject({
    status: 400,
    body: { cause: 'MANDATORY_IE_INCORRECT', invalidParams: [{ param: '/notifUri' }] },
  });
});

test('without the scope nobody subscribes', async () => {
  expect((await subscribe('subscribers/read', {})).status).toBe(403);
});
