import { storm, WEBHOOKS_A_PAYMENT } from './storm.js';
import { openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

test('webhooks one to five times each, in random order: one credit a capture, and every balance right', async () => {
  const payments = 60;
  const report = await storm(world, payments, 7);
  expect(report).toMatchObject({
    webhooks: payments * WEBHOOKS_A_PAYMENT,
    captures: payments,
    credits: payments,
    wrongBalances: 0,
    quarantined: 0,
  });
  expect(report.deliveries).toBeGreaterThan(report.webhooks * 2);
}, 60_000);
