/** Simulated payment providers for the operators whose files name some, with secrets where their functions look. */
import { type Operator, operatorId } from '../../domain/operator/operator.js';
import type { LocalSecrets } from '../secrets/secrets.js';
import { PaymentSimulator } from './simulator.js';

/** Where an operator's webhooks go in the local run: the prefix of their API, and the path of its routes. */
const webhooksUrl = (baseUrl: string, operator: string): string => `${baseUrl}/${operator}/webhooks/webhooks`;

export async function simulatePayments(
  operators: readonly Operator[],
  baseUrl: string,
  secrets: Pick<LocalSecrets, 'put'>,
): Promise<PaymentSimulator> {
  const simulator = new PaymentSimulator(baseUrl);
  await Promise.all(
    operators.map(async (operator) => {
      const providers = operator.payments?.providers ?? [];
      if (providers.length === 0) return;
      const id = operatorId(operator);
      const world = await simulator.add(operator, providers, webhooksUrl(baseUrl, id));
      for (const provider of world.providers.values())
        secrets.put(`wildlily/${id}/payments/${provider.id}`, JSON.stringify(provider.secret));
    }),
  );
  return simulator;
}
