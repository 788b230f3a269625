/** 10,000 webhooks, each one to five times, in random order, over a DynamoDB in process. */
import { storm, WEBHOOKS_A_PAYMENT } from '../test/payments/storm.js';
import { openWorld } from '../test/payments/world.js';

type Emit = (name: string, value: number, unit: string) => void;

const WEBHOOKS = 10_000;
const SEED = 20_261_123;

export async function stormFigures(emit: Emit): Promise<void> {
  const world = await openWorld();
  try {
    const report = await storm(world, WEBHOOKS / WEBHOOKS_A_PAYMENT, SEED);
    const { captures, credits, deliveries, wrongBalances, quarantined, writesACapture, webhooks } = report;
    if (wrongBalances > 0 || quarantined > 0)
      throw new Error(`${wrongBalances} balances are wrong, ${quarantined} messages quarantined`);
    emit('payments.storm_webhooks', webhooks, `told in ${deliveries} deliveries`);
    emit('payments.storm_credits_per_capture', credits / captures, 'credits a capture');
    emit('payments.apply_writes', writesACapture, 'item writes a capture, four of them in one transaction');
  } finally {
    await world.stop();
  }
}
