/** Figures of the events hub: how many webhooks one function sends. */
import { inChild } from './in-child.js';

type Emit = (name: string, value: number, unit: string) => void;

export function run(emit: Emit): Promise<void> {
  const { perSecond } = inChild('hub-in-memory', (measure) => measure(1));
  emit('hub.deliveries_per_s', Math.round(perSecond), 'webhooks/s, one function, receiver on the same core');
  return Promise.resolve();
}
