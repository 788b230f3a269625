/** Messages as providers and their own SDKs sign them, through the function: accepted as they are, and in no other form. */
import type { ProviderId } from '../../domain/payments/provider.js';
import { WEBHOOKS } from '../../domain/payments/providers/index.js';
import { secretProblems } from '../../domain/payments/secret-shape.js';
import { type IntakeWorld, type Sent, intakeWorld, restApiEvent } from './intake-world.js';
import { STRIPE_REFUSED, VECTOR_DELIVERIES, type VectorDelivery } from './vector-deliveries.js';

const all = Object.entries(VECTOR_DELIVERIES).flatMap(([provider, deliveries]) =>
  deliveries.map((delivery) => [provider as ProviderId, delivery.name, delivery] as const),
);

/** Its tokens vouch for all of it: nothing of its bytes is signed. */
const signed = all.filter(([provider]) => provider !== 'mpesa');

function worldOf(provider: ProviderId, { secret, keys, nowMs }: VectorDelivery): IntakeWorld {
  const world = intakeWorld(nowMs);
  world.secrets = { [provider]: secret };
  world.keys = { ...keys };
  return world;
}

test('there are messages of every provider', () => {
  expect(Object.keys(VECTOR_DELIVERIES).sort()).toEqual(Object.keys(WEBHOOKS).sort());
  for (const deliveries of Object.values(VECTOR_DELIVERIES)) expect(deliveries.length).toBeGreaterThan(0);
});

test.each(all)('%s: %s', async (provider, _, delivery) => {
  const reader = WEBHOOKS[provider];
  expect(secretProblems(reader.secret, delivery.secret)).toEqual([]);
  const { status, contentType: type, body } = reader.accepted;
  const world = worldOf(provider, delivery);
  expect(await world.post(delivery.sent)).toEqual({ status, type, body });
  expect(world.inbox.size).toBe(delivery.messages);
  expect(world.writes).toBe(delivery.messages);
  // By the other door, and as bytes: the same messages.
  const keys = [...world.inbox.keys()];
  expect(await world.post({ ...delivery.sent, base64: true }, restApiEvent)).toEqual({ status, type, body });
  expect([...world.inbox.keys()]).toEqual(keys);
  expect(world.counts.get(`${provider} Duplicates`)).toBe(delivery.messages);
});

test.each(STRIPE_REFUSED.map((delivery) => [delivery.name, delivery] as const))(
  'stripe refuses: %s',
  async (_, delivery) => {
    const world = worldOf('stripe', delivery);
    expect((await world.post(delivery.sent)).status).toBeGreaterThanOrEqual(400);
    expect(world.writes).toBe(0);
  },
);

describe.each(signed)('%s: %s', (provider, _, delivery) => {
  const text = Buffer.from(delivery.sent.body).toString('utf8');
  const refused = async (more: Partial<Sent>, change: Partial<VectorDelivery> = {}) => {
    const world = worldOf(provider, { ...delivery, ...change });
    const { status } = await world.post({ ...delivery.sent, ...more });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(world.writes).toBe(0);
    expect(world.queue).toEqual([]);
  };

  test('not with another body', async () => {
    await refused({ body: '' });
    await refused({ body: `${text}x` });
    await refused({ body: text.slice(0, -1) });
    await refused({ body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]) });
  });

  test('not under another secret', async () => {
    for (const [name, value] of Object.entries(delivery.secret)) {
      const isSigning = /^(webhookSecrets|hmacKeys|webhookIds|publicKeys|platformKeys|apiV3Keys)$/.test(name);
      if (!isSigning) continue;
      const another = Array.isArray(value) ? ['00'.repeat(16)] : {};
      await refused({}, { secret: { ...delivery.secret, [name]: another } });
    }
  });

  test('not with the secret of another, and not for another provider', async () => {
    for (const [other, deliveries] of Object.entries(VECTOR_DELIVERIES)) {
      if (other === provider || other === 'mpesa') continue;
      const world = worldOf(other as ProviderId, deliveries[0]!);
      const { status } = await world.post({ ...delivery.sent, provider: other as ProviderId });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(world.writes).toBe(0);
    }
  });
});
