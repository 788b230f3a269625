/**
 * The payment providers of every operator of a local run: their APIs at
 * `/payments-simulator/<operator>/<host>/…`, pages to pay on, and what controls them.
 */
import { type Operator, operatorId } from '../../domain/operator/operator.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { jsonResponse, type HttpRequest, type HttpResponse } from '../http/message.js';
import { serveControl } from './control.js';
import { serveCheckout } from './pages/checkout.js';
import { overviewPage } from './pages/overview.js';
import { makeProvider } from './providers/index.js';
import { SIMULATOR_PATH, simulatorUrl } from './simulator-url.js';
import { PaymentWorld } from './world.js';

export class PaymentSimulator {
  private readonly worlds = new Map<string, PaymentWorld>();
  private readonly baseUrl: string;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** @param webhooksUrl  where the operator's webhooks go, without the provider's id */
  async add(
    operator: Operator,
    providers: readonly ProviderId[],
    webhooksUrl: string,
  ): Promise<PaymentWorld> {
    const id = operatorId(operator);
    const { name, theme } = operator.brand;
    const world = new PaymentWorld({
      operatorId: id,
      brand: name,
      theme,
      url: simulatorUrl(this.baseUrl, id),
      webhooksUrl,
      now: Date.now,
    });
    const made = await Promise.all(
      providers.map(async (provider) => await makeProvider(provider, world.merchant, world)),
    );
    for (const provider of made) world.add(provider);
    this.worlds.set(id, world);
    return world;
  }

  world(operator: string): PaymentWorld | undefined {
    return this.worlds.get(operator);
  }

  /** Serves a request whose path begins with `SIMULATOR_PATH`. */
  handle(request: HttpRequest): HttpResponse {
    const [operator = '', first = '', ...more] = request.path.slice(SIMULATOR_PATH.length + 1).split('/');
    const world = this.worlds.get(operator);
    if (world === undefined)
      return jsonResponse(404, { message: `No payments are simulated for "${operator}"` });
    const path = `/${more.join('/')}`;
    switch (first) {
      case '':
        return overviewPage(world);
      case 'checkout':
        return serveCheckout(world, request, more);
      case 'control':
        return serveControl(world, request, more);
      default:
        return callProvider(world, first, path, request);
    }
  }

  stop(): void {
    for (const world of this.worlds.values()) world.stop();
  }
}

function callProvider(
  world: PaymentWorld,
  host: string,
  path: string,
  { method, headers, body, query }: HttpRequest,
): HttpResponse {
  const provider = [...world.providers.values()].find(({ hosts }) => hosts.includes(host));
  if (provider === undefined) {
    const hosts = [...world.providers.values()].flatMap((each) => each.hosts);
    return jsonResponse(404, { message: `No simulated provider answers at ${host}`, hosts });
  }
  return provider.call({
    method,
    headers,
    body,
    host,
    path,
    query: new URLSearchParams(query),
    target: query === '' ? path : `${path}?${query}`,
  });
}
